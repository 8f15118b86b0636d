package org.manualkey.sadb;

import java.util.function.Consumer;
import org.manualkey.pfkey.Message;

/** A sink that hands on what it is told, and does not mind the end. */
public record ForwardingSink(Consumer<? super Message> told) implements EventSink {
  @Override
  public void onEvent(Message message) {
    told.accept(message);
  }

  @Override
  public void end() {}
}
