/**
 * The load of a key file: all of it, or nothing.
 *
 * <p>Read, parse and look up names; with any error the database is not touched. Then take a
 * snapshot, flush, and send the commands in order; at any refusal flush again and put the snapshot
 * back.
 */
@NullMarked
package org.manualkey.load;

import org.jspecify.annotations.NullMarked;
