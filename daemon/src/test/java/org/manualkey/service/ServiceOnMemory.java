package org.manualkey.service;

import static org.manualkey.service.ServiceFixture.done;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of a service that has started, on an embedded database of its own. */
abstract class ServiceOnMemory {
  @TempDir Path directory;
  ServiceFixture fixture;
  ManualKeyService service;

  @BeforeEach
  void open() throws Exception {
    fixture = new ServiceFixture(directory);
    service = fixture.service();
    done(service.start());
  }

  @AfterEach
  void close() {
    fixture.close();
  }
}
