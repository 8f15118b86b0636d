package org.manualkey.pfkey;

/**
 * A replay counter ({@code X_REPLAY_VALUE}).
 *
 * @param value32 unsigned 32 bits
 * @param value64 unsigned 64 bits
 */
public record ReplayValue(int value32, long value64) implements Extension {
  @Override
  public ExtensionType type() {
    return ExtensionType.X_REPLAY_VALUE;
  }
}
