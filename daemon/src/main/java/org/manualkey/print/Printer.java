package org.manualkey.print;

import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.SaType;

/**
 * Prints messages and what stands around them, for one client and one thread. It does not flush:
 * who prints for somebody that waits does that, {@link TextSink#flush}.
 */
public sealed interface Printer permits MessagePrinter, JsonPrinter {
  /** A request, before it is sent, for a client that asked for that. */
  void request(Message request);

  /** The answer to a {@code get}. */
  void print(Message message);

  /** One SA of a dump. */
  void dumped(Message message);

  /** The end of a dump that succeeded. */
  void dumpEnd(SaType saType);

  /** How a monitor announces itself. */
  void monitorStart(boolean active);

  /** One message that a monitor has seen. */
  void monitored(Message message);

  /** Messages that a monitor came too late for. People are told on standard error. */
  default void lost(long messages) {}

  /**
   * A request that was refused. People are told on standard error.
   *
   * @param answer what was asked, with the error
   * @param spi SPI of the SA that it was about, or 0
   * @param destination its destination as text, or an empty string
   * @param told what people are told
   */
  default void refused(Header answer, int spi, String destination, String told) {}

  /** Something else that failed. People are told on standard error. */
  default void failed(String told) {}
}
