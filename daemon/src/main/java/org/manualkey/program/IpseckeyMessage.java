package org.manualkey.program;

import org.jspecify.annotations.Nullable;

/**
 * The messages that the daemon prints for {@code ipseckey}, as {@code ipseckey(8)} lists them, with
 * {@code %s} for a value. Those of the language and of key files are elsewhere.
 */
public enum IpseckeyMessage {
  VALID("%s: %s valid"),
  NOTHING_CHANGED("%s: %s valid; nothing was changed"),
  NO_COMMANDS("warning: %s: no commands in the file; a load would only delete SAs"),
  NOT_A_KEY_FILE("warning: %s: the service would refuse this file as its key file"),
  LOADED_NOTHING("warning: %s: no commands in the file; all SAs were deleted"),
  SEE_ERRORS("run 'ipseckey -c %s' to see all errors"),
  NOTHING_RUN("%s: nothing was run"),
  RAN("%s: ran %s of %s; failed: %s"),
  LOAD_FAILED("%s: load failed: %s"),
  ROLLED_BACK("rolled back"),
  NOT_ALL_RESTORED("rolled back, but %s could not be restored"),
  CANNOT_COMPARE("%s: cannot compare with the existing SAs: %s"),
  NO_DESCRIPTOR("%s: missing descriptor from client"),
  PERMISSION_DENIED("permission denied: must be root"),
  USE_PRIVATE_SOCKET("permission denied: root is served at %s"),
  EXISTS("%s already exists"),
  ABSENT("%s does not exist"),
  REFUSED("%s refused: %s"),
  MESSAGES_LOST("%s lost: client reads too slowly"),
  SAVED_AS_COMMENTS("warning: %s saved as a comment only; the output has the reasons"),
  SILENT("nothing was sent for %s seconds"),
  INTERRUPTED("interrupted; %s applied%s"),
  DATABASE_FAILED("database failed; %s applied%s"),
  OUT_OF_MEMORY(
      "manual-keyd ran out of memory; %s applied%s; the one after them may have been, too"),
  DUMP_OUT_OF_MEMORY(
      "manual-keyd ran out of memory; not all SAs were printed; give it a larger -Xmx"),
  LOAD_OUT_OF_MEMORY("%s: manual-keyd ran out of memory; %s"),
  STANDARD_INPUT("standard input: %s");

  private final String text;

  IpseckeyMessage(String text) {
    this.text = text;
  }

  /** The message, with each {@code %s} for a value. */
  public String text() {
    return text;
  }

  /** The message with these values. */
  String with(@Nullable Object... values) {
    return text.formatted(values);
  }
}
