/**
 * Commands to messages, and replies to outcomes.
 *
 * <p>Names are replaced by addresses: a destination name makes one request for each of its
 * addresses, and all of them are matched with a source before any is sent.
 */
@NullMarked
package org.manualkey.request;

import org.jspecify.annotations.NullMarked;
