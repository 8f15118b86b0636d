package org.manualkey.load;

import java.util.List;
import java.util.function.Consumer;
import org.manualkey.command.RequestBuilder;
import org.manualkey.keyfile.Command;
import org.manualkey.keyfile.KeyFileParser;
import org.manualkey.keyfile.KeyText;
import org.manualkey.keyfile.Parsed;
import org.manualkey.pfkey.Message;

/** What a file wants that holds nothing but ADDs without pairs: just these, in their order. */
record PlainTarget(KeyFileParser parser, RequestBuilder requests, KeyText text) implements Target {
  @Override
  public List<Refusal> tell(Consumer<Wanted> sink) {
    parser.parseFile(text, parsed -> tell(parsed, sink));
    return List.of();
  }

  private void tell(Parsed parsed, Consumer<Wanted> sink) {
    if (parsed.command() instanceof Command.OneSa oneSa) {
      for (Message add : requests.of(oneSa).messages()) {
        SaId id = SaId.of(add);
        if (id != null) {
          sink.accept(new Wanted(id, parsed.line(), add));
        }
      }
    }
  }
}
