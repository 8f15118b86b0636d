/**
 * The line editor of {@code ipseckey}, a separate jar, since JLine is not a module. The client
 * loads it for a terminal only.
 */
@NullMarked
package org.manualkey.editor;

import org.jspecify.annotations.NullMarked;
