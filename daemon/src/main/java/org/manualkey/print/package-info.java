/**
 * The output of {@code dump}, {@code get}, {@code monitor}, {@code -v} and {@code save} of {@code
 * ipseckey(8)}, as text and as JSON.
 *
 * <p>Scripts depend on these formats: they are identical to those of illumos, except where the
 * original fails or saves a file that cannot be loaded. {@link org.manualkey.print.MessagePrinter}
 * prints any message as a block of tagged lines, {@link org.manualkey.print.SavePrinter} writes SAs
 * as commands of a key file. {@link org.manualkey.print.JsonPrinter} is for programs.
 *
 * <p>Keys are printed here and nowhere else. Their digits go from {@link
 * org.manualkey.secret.KeyMaterial} straight into the buffer of a {@link
 * org.manualkey.print.TextSink}, never through a {@code String}, and the buffer is wiped as it
 * drains.
 */
@NullMarked
package org.manualkey.print;

import org.jspecify.annotations.NullMarked;
