package org.manualkey.server;

/**
 * Limits for commands of members of groups. A command counts until the work that it began is done.
 *
 * @param commands at once
 * @param perUid at once, of one user
 * @param changes within a minute: commands that take another right than that to read
 * @param changesPerUid within a minute, of one user
 */
record MemberLimits(int commands, int perUid, int changes, int changesPerUid) {
  static final MemberLimits DEFAULT = new MemberLimits(32, 4, 240, 60);
}
