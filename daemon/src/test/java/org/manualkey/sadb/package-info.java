/** What every security association database has to do, and the means to ask it. */
@NullMarked
package org.manualkey.sadb;

import org.jspecify.annotations.NullMarked;
