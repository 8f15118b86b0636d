package org.manualkey.sadb.memory;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.sa.KeyForm;
import org.manualkey.sadb.Draft;

/**
 * What a dump means, as lines that compare: one for each SA, with digests of its keys. The order of
 * SAs and of extensions says nothing, nor do header, filler and the current lifetime, which no
 * request can set.
 */
public final class Meaning {
  private Meaning() {}

  /**
   * The lines of a dump.
   *
   * @param kept what counts of an extension; null: nothing
   */
  public static List<String> of(List<Message> sas, UnaryOperator<@Nullable Extension> kept) {
    return sas.stream().map(sa -> line(sa, kept)).sorted().toList();
  }

  private static String line(Message sa, UnaryOperator<@Nullable Extension> kept) {
    return sa.header().saType()
        + " "
        + sa.extensions().stream()
            .filter(Meaning::counts)
            .map(kept)
            .filter(Objects::nonNull)
            .map(Meaning::text)
            .sorted()
            .collect(joining("\n  "));
  }

  private static boolean counts(Extension extension) {
    return !(extension instanceof Lifetime lifetime && lifetime.kind() == Lifetime.Kind.CURRENT);
  }

  private static String text(Extension extension) {
    return switch (extension) {
      case Key key ->
          key.kind()
              + " "
              + key.bits()
              + "+"
              + key.reserved()
              + " "
              + Draft.digest(KeyForm.asAdded(key));
      case org.manualkey.pfkey.Identity identity -> identity + " " + octets(identity);
      default -> extension.toString();
    };
  }

  private static String octets(org.manualkey.pfkey.Identity identity) {
    byte[] octets = new byte[identity.value().length()];
    identity.value().view().get(octets);
    return java.util.HexFormat.of().formatHex(octets);
  }
}
