package org.manualkey.request;

/**
 * A name service that is asked no more once it was silent: a file with a thousand names waits for a
 * dead name service once, not a thousand times. For one load; not safe for several threads.
 */
public final class UntilSilent implements Resolver {
  private final Resolver resolver;
  private boolean silent;

  public UntilSilent(Resolver resolver) {
    this.resolver = resolver;
  }

  @Override
  public Answer lookUp(String name) {
    if (silent) {
      return new Answer.TryAgain();
    }
    Answer answer = resolver.lookUp(name);
    silent = answer instanceof Answer.TryAgain;
    return answer;
  }
}
