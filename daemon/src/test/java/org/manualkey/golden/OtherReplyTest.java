package org.manualkey.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OtherReplyTest {
  /** To a GET of an ESP SA an AH SA is answered. */
  private static final String CASE =
      """
      {"id": "other", "group": "cli", "argv": ["-n", "get", "esp", "spi", "5", "dst", "192.0.2.2"],
       "env": {}, "stdin": null, "exit": 1, "stdout": "", "stderr": "", "messages": [],
       "replies": ["0205000204000000010000009210000002000100000021120001000c00000000"],
       "compare": []}
      """;

  @Test
  void replyAboutAnotherSaTypeIsNoAnswer(@TempDir Path folder) throws IOException {
    CaseRun.Result result = CaseRun.of(new GoldenCase(new ObjectMapper().readTree(CASE)), folder);
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.stdout()).isEmpty();
    assertThat(result.stderr()).contains("the reply is about another SA type");
  }
}
