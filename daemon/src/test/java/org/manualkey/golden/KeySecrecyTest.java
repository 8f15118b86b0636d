package org.manualkey.golden;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Keys of invalid commands appear neither in error messages nor in a log. */
class KeySecrecyTest {
  private static final int TOO_MUCH = 8;
  private static final String AUTH = "d29f3b51c07a46e8195b2c6ff43e8807a1d5b96c";
  private static final String ENCRYPTION = "7be1c3a95f0d4862e69a31bd50c78f24";
  private static final String SMF = "svc:/network/ipsec/manual-key:default";

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Level level = root.getLevel();
  @TempDir private Path folder;

  @BeforeEach
  void listen() {
    log.start();
    root.addAppender(log);
    root.setLevel(Level.TRACE);
  }

  @AfterEach
  void stopListening() {
    root.detachAppender(log);
    root.setLevel(level);
  }

  @Test
  void noComplaintAboutAFileShowsDigitsOfAKey() throws IOException {
    String file = String.join("\n", new BrokenCommands(AUTH, ENCRYPTION).all()) + "\n";
    for (List<String> argv :
        List.of(
            List.of("-f", "@FILE"),
            List.of("-n", "-f", "@FILE"),
            List.of("-c", "@FILE"),
            List.of("-nvc", "@FILE"))) {
      for (boolean smf : new boolean[] {false, true}) {
        ObjectNode json = json(argv);
        json.put("file", file);
        if (smf) {
          json.putObject("env").put("SMF_FMRI", SMF);
        }
        CaseRun.Result result = run(json);
        assertThat(result.exit()).isNotZero();
        assertSecret(result);
      }
    }
  }

  @Test
  void noComplaintAboutATypedCommandShowsDigitsOfAKey() throws IOException {
    for (String command : new BrokenCommands(AUTH, ENCRYPTION).all()) {
      if (command.startsWith("save ")) {
        continue; // its last word is the name of a file, and of a file with any name
      }
      ObjectNode json = json(List.of("-n"));
      json.put("stdin", command + "\n");
      assertSecret(run(json));
    }
  }

  @Test
  void noComplaintAboutARefusalShowsDigitsOfAKey() throws IOException {
    for (String reply :
        List.of(
            "0203160302002d000100000092100000",
            "02031103020000000100000092100000",
            "02030c03020000000100000092100000",
            "02050003020000000100000092100000",
            "02030003ff0000000100000092100000",
            "@eio")) {
      ObjectNode json = json(List.of("-n", "-f", "@FILE"));
      json.put("file", "add esp spi 1 dst 192.0.2.2 encralg aes encrkey " + ENCRYPTION + "\n");
      json.putArray("replies").add(reply);
      CaseRun.Result result = run(json);
      assertThat(result.exit()).isEqualTo(1);
      assertSecret(result);
    }
  }

  private static ObjectNode json(List<String> argv) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    argv.forEach(json.putArray("argv")::add);
    return json;
  }

  private CaseRun.Result run(ObjectNode json) throws IOException {
    return CaseRun.of(new GoldenCase(json), Files.createTempDirectory(folder, "case"));
  }

  private void assertSecret(CaseRun.Result result) {
    StringBuilder told = new StringBuilder(result.stderr());
    for (ILoggingEvent event : log.list) {
      told.append('\n').append(event.getFormattedMessage());
      if (event.getThrowableProxy() != null) {
        told.append('\n').append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
      }
    }
    log.list.clear();
    String text = told.toString().toLowerCase(Locale.ROOT);
    for (String key : List.of(AUTH, ENCRYPTION)) {
      for (int at = 0; at + TOO_MUCH <= key.length(); at++) {
        int found = text.indexOf(key.substring(at, at + TOO_MUCH));
        if (found >= 0) {
          throw new AssertionError(
              "digits of a key in: " + told.substring(Math.max(0, found - 200), found + TOO_MUCH));
        }
      }
    }
  }
}
