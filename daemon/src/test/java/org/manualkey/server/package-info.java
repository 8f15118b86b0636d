@NullMarked
package org.manualkey.server;

import org.jspecify.annotations.NullMarked;
