package org.manualkey.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A directory with a socket path in it, and a caller whose streams can be looked at. */
final class ClientFixture {
  final Path directory;
  final Path socket;
  final Map<String, String> environment = new HashMap<>();
  final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  final ByteArrayOutputStream complaints = new ByteArrayOutputStream();
  Duration patience = DaemonConnection.PROMPT;
  OutputStream out = printed;
  OutputStream err = complaints;
  InputStream in =
      new InputStream() {
        @Override
        public int read() {
          throw new AssertionError("standard input was read unasked");
        }

        @Override
        public int read(byte[] octets, int offset, int length) {
          return read();
        }
      };

  ClientFixture(Path directory) {
    this.directory = directory;
    this.socket = directory.resolve("s");
    environment.put("MANUAL_KEY_SOCKET", socket.toString());
  }

  /** Where callers with privilege are served. */
  Path privateSocket() {
    return Path.of(socket + DaemonSocket.PRIVATE);
  }

  int ipseckey(String... argv) {
    return new Ipseckey(caller("ipseckey"), directory.resolve("keyd").toString(), patience)
        .run(argv);
  }

  int adm(String... argv) {
    return new ManualKeyAdm(caller("manual-keyadm"), patience).run(argv);
  }

  private Caller caller(String program) {
    return new Caller(program, environment, new Streams(in, out, err));
  }

  /** Runs {@code ipseckey} against a script, and checks that the script went as it should. */
  int ipseckey(ScriptedDaemon.Script script, String... argv) throws IOException {
    try (ScriptedDaemon daemon = new ScriptedDaemon(privateSocket(), script)) {
      int status = ipseckey(argv);
      daemon.finish();
      return status;
    }
  }

  String out() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return complaints.toString(StandardCharsets.UTF_8);
  }
}
