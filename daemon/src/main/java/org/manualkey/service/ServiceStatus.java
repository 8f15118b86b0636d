package org.manualkey.service;

import java.nio.file.Path;
import java.time.Instant;
import org.manualkey.sadb.BackEnd;

/**
 * The status of the service.
 *
 * @param state its state
 * @param since when it was entered
 * @param reason the reason in one line, or an empty string
 * @param enabled whether it is enabled
 * @param temporary whether that is only until the daemon stops
 * @param keyFile the key file
 * @param backend its database
 */
public record ServiceStatus(
    ServiceState state,
    Instant since,
    String reason,
    boolean enabled,
    boolean temporary,
    Path keyFile,
    BackEnd backend) {}
