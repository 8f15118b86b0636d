/** Tests of the clients against a scripted daemon on a real Unix socket. */
@NullMarked
package org.manualkey.client;

import org.jspecify.annotations.NullMarked;
