package org.manualkey.sadb.illumos;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.manualkey.libc.PreparedMessages;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.illumos.IllumosCodec;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.PreparedRequests;
import org.manualkey.sadb.Refusal;

/**
 * Requests that were judged, as the octets that the kernel gets, outside the heap. They are sent
 * one after another: each waits for the reply to the one before.
 */
final class IllumosRequests implements PreparedRequests {
  /** Longer than any request of a command with names of usual length. */
  private static final int LONGEST = 32_760;

  private final IllumosKernel kernel;
  private final IllumosCodec codec;
  private final Judge judge;
  private final PreparedMessages messages = new PreparedMessages(LONGEST);

  /** Of those that were sent last, the first at index 0. */
  private final @Nullable Refusal[] refusals = new Refusal[BATCH];

  private int first;

  IllumosRequests(IllumosKernel kernel, IllumosCodec codec, Judge judge) {
    this.kernel = kernel;
    this.codec = codec;
    this.judge = judge;
  }

  @Override
  public @Nullable Refusal add(Message request) {
    MessageType type = request.header().type();
    switch (type) {
      case ADD, DELETE, UPDATE, FLUSH -> {}
      default -> throw new IllegalArgumentException(type + " cannot be prepared");
    }
    Refusal refusal = judge.judge(request);
    if (refusal != null) {
      return refusal;
    }
    if (codec.length(request) > LONGEST) {
      return new Refusal(Errno.EMSGSIZE, Diagnostic.NONE);
    }
    ByteBuffer octets = messages.next();
    codec.encode(type == MessageType.ADD ? IllumosKernel.plain(request) : request, octets);
    messages.add(octets.position());
    return null;
  }

  @Override
  public int size() {
    return messages.count();
  }

  @Override
  public boolean send(int from, int to) {
    first = from;
    boolean all = true;
    for (int i = from; i < to; i++) {
      IllumosSession.Numbers numbers = kernel.exchange(messages, i);
      refusals[i - from] = numbers.errno() == 0 ? null : refusal(numbers);
      all &= numbers.errno() == 0;
    }
    return all;
  }

  private static Refusal refusal(IllumosSession.Numbers numbers) {
    return Refusal.of(
        Header.request(MessageType.ADD, SaType.UNSPEC, 0, 0)
            .withError(numbers.errno(), numbers.diagnostic()));
  }

  @Override
  public @Nullable Refusal refusal(int index) {
    return refusals[index - first];
  }

  @Override
  public void close() {
    messages.close();
  }
}
