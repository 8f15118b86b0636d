package org.manualkey.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reader of the tests is strict. */
final class OpenMetricsTest {
  private static final String HEAD = "# TYPE a gauge\n# HELP a Text.\n";

  @Test
  void samples_areRead() {
    assertThat(
            OpenMetrics.read(
                HEAD
                    + "a{x=\"1\",y=\"\\\"\\\\\"} 2\na 1.5\n"
                    + "# HELP b Text.\n# TYPE b counter\nb_total 7\n"
                    + "# HELP c_total Text.\nc_total 8\n# EOF\n"))
        .containsEntry("a", 1.5)
        .containsEntry("b_total", 7.0)
        .containsEntry("c_total", 8.0)
        .hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        HEAD + "a 1\n",
        HEAD + "a 1\n# EOF",
        HEAD + "a 1\n\n# EOF\n",
        HEAD + "a  1\n# EOF\n",
        HEAD + "a one\n# EOF\n",
        HEAD + "a{x=1} 1\n# EOF\n",
        HEAD + "a{x=\"1\",} 1\n# EOF\n",
        HEAD + "a{x=\"1\",x=\"2\"} 1\n# EOF\n",
        HEAD + "a{x=\"\\t\"} 1\n# EOF\n",
        HEAD + "b 1\n# EOF\n",
        HEAD + "a 1\na 1\n# EOF\n",
        HEAD + "a 1\n# HELP a Again.\n# EOF\n",
        HEAD + "# EOF\n",
        "# TYPE a counter\n# HELP a Text.\na 1\n# EOF\n",
        "# TYPE a_total counter\n# HELP a_total Text.\na_total 1\n# EOF\n",
        "# TYPE a counter\n# HELP a Text.\na_total -1\n# EOF\n",
        "# TYPE a gauge\na 1\n# EOF\n",
        "# comment\n" + HEAD + "a 1\n# EOF\n"
      })
  void whatTheFormatDoesNotPermit_isRefused(String text) {
    assertThatThrownBy(() -> OpenMetrics.read(text)).isInstanceOf(AssertionError.class);
  }
}
