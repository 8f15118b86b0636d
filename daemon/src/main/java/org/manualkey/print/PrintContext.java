package org.manualkey.print;

import java.time.InstantSource;
import java.time.zone.ZoneRules;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.pfkey.illumos.IllumosCodec;

/**
 * What a printer needs besides the messages.
 *
 * @param algorithms names of algorithms
 * @param names names of hosts and protocols
 * @param cookies labels of key management cookies
 * @param errors texts of error numbers
 * @param clock wall clock
 * @param zone time zone of the client
 * @param codec the wire format whose lengths are printed, whatever back end messages come from
 */
public record PrintContext(
    Algorithms algorithms,
    NameSource names,
    CookieLabels cookies,
    ErrorTexts errors,
    InstantSource clock,
    ZoneRules zone,
    IllumosCodec codec) {}
