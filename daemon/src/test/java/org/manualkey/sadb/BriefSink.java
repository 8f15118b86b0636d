package org.manualkey.sadb;

import java.util.function.Consumer;
import org.manualkey.pfkey.Message;

/** A sink that hands on what it is told, and is content with little. */
public record BriefSink(Consumer<? super Message> told) implements EventSink {
  @Override
  public void onEvent(Message message) {
    told.accept(message);
  }

  @Override
  public boolean wantsContents() {
    return false;
  }

  @Override
  public void end() {}
}
