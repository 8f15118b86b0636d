/** Tests of the database of an illumos kernel, over one that is played. */
@NullMarked
package org.manualkey.sadb.illumos;

import org.jspecify.annotations.NullMarked;
