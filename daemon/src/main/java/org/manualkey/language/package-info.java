/**
 * The command language of {@code ipseckey(8)}: parses text into commands, and reports every problem
 * with its position.
 *
 * <p>{@link org.manualkey.language.Parser} walks a {@link org.manualkey.secret.SecretText} and
 * delivers one {@link org.manualkey.language.Parsed} for each command, valid or not; it never stops
 * at an error. Tokens are ranges of the text, which is wiped when it is closed: a key goes from
 * there into {@link org.manualkey.secret.KeyMaterial} and never becomes a string. Nothing here
 * looks up names or talks to a database.
 */
@NullMarked
package org.manualkey.language;

import org.jspecify.annotations.NullMarked;
