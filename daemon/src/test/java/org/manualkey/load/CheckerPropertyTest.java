package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.language.Command;
import org.manualkey.language.Parser;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.request.RequestBatch;
import org.manualkey.request.RequestBuilder;
import org.manualkey.request.ScriptedResolver;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.linux.Databases;
import org.manualkey.sadb.memory.MemorySadb;
import org.manualkey.secret.SecretText;

/** A text passes the check where an empty database grants all that it asks for, and only there. */
final class CheckerPropertyTest {
  private static final List<String> KEYS =
      List.of(
          " encralg aes encrkey 000102030405060708090a0b0c0d0e0f"
              + " authalg sha1 authkey 101112131415161718191a1b1c1d1e1f20212223",
          " encralg null authalg sha1 authkey 101112131415161718191a1b1c1d1e1f20212223",
          " encralg des encrkey 0123456789abcdee"
              + " authalg md5 authkey 000102030405060708090a0b0c0d0e0f");
  private static final List<String> WRONG_KEYS =
      List.of(
          " encralg aes encrkey 0001020304050607",
          " encralg des encrkey 0101010101010101",
          " encralg null authalg sha1 authkey 00",
          " authalg sha1 authkey 0000000000000000000000000000000000000000",
          "");
  private static final CommandPipeline PIPELINE =
      new CommandPipeline(
          AlgorithmsFile.builtIn(), new ScriptedResolver(), CheckerPropertyTest::empty);

  private static Sadb empty() {
    return MemorySadb.timeless(AlgorithmsFile.builtIn(), Databases.HOST);
  }

  @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
  void textsOfAddsPassWhereTheyWouldBeGranted(@ForAll long seed) {
    assertAgreed(new Texts(seed).adds());
  }

  @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
  void textsOfAnyCommandsPassWhereTheyWouldBeGranted(@ForAll long seed) {
    assertAgreed(new Texts(seed).commands());
  }

  @Test
  void someTextsPassAndSomeDoNot() {
    int passed = 0;
    for (int seed = 0; seed < 400; seed++) {
      passed += checked(new Texts(seed).commands()) ? 1 : 0;
      passed += checked(new Texts(seed).adds()) ? 1 : 0;
    }
    assertThat(passed).isBetween(80, 720);
  }

  private static void assertAgreed(String text) {
    String refused = refused(text);
    assertThat(checked(text)).as("%s%nrefused: %s", text, refused).isEqualTo(refused == null);
  }

  private static boolean checked(String text) {
    try (Sadb sadb = empty()) {
      return PIPELINE.loader(CommandPipeline.NameLookup.OFF, sadb.judge()).check(secret(text))
          instanceof Checked;
    }
  }

  /** The first request that an empty database refuses when all are run in order; or null. */
  private static @Nullable String refused(String text) {
    RequestBuilder requests = PIPELINE.requests(CommandPipeline.NameLookup.OFF);
    String[] first = new String[1];
    try (Sadb sadb = empty()) {
      Parser.Count count =
          PIPELINE
              .parser(CommandPipeline.NameLookup.OFF)
              .parseFile(
                  secret(text),
                  parsed -> {
                    if (first[0] == null && !isGranted(parsed.command(), requests, sadb)) {
                      first[0] = "line " + parsed.line();
                    }
                  });
      return first[0] == null && count.invalid() > 0 ? "the language" : first[0];
    }
  }

  private static boolean isGranted(@Nullable Command command, RequestBuilder requests, Sadb sadb) {
    return switch (command) {
      case Command.OneSa sa -> {
        RequestBatch batch = requests.of(sa);
        yield !batch.hasErrors()
            && batch.messages().stream().allMatch(request -> isGranted(request, sadb));
      }
      case Command.Flush flush ->
          isGranted(RequestBuilder.whole(MessageType.FLUSH, flush.saType()), sadb);
      case null, default -> true;
    };
  }

  private static boolean isGranted(Message request, Sadb sadb) {
    return sadb.exchange(request) instanceof Reply.Done;
  }

  private static SecretText secret(String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    return SecretText.taking("keys", octets);
  }

  /** Texts about few SAs, which meet often. */
  private static final class Texts {
    private final Random random;

    Texts(long seed) {
      random = new Random(seed);
    }

    String adds() {
      StringBuilder text = new StringBuilder();
      for (int lines = 1 + random.nextInt(5); lines > 0; lines--) {
        text.append(add(1 + random.nextInt(20)));
      }
      return text.toString();
    }

    String commands() {
      StringBuilder text = new StringBuilder(add(1));
      for (int lines = random.nextInt(7); lines > 0; lines--) {
        text.append(
            switch (random.nextInt(10)) {
              case 0 -> "flush" + any(List.of("", " esp", " ah")) + "\n";
              case 1 -> named("delete") + "\n";
              case 2 -> named("delete-pair") + "\n";
              case 3 -> named("get") + "\n";
              case 4 -> named("update-pair") + limits() + "\n";
              case 5 -> named("update") + limits() + pair() + "\n";
              default -> add(1 + random.nextInt(3));
            });
      }
      return text.toString();
    }

    private String add(int spi) {
      boolean out = random.nextInt(3) > 0;
      boolean ah = random.nextInt(8) == 0;
      String keys =
          ah
              ? " authalg sha1 authkey 101112131415161718191a1b1c1d1e1f20212223"
              : any(random.nextInt(25) == 0 ? WRONG_KEYS : KEYS);
      return "add "
          + (ah ? "ah" : "esp")
          + " spi "
          + spi
          + ends(out)
          + direction(out)
          + (random.nextInt(3) == 0 ? limits() : "")
          + pair()
          + (random.nextInt(10) == 0 ? " isrc 10.1.0.0/16 idst 10.2.0.0/16" : "")
          + keys
          + "\n";
    }

    private String named(String verb) {
      return verb + " esp spi " + (1 + random.nextInt(3)) + ends(random.nextInt(3) > 0);
    }

    private String ends(boolean out) {
      return switch (random.nextInt(12)) {
        case 0 -> " dst 10.0.0.2";
        case 1 -> " src 10.0.0.1 dst 224.0.0.9";
        case 2 -> " src 224.0.0.9 dst 10.0.0.1";
        default -> out ? " src 10.0.0.1 dst 10.0.0.2" : " src 10.0.0.2 dst 10.0.0.1";
      };
    }

    private String direction(boolean out) {
      return switch (random.nextInt(4)) {
        case 0 -> "";
        case 1 -> random.nextInt(4) == 0 ? " inbound outbound" : "";
        default -> out ? " outbound" : " inbound";
      };
    }

    private String pair() {
      return random.nextInt(4) == 0 ? " pair-spi " + random.nextInt(4) : "";
    }

    private String limits() {
      String hard = " hard_addtime " + (1 + random.nextInt(5));
      return random.nextBoolean() ? hard : hard + " soft_addtime " + (1 + random.nextInt(5));
    }

    private <T> T any(List<T> values) {
      return values.get(random.nextInt(values.size()));
    }
  }
}
