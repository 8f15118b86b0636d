package org.manualkey.program;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.manualkey.load.Plural;
import org.manualkey.print.TextSink;
import org.manualkey.sadb.ClientMemory;
import org.manualkey.sadb.NotEnoughMemoryException;
import org.manualkey.service.ManualKeyService;
import org.manualkey.service.Preview;

/**
 * {@code refresh --dry-run}. A plan takes as much memory as a load. It becomes text before anything
 * is printed, one plan at a time, and these texts have a limit together: a load must not lack
 * memory since clients do not read.
 */
final class PreviewRuns {
  /** Which part of the heap the texts may take together. */
  private static final int PART = 16;

  private final ManualKeyService service;
  private final Semaphore turn = new Semaphore(1, true);
  private final ClientMemory ofRoot = ClientMemory.part(PART);
  private final ClientMemory ofMembers = ClientMemory.part(PART);

  /** What is printed, with its part of the memory. */
  private sealed interface Printed {
    /**
     * A plan.
     *
     * @param note about it, or an empty string
     */
    record Changes(String text, String note, ClientMemory.Share share) implements Printed {}

    /** Why there is none. */
    record Refused(Preview.Rejected rejected) implements Printed {}

    /** Why there is none, in one line. */
    record Failed(String reason) implements Printed {}
  }

  PreviewRuns(ManualKeyService service) {
    this.service = service;
  }

  /**
   * Prints what a refresh would do; returns the exit status.
   *
   * @param json whether to print it as JSON
   * @param obstacle gives why it would do nothing now, or null
   */
  int run(
      Console console,
      boolean json,
      Presence client,
      Supplier<@Nullable String> obstacle,
      TextSink out,
      ErrorOutput errors) {
    boolean root = console.caller().rights().include(Right.GRANT);
    Printed printed = printed(client, json, root ? ofRoot : ofMembers);
    try {
      return print(printed, json, obstacle, out, errors);
    } finally { // a client may be gone before the first word
      if (printed instanceof Printed.Changes changes) {
        changes.share().close();
      }
    }
  }

  private static int print(
      Printed printed,
      boolean json,
      Supplier<@Nullable String> obstacle,
      TextSink out,
      ErrorOutput errors) {
    String now = obstacle.get();
    if (now != null) {
      errors.print(AdmMessage.NOT_REFRESHED.with(now));
    }
    return switch (printed) {
      case Printed.Changes(String text, String note, _) -> {
        out.text(text).flush();
        if (!note.isEmpty()) {
          errors.print(note);
        }
        yield ExitStatus.OK;
      }
      case Printed.Refused(Preview.Rejected rejected) -> {
        if (json) {
          new JsonProblems(out).checked(rejected.file(), rejected.problems(), rejected.count());
        } else {
          errors.problems(rejected.file(), rejected.problems());
        }
        String valid = FileRun.valid(rejected.file(), rejected.count());
        errors.print(AdmMessage.WOULD_FAIL.with(valid));
        yield ExitStatus.FAILED;
      }
      case Printed.Failed(String reason) -> {
        errors.print(AdmMessage.WOULD_FAIL.with(reason));
        yield ExitStatus.FAILED;
      }
    };
  }

  private Printed printed(Presence client, boolean json, ClientMemory memory) {
    try {
      turn.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
    try {
      return switch (client.await(service.preview(client))) {
        case Preview.Changes changes -> text(changes, json, memory);
        case Preview.Rejected rejected -> new Printed.Refused(rejected);
        case Preview.Failure(String reason) -> new Printed.Failed(reason);
      };
    } finally {
      turn.release();
    }
  }

  private static Printed text(Preview.Changes changes, boolean json, ClientMemory memory) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    TextSink to = new TextSink(octets);
    if (json) {
      PlanJson.print(changes.file(), changes.plan(), to);
    } else {
      PlanText.print(changes.plan(), to);
    }
    to.flush();
    String note =
        changes.commands() > 0
            ? ""
            : AdmMessage.WOULD_BE_EMPTY.with( // nothing but ends of SAs
                changes.file(), Plural.of(changes.plan().changes().size(), "SA"));
    try {
      String text = octets.toString(StandardCharsets.UTF_8);
      return new Printed.Changes(text, note, memory.take(text.length()));
    } catch (NotEnoughMemoryException e) {
      return new Printed.Failed(String.valueOf(e.getMessage()));
    }
  }
}
