package org.manualkey.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.manualkey.language.Parser;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sa.Again;
import org.manualkey.sa.Directions;
import org.manualkey.sa.Pairs;
import org.manualkey.sa.Readding;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Sadb;
import org.manualkey.secret.SecretText;

/**
 * What a file wants whose commands change what they added before: its commands run against an empty
 * database that stands for the real one, and what is there at the end is what the file wants.
 *
 * @param empty makes the database
 * @param directions those of the real database
 */
record ShadowTarget(
    Parser parser,
    RequestBuilder requests,
    SecretText text,
    Supplier<? extends Sadb> empty,
    Directions directions)
    implements Target {
  @Override
  public List<RefusedCommand> tell(Consumer<Wanted> sink) {
    try (Sadb shadow = empty.get()) {
      Map<SaId, Integer> lines = new HashMap<>();
      List<RefusedCommand> refused;
      try (Sending sending =
          new Sending(
              shadow,
              requests,
              (line, request) -> {
                SaId id = SaId.of(request);
                if (id != null) {
                  lines.put(id, line);
                }
              })) {
        parser.parseFile(text, sending);
        refused = sending.finish();
      }
      if (refused.isEmpty()) {
        tell(shadow, lines, sink);
      }
      return refused;
    }
  }

  private void tell(Sadb shadow, Map<SaId, Integer> lines, Consumer<Wanted> sink) {
    List<Message> dumped = new ArrayList<>();
    shadow.dump(requests.whole(MessageType.DUMP, SaType.UNSPEC), dumped::add);
    Readding readding = new Readding(directions);
    for (Message each : dumped) {
      Sa sa = each.sa();
      SaId id = SaId.of(each);
      if (sa != null && id != null) {
        Header header = requests.whole(MessageType.ADD, each.header().saType()).header();
        Pair pair = Pairs.of(each);
        Message add = Again.add(header, each, sa, readding, pair); // all its keys are copies
        each.wipeKeys();
        sink.accept(new Wanted(id, lines.getOrDefault(id, 0), add));
      }
    }
  }
}
