package org.manualkey.service;

import static org.manualkey.service.ServiceFixture.done;

import org.junit.jupiter.api.BeforeEach;

/** Tests of a service that has started, on an embedded database of its own. */
abstract class ServiceOnMemory extends ServiceOfKeyFile {
  @BeforeEach
  void start() throws Exception {
    done(service.start());
  }
}
