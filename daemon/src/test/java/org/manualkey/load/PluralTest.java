package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PluralTest {
  @Test
  void onlyOneIsSingular() {
    assertThat(Plural.of(0, "command")).isEqualTo("0 commands");
    assertThat(Plural.of(1, "command")).isEqualTo("1 command");
    assertThat(Plural.of(2, "previous SA")).isEqualTo("2 previous SAs");
  }

  @Test
  void theVerbAgreesWithThePart() {
    assertThat(Plural.areOf(0, 1, "command")).isEqualTo("0 of 1 command is");
    assertThat(Plural.areOf(0, 3, "command")).isEqualTo("0 of 3 commands are");
    assertThat(Plural.areOf(1, 3, "command")).isEqualTo("1 of 3 commands is");
    assertThat(Plural.areOf(2, 3, "command")).isEqualTo("2 of 3 commands are");
  }
}
