@NullMarked
package org.manualkey.sadb.kernel;

import org.jspecify.annotations.NullMarked;
