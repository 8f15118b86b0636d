package org.manualkey.app;

/**
 * The user and the number of this process.
 *
 * @param uid its user
 * @param pid its number
 */
record ProcessIdentity(int uid, int pid) {}
