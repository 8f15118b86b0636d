package org.manualkey.program;

import java.util.HashMap;
import java.util.Map;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Message;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Refusal;

/** The SAs that a file has added so far, with the line of each. */
final class AddedSas {
  private final Map<SaId, Integer> lines = new HashMap<>();

  /** Notes a request that was granted. */
  void note(int line, Message request) {
    SaId id = SaId.of(request);
    switch (request.header().type()) {
      case ADD -> {
        if (id != null) {
          lines.put(id, line);
        }
      }
      case DELETE -> lines.remove(id);
      case FLUSH, X_DELPAIR -> lines.clear(); // of a pair, the other half is not named
      default -> {}
    }
  }

  /** A refusal, with the line that added the SA which is in the way, if the file did. */
  Refusal explain(Message request, Refusal refusal) {
    Integer line = refusal.is(Errno.EEXIST) ? lines.get(SaId.of(request)) : null;
    return line == null || !refusal.reason().isEmpty()
        ? refusal
        : new Refusal(
            refusal.errno(), refusal.diagnostic(), refusal.subject(), "line " + line + " adds it");
  }
}
