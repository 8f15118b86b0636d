@NullMarked
package org.manualkey.sadb.linux.afkey;

import org.jspecify.annotations.NullMarked;
