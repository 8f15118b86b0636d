/** Tests of what is written for people. */
@NullMarked
package org.manualkey.docs;

import org.jspecify.annotations.NullMarked;
