/** Tests of the embedded database against what the illumos kernel answers. */
@NullMarked
package org.manualkey.sadb.memory;

import org.jspecify.annotations.NullMarked;
