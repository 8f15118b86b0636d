package org.manualkey.print;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.SaType;

/**
 * Prints messages and the text around them, for one client and one thread. It does not flush:
 * callers that have a waiting reader must call {@link TextSink#flush}.
 */
public sealed interface Printer permits MessagePrinter, JsonPrinter {
  /** Prints a request before it is sent, for {@code -v}. */
  void request(Message request);

  /** Prints the reply to a {@code get}. */
  void print(Message message);

  /** Prints one SA of a dump. */
  void dumped(Message message);

  /** Prints the end of a successful dump. */
  void dumpEnd(SaType saType);

  /**
   * Prints the first line of a monitor.
   *
   * @param request the request for all messages, for {@code -v}; null: none is printed
   */
  void monitorStart(boolean active, @Nullable Message request);

  /** Prints one monitored message. */
  void monitored(Message message);

  /** Records that a monitor lost messages; text output reports that on standard error. */
  default void lost(long messages) {}

  /**
   * Records a refused request; text output reports that on standard error.
   *
   * @param answer the header of the request, with the error
   * @param spi the SPI of its SA, or 0
   * @param destination the destination as text, or an empty string
   * @param text the refusal in words
   */
  default void refused(Header answer, int spi, String destination, String text) {}

  /** Records any other failure; text output reports that on standard error. */
  default void failed(String text) {}
}
