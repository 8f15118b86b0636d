/**
 * The Unix domain socket and the clients on it: who they are, how many there may be, and the frames
 * that carry their commands (docs/PROTOCOL.md).
 *
 * <p>Who a client is comes from the kernel (peer credentials), never from what it says. A
 * connection has a platform thread of its own: blocking reads of JUnixSocket on virtual threads
 * starve.
 */
@NullMarked
package org.manualkey.server;

import org.jspecify.annotations.NullMarked;
