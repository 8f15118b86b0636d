package org.manualkey.program;

import java.nio.ByteOrder;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.LoadConditions;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.illumos.IllumosCodec;
import org.manualkey.print.CookieLabels;
import org.manualkey.print.ErrorTexts;
import org.manualkey.print.NameSource;
import org.manualkey.print.ProtocolTable;
import org.manualkey.request.Resolver;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.sadb.memory.RandomSas;

/** Commands at a time that stands still, on a host without a name service. */
final class Commands {
  static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000));
  static final Resolver NAMELESS = (_, _) -> new Resolver.Answer.Unknown();
  private static final Printing PRINTING =
      new Printing(
          RandomSas.ALGORITHMS,
          Nameless::new,
          CookieLabels.NONE,
          ErrorTexts.builtIn(),
          CLOCK,
          new IllumosCodec(ByteOrder.LITTLE_ENDIAN),
          4242);

  private Commands() {}

  static IpseckeyProgram ipseckey(SadbOwner owner) {
    CommandPipeline loads = new CommandPipeline(RandomSas.ALGORITHMS, NAMELESS, RandomSas::open);
    return new IpseckeyProgram(
        loads, new KeyFileReader(0), owner, () -> LoadConditions.DEFAULT, PRINTING);
  }

  private static final class Nameless implements NameSource {
    private final ProtocolTable protocols = ProtocolTable.builtIn();

    @Override
    public @Nullable String protocol(int number) {
      return protocols.name(number);
    }

    @Override
    public @Nullable String host(SocketAddress address) {
      return null;
    }
  }
}
