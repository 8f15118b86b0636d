/**
 * The database of an illumos kernel by its PF_KEY sockets ({@code keysock}). The kernel judges;
 * nothing is emulated, and no record is kept. Our own judgement of the same rules runs before, so
 * that a check and a load know what the kernel would refuse.
 *
 * <p>What a session must know of these sockets: a message that finds no room is dropped, and nobody
 * hears of that, so that the receive buffer is enlarged first of all and one request is under way
 * at a time; all sockets receive all changes, and a socket for events is another one than that for
 * requests; a FLUSH or a DUMP is refused with ENOMEM while there is another one in the same stack.
 */
@NullMarked
package org.manualkey.sadb.illumos;

import org.jspecify.annotations.NullMarked;
