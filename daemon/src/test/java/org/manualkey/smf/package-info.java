/**
 * The methods of the service under SMF, run by a restarter that is played: a process as svc.startd
 * starts it, with its environment, and what it does with each exit status. The script, the clients
 * and the daemon are the real ones; the database is the embedded one, whose SAs end with the
 * daemon. Where they must outlive it, the tests look at the commands that a method runs.
 */
package org.manualkey.smf;
