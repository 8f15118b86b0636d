/**
 * The load of a key file: all of it, or nothing.
 *
 * <p>Read, parse and look up names; with any error the database is not touched. One dump is then
 * both snapshot and input of the plan: {@code flush} removes everything and sends the commands in
 * order, {@code delta} compares and sends differences alone. At any refusal what was touched is put
 * back.
 */
@NullMarked
package org.manualkey.load;

import org.jspecify.annotations.NullMarked;
