package org.manualkey.request;

import java.util.List;
import org.manualkey.language.Problem;
import org.manualkey.pfkey.Message;

/**
 * What a command asks of the database.
 *
 * @param messages requests to send in this order; none when there is an error
 * @param problems errors and warnings that only looking up names could show
 * @param retry whether the errors may go away by themselves: a name service did not answer
 */
public record RequestBatch(List<Message> messages, List<Problem> problems, boolean retry) {
  public RequestBatch {
    messages = List.copyOf(messages);
    // A name with forty addresses has the same problem forty times.
    problems = problems.isEmpty() ? List.of() : problems.stream().distinct().toList();
  }

  public boolean hasErrors() {
    return messages.isEmpty();
  }
}
