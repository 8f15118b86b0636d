/**
 * The load of a key file: all of it, or nothing.
 *
 * <p>A text is parsed, its names are looked up, and its requests are judged; with any error the
 * database is not changed. One dump is both the snapshot for an undo and the input of the plan:
 * {@code flush} deletes all SAs and sends the commands in order, {@code delta} sends only
 * differences. After a refusal, what was changed is restored.
 */
@NullMarked
package org.manualkey.load;

import org.jspecify.annotations.NullMarked;
