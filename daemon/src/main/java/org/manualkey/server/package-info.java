/**
 * The Unix domain socket and its clients: their identity, their number, and the frames that carry
 * their commands (docs/PROTOCOL.md).
 *
 * <p>A client is identified by peer credentials of the kernel alone. Each connection has a platform
 * thread, since blocking reads of JUnixSocket starve on virtual threads.
 */
@NullMarked
package org.manualkey.server;

import org.jspecify.annotations.NullMarked;
