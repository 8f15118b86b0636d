package org.manualkey.app;

/**
 * Who this process is.
 *
 * @param uid its user
 * @param pid its number
 */
record ProcessIdentity(int uid, int pid) {}
