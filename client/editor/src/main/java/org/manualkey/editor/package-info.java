/**
 * The line editor of {@code ipseckey}. A jar of its own, since JLine is no module: the client loads
 * it only when somebody sits at a terminal.
 */
@NullMarked
package org.manualkey.editor;

import org.jspecify.annotations.NullMarked;
