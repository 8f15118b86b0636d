package org.manualkey.fault;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.app.DaemonProcess;

/** Some containers refuse the namespaces that tests of faults need. */
final class RefusedNamespaceTest {
  @TempDir Path directory;

  @Test
  void failureSaysWhatWasRefused() {
    String[] before = TerminationTest.inMountNamespace("echo no namespace here; false");
    assertThatThrownBy(() -> DaemonProcess.serving(directory, before))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has ended: ");
    String refused = "unshare: unshare failed: Operation not permitted";
    assertThatThrownBy(
            () -> DaemonProcess.serving(directory, "sh", "-c", "echo '" + refused + "'; exit 1"))
        .hasMessageContaining("has ended: ")
        .hasMessageContaining(refused);
  }
}
