package org.manualkey.sadb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;

/** A judgement and a database, asked about the same ADD. */
public final class JudgedAdds {
  private JudgedAdds() {}

  /**
   * That an empty database grants what its judge accepts, and refuses what it refuses with the same
   * words, and that neither changes the message or wipes its keys.
   *
   * @return whether it was granted
   */
  public static boolean assertAgreed(Sadb sadb, Message add) {
    Message copy = copy(add);
    Judge judge = Objects.requireNonNull(sadb.judge());
    Refusal judged = judge.judge(add);
    assertSame(add, copy, "judged");
    assertThat(judge.judge(add)).as("judged again: %s", add).isEqualTo(judged);

    Refusal refused = refusal(sadb.exchange(add));

    assertSame(add, copy, "sent");
    assertThat(refused).as("the database on %s", add).isEqualTo(judged);
    return refused == null;
  }

  private static @Nullable Refusal refusal(Reply reply) {
    return switch (reply) {
      case Reply.Done _ -> null;
      case Reply.Refused(Refusal refusal) -> refusal;
    };
  }

  /** The same octets in other arrays. */
  private static Message copy(Message message) {
    List<Extension> copies =
        message.extensions().stream()
            .<Extension>map(extension ->
                extension instanceof Key key
                    ? new Key(key.kind(), key.bits(), key.reserved(), key.material().copy())
                    : extension)
            .toList();
    return new Message(message.header(), copies);
  }

  /** Keys compare by their octets and print as their lengths. */
  private static void assertSame(Message message, Message before, String when) {
    assertThat(message.equals(before))
        .as("the message is as it was before it was %s", when)
        .isTrue();
  }
}
