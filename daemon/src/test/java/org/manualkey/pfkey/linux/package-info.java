@NullMarked
package org.manualkey.pfkey.linux;

import org.jspecify.annotations.NullMarked;
