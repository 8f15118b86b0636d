package org.manualkey.sadb;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;

/** ADDs of a database that cannot prepare them: they are kept, and it sees them when it must. */
final class KeptAdds implements PreparedAdds {
  private final Sadb sadb;
  private final List<Message> adds = new ArrayList<>();
  private List<Reply> replies = List.of();
  private int first;

  KeptAdds(Sadb sadb) {
    this.sadb = sadb;
  }

  @Override
  public @Nullable Refusal add(Message add) {
    adds.add(copy(add));
    return null;
  }

  private static Message copy(Message add) {
    List<Extension> extensions = new ArrayList<>(add.extensions().size());
    for (Extension extension : add.extensions()) {
      extensions.add(
          extension instanceof Key key
              ? new Key(key.kind(), key.bits(), key.reserved(), key.material().copy())
              : extension);
    }
    return new Message(add.header(), extensions);
  }

  @Override
  public int size() {
    return adds.size();
  }

  @Override
  public boolean send(int from, int to) {
    first = from;
    replies = List.of();
    replies = sadb.exchangeAll(adds.subList(from, to));
    return replies.stream().allMatch(Reply.Done.class::isInstance);
  }

  @Override
  public @Nullable Refusal refusal(int index) {
    return replies.get(index - first) instanceof Reply.Refused(Refusal refusal) ? refusal : null;
  }

  @Override
  public void close() {
    adds.forEach(Message::wipeKeys);
    adds.clear();
  }
}
