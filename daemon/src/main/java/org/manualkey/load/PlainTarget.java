package org.manualkey.load;

import java.util.List;
import java.util.function.Consumer;
import org.manualkey.language.Command;
import org.manualkey.language.Parsed;
import org.manualkey.language.Parser;
import org.manualkey.pfkey.Message;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sa.SaId;
import org.manualkey.secret.SecretText;

/** What a file wants that holds nothing but ADDs without pairs: just these, in their order. */
record PlainTarget(Parser parser, RequestBuilder requests, SecretText text) implements Target {
  @Override
  public List<RefusedCommand> tell(Consumer<Wanted> sink) {
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
