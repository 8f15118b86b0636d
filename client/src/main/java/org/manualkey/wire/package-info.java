/**
 * The frames that clients and the daemon exchange over a Unix stream socket, and their codec.
 *
 * <p>The layout is in {@code docs/PROTOCOL.md}; both sides use this one implementation of it.
 * Frames are values: a {@link org.manualkey.wire.ClientFrame} or a {@link
 * org.manualkey.wire.DaemonFrame}, read by a {@link org.manualkey.wire.FrameReader} and written by
 * a {@link org.manualkey.wire.FrameWriter} over plain streams. Descriptors that accompany the bytes
 * are received by the owner of the socket; a frame has only their number.
 *
 * <p>Invariants: payloads and arguments may hold key bytes, so no {@code toString} and no exception
 * text here shows them; a hostile length never makes the reader allocate more than 64 KiB beyond
 * what has arrived; nothing outside {@code java.base} is used.
 */
@NullMarked
package org.manualkey.wire;

import org.jspecify.annotations.NullMarked;
