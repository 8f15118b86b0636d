package org.manualkey.fuzz;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is fuzzed; each has a corpus of its name. */
enum FuzzTarget {
  KEY_FILE("key-file"),
  LOADS("loads"),
  SAVED("saved"),
  REQUESTS("requests"),
  ILLUMOS_MESSAGE("illumos-message"),
  LINUX_MESSAGE("linux-message"),
  NETLINK("netlink"),
  FRAMES("frames"),
  PROPERTIES("properties"),
  STATE("state"),
  ALGORITHMS("algorithms"),
  GROWTH("growth");

  private final String word;

  FuzzTarget(String word) {
    this.word = word;
  }

  static FuzzTarget named(@Nullable String word) {
    return Arrays.stream(values())
        .filter(target -> target.word.equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no fuzz target: " + word));
  }

  /** Its name, which is that of its corpus. */
  String word() {
    return word;
  }

  /** Runs it with one input; what it throws is a finding. */
  void run(byte[] input) throws Exception {
    switch (this) {
      case KEY_FILE -> KeyFileTarget.run(input);
      case LOADS -> LoadsTarget.run(input);
      case SAVED -> SavedTarget.run(input);
      case REQUESTS -> RequestsTarget.run(input);
      case ILLUMOS_MESSAGE -> IllumosMessageTarget.run(input);
      case LINUX_MESSAGE -> LinuxMessageTarget.run(input);
      case NETLINK -> NetlinkTarget.run(input);
      case FRAMES -> FramesTarget.run(input);
      case PROPERTIES -> PropertiesTarget.run(input);
      case STATE -> StateTarget.run(input);
      case ALGORITHMS -> AlgorithmsTarget.run(input);
      case GROWTH -> GrowthTarget.run(input);
    }
  }
}
