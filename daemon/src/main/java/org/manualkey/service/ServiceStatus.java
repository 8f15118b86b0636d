package org.manualkey.service;

import java.nio.file.Path;
import java.time.Instant;
import org.manualkey.sadb.BackEnd;

/**
 * How the service is doing.
 *
 * @param state its state
 * @param since when that was entered
 * @param reason why, in one line; empty when there is nothing to say
 * @param enabled whether the administrator wants it
 * @param temporary whether that is for this run only
 * @param keyFile the key file
 * @param backend the database behind it
 */
public record ServiceStatus(
    ServiceState state,
    Instant since,
    String reason,
    boolean enabled,
    boolean temporary,
    Path keyFile,
    BackEnd backend) {}
