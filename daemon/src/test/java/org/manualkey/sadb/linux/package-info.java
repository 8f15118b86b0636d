@NullMarked
package org.manualkey.sadb.linux;

import org.jspecify.annotations.NullMarked;
