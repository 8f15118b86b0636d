package org.manualkey.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;

/** Puts a priority before each line of a record, as systemd reads it: {@code <3>} for an error. */
final class PriorityEncoder extends EncoderBase<ILoggingEvent> {
  private final Encoder<ILoggingEvent> lines;

  /**
   * An encoder.
   *
   * @param lines makes the lines
   */
  PriorityEncoder(Encoder<ILoggingEvent> lines) {
    this.lines = lines;
  }

  @Override
  public byte[] headerBytes() {
    return lines.headerBytes();
  }

  @Override
  public byte[] footerBytes() {
    return lines.footerBytes();
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    String priority = "<" + JournalEntry.priority(event.getLevel()) + ">";
    String text = new String(lines.encode(event), StandardCharsets.UTF_8);
    return text.replaceAll("(?dm)^", priority).getBytes(StandardCharsets.UTF_8);
  }
}
