package org.manualkey.request;

import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;

/**
 * A request reduced to what messages about it name.
 *
 * @param typeCode message type
 * @param saType SA type
 * @param spi SPI, 0 when there is none
 * @param destination destination address as text, or an empty string
 */
public record Asked(int typeCode, SaType saType, int spi, String destination) {
  /** What a message about this request names. */
  public static Asked of(Message request) {
    Sa sa = request.sa();
    Address destination = request.destination();
    return new Asked(
        request.header().typeCode(),
        request.header().saType(),
        sa == null ? 0 : sa.spi(),
        destination == null ? "" : destination.socketAddress().text());
  }
}
