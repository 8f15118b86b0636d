package org.manualkey.print;

import java.time.InstantSource;
import java.time.ZoneId;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.pfkey.illumos.IllumosCodec;

/**
 * What a printer must know of the world.
 *
 * @param algorithms names of algorithms
 * @param names names of hosts and protocols
 * @param cookies labels of key management cookies
 * @param errors words for refusals
 * @param clock wall clock
 * @param zone time zone of the client
 * @param codec the wire form whose lengths and words are told; messages print as if they had
 *     travelled in it, whatever back end they came from
 */
public record PrintContext(
    Algorithms algorithms,
    NameSource names,
    CookieLabels cookies,
    ErrorTexts errors,
    InstantSource clock,
    ZoneId zone,
    IllumosCodec codec) {}
