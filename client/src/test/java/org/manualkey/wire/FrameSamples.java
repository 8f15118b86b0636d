package org.manualkey.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** One frame or more of each type, and their bytes. */
final class FrameSamples {
  static final String SECRET = "c0ffee00c0ffee00";

  private FrameSamples() {}

  static List<ClientFrame> client() {
    return List.of(
        new ClientFrame.Hello(Frame.VERSION, "ipseckey", Map.of()),
        new ClientFrame.Hello(Frame.VERSION, "ipseckey", Map.of("TZ", "UTC", "SMF_FMRI", "svc:/x")),
        new ClientFrame.Command(List.of(), 0),
        new ClientFrame.Command(List.of("-nf", "/größe", "", SECRET), 1),
        new ClientFrame.Input(secret()),
        new ClientFrame.Input(Payload.of(new byte[0])),
        new ClientFrame.EndOfInput(),
        new ClientFrame.Interrupt(),
        new ClientFrame.Abandon(),
        new ClientFrame.Opened(),
        new ClientFrame.NotOpened("/x: no such file"));
  }

  static List<DaemonFrame> daemon() {
    return List.of(
        new DaemonFrame.Welcome(Frame.VERSION, "0.1.0"),
        new DaemonFrame.Out(secret()),
        new DaemonFrame.Out(Payload.of(new byte[100_000])),
        new DaemonFrame.Err(secret()),
        new DaemonFrame.Ready(),
        new DaemonFrame.Ready("größer> "),
        new DaemonFrame.Words(Map.of()),
        new DaemonFrame.Words(Map.of("", List.of("add", "größe"), "spi", List.of())),
        new DaemonFrame.Exit(0),
        new DaemonFrame.Exit(255),
        new DaemonFrame.OpenForSaving("/tmp/späte Kopie"),
        new DaemonFrame.Refused("version 9 is not spoken here"));
  }

  static Payload secret() {
    return Payload.of(("<<" + SECRET + ">>").getBytes(StandardCharsets.US_ASCII), 2, 16);
  }

  static byte[] encode(Frame... frames) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      new FrameWriter(bytes).write(frames);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Bytes of a hex text in which blanks separate fields. */
  static byte[] hex(String fields) {
    return HexFormat.of().parseHex(fields.replace(" ", ""));
  }
}
