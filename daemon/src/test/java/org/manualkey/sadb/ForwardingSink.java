package org.manualkey.sadb;

import java.util.function.Consumer;
import org.manualkey.pfkey.Message;

/** A sink that hands on what it is told, and does not mind the end. */
public record ForwardingSink(Consumer<? super Message> told, boolean wantsContents)
    implements EventSink {
  /** One that wants to hear everything. */
  public ForwardingSink(Consumer<? super Message> told) {
    this(told, true);
  }

  /** One that is content with little. */
  public static ForwardingSink brief(Consumer<? super Message> told) {
    return new ForwardingSink(told, false);
  }

  @Override
  public void onEvent(Message message) {
    told.accept(message);
  }

  @Override
  public void end() {}
}
