package org.manualkey.sadb.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.manualkey.app.DaemonProcess;

/** What becomes of an insertion that finds no memory, at whichever of its steps. */
final class FullHeapTest {
  @Test
  void insertionWithoutMemory_leavesNothingOfItsSa_andWipesItsKeys() throws Exception {
    List<String> command =
        new ArrayList<>(DaemonProcess.java(DaemonProcess.classPath(), FullHeap.class.getName()));
    // Interpreted, each allocation is made, and what was given back is there at once.
    command.addAll(1, List.of("-Xmx24m", "-XX:+UseSerialGC", "-Xint"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    assertThat(printed).matches("[1-9]\\d* failed, [1-9]\\d* inserted\n");
  }
}
