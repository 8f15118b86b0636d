package org.manualkey.sadb;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;

/**
 * Requests to a database that cannot prepare them: they are kept, and it sees them when it must.
 */
final class KeptRequests implements PreparedRequests {
  private final Sadb sadb;
  private final List<Message> requests = new ArrayList<>();
  private List<Reply> replies = List.of();
  private int first;

  KeptRequests(Sadb sadb) {
    this.sadb = sadb;
  }

  @Override
  public @Nullable Refusal add(Message request) {
    requests.add(copy(request));
    return null;
  }

  private static Message copy(Message request) {
    List<Extension> extensions = new ArrayList<>(request.extensions().size());
    for (Extension extension : request.extensions()) {
      extensions.add(
          extension instanceof Key key
              ? new Key(key.kind(), key.bits(), key.reserved(), key.material().copy())
              : extension);
    }
    return new Message(request.header(), extensions);
  }

  @Override
  public int size() {
    return requests.size();
  }

  @Override
  public boolean send(int from, int to) {
    first = from;
    replies = List.of();
    replies = sadb.exchangeAll(requests.subList(from, to));
    return replies.stream().allMatch(Reply.Done.class::isInstance);
  }

  @Override
  public @Nullable Refusal refusal(int index) {
    return replies.get(index - first) instanceof Reply.Refused(Refusal refusal) ? refusal : null;
  }

  @Override
  public void close() {
    requests.forEach(Message::wipeKeys);
    requests.clear();
  }
}
