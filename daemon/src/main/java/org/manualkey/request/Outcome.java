package org.manualkey.request;

import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.SaType;

/** What the database said to a request. */
public sealed interface Outcome {
  /**
   * It was done.
   *
   * @param reply the whole reply
   */
  record Done(Message reply) implements Outcome {}

  /**
   * It was refused.
   *
   * @param request what was asked, without its keys
   * @param errno error number of illumos
   * @param diagnostic diagnostic of illumos, 0 when there is none
   * @param explanation what the numbers cannot say, or an empty string
   */
  record Refused(Asked request, int errno, int diagnostic, String explanation) implements Outcome {
    /** A refusal that its numbers explain. */
    public Refused(Asked request, int errno, int diagnostic) {
      this(request, errno, diagnostic, "");
    }
  }

  /**
   * A request reduced to what messages about it name.
   *
   * @param typeCode message type
   * @param saType SA type
   * @param spi SPI, 0 when there is none
   * @param destination destination address as text, or an empty string
   */
  record Asked(int typeCode, SaType saType, int spi, String destination) {}
}
