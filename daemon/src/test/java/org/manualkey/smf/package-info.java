/**
 * The methods of the service under SMF, run by a restarter that is played: a process as svc.startd
 * starts it, with its environment, and what it does with each exit status. The script, the clients
 * and the daemon are the real ones; the kernel is emulated in the process of the tests, so that its
 * SAs outlive the daemon.
 */
package org.manualkey.smf;
