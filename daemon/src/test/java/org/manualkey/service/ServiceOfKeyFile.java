package org.manualkey.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.service.ServiceFixture.done;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of a service that has not started at first, with the key files that it finds. */
abstract class ServiceOfKeyFile {
  static final String KEY = "9bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5e";
  private static final String CIPHER_KEY = "c167f76601f6918b4c4230bd155037c6";

  @TempDir Path directory;
  ServiceFixture fixture;
  ManualKeyService service;

  @BeforeEach
  void open() throws Exception {
    fixture = new ServiceFixture(directory);
    service = fixture.service();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  static String add(int spi) {
    return "add esp spi "
        + spi
        + " src 192.0.2.1 dst 192.0.2.2 encralg aes encrkey "
        + CIPHER_KEY
        + " authalg sha1 authkey "
        + KEY
        + "\n";
  }

  /** Starts and enables the service, which loads this key file. */
  final void online(String text) throws Exception {
    fixture.write(text);
    done(service.start());
    assertThat(done(service.enable(false)).state()).isEqualTo(ServiceState.ONLINE);
  }
}
