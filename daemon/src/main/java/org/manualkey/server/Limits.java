package org.manualkey.server;

import java.time.Duration;

/**
 * Limits for clients of the server.
 *
 * @param sessions commands of the private socket that run at once, not counting short ones
 * @param connections of the private socket at once: sessions, short commands, and those that wait
 * @param patience how long a client of the private socket waits for a session
 * @param silence how long a client of the private socket may send nothing before its hello and its
 *     command are complete
 * @param hello how long these may take in all
 * @param open connections of the open socket at once
 * @param perUid connections of the open socket at once of one user
 * @param answer how long a connection of the open socket may last
 * @param members for commands of members of groups, which leave their connection to the open socket
 * @param shutdown how long a stopping server waits for running commands
 */
record Limits(
    int sessions,
    int connections,
    Duration patience,
    Duration silence,
    Duration hello,
    int open,
    int perUid,
    Duration answer,
    MemberLimits members,
    Duration shutdown) {
  static final Limits DEFAULT =
      new Limits(
          256,
          512,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          256,
          16,
          Duration.ofSeconds(5),
          MemberLimits.DEFAULT,
          Duration.ofSeconds(2));

  Limits withHello(Duration longestSilence, Duration limit) {
    return new Limits(
        sessions,
        connections,
        patience,
        longestSilence,
        limit,
        open,
        perUid,
        answer,
        members,
        shutdown);
  }

  Limits withAnswer(Duration limit) {
    return new Limits(
        sessions, connections, patience, silence, hello, open, perUid, limit, members, shutdown);
  }

  Limits withSessions(int most, int mostConnections, Duration wait) {
    return new Limits(
        most, mostConnections, wait, silence, hello, open, perUid, answer, members, shutdown);
  }

  Limits withOpen(int most, int mostPerUid) {
    return new Limits(
        sessions,
        connections,
        patience,
        silence,
        hello,
        most,
        mostPerUid,
        answer,
        members,
        shutdown);
  }

  Limits withMembers(MemberLimits others) {
    return new Limits(
        sessions, connections, patience, silence, hello, open, perUid, answer, others, shutdown);
  }
}
