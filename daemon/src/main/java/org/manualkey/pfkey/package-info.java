/**
 * PF_KEY version 2 (RFC 2367) as values, with the extensions of illumos.
 *
 * <p>A {@link org.manualkey.pfkey.Message} is a {@link org.manualkey.pfkey.Header} and a list of
 * {@link org.manualkey.pfkey.Extension}s; each extension is a record of its own. Numbers that a
 * peer may extend (algorithms, flags, message types) stay numbers here, so that every message of a
 * kernel can be decoded and encoded without loss; enums have their names and meanings. Bytes are
 * encoded and decoded by one codec per dialect, such as {@link
 * org.manualkey.pfkey.illumos.IllumosCodec}.
 *
 * <p>Key bytes exist only inside {@link org.manualkey.secret.KeyMaterial}, which never prints them.
 */
@NullMarked
package org.manualkey.pfkey;

import org.jspecify.annotations.NullMarked;
