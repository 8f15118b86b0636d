package org.manualkey.sadb.memory;

import java.util.ArrayList;
import java.util.List;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.algorithm.KeyLengths;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.Supported;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.rules.RequestInProgress;

/**
 * REGISTER: returns the algorithms that an SA type can use ({@code ah_register_out()}, {@code
 * esp_register_out()}). That the socket is registered is not this verb's business.
 */
final class RegisterVerb implements Verb {
  private final Algorithms algorithms;

  RegisterVerb(Algorithms algorithms) {
    this.algorithms = algorithms;
  }

  @Override
  public Reply answer(RequestInProgress request) {
    List<Extension> lists = new ArrayList<>();
    addList(lists, Supported.Kind.AUTH, Algorithm.Kind.AUTHENTICATION);
    if (request.saType().equals(SaType.ESP)) {
      addList(lists, Supported.Kind.ENCRYPT, Algorithm.Kind.ENCRYPTION);
    }
    return new Reply.Done(new Message(request.header().withError(0, 0), lists));
  }

  /** A list of nothing is left out. */
  private void addList(List<Extension> lists, Supported.Kind kind, Algorithm.Kind algorithmKind) {
    List<Supported.Algorithm> supported =
        algorithms.all(algorithmKind).stream()
            .filter(algorithm -> algorithm.isUsable() && MemoryCapabilities.have(algorithm))
            .map(RegisterVerb::supported)
            .toList();
    if (!supported.isEmpty()) {
      lists.add(new Supported(kind, 0, supported));
    }
  }

  private static Supported.Algorithm supported(Algorithm algorithm) {
    KeyLengths lengths = algorithm.keyLengths();
    return new Supported.Algorithm(
        algorithm.id(),
        algorithm.kind() == Algorithm.Kind.ENCRYPTION ? algorithm.ivBytes() : 0,
        lengths.min(),
        lengths.max(),
        lengths.increment(),
        algorithm.saltBits());
  }
}
