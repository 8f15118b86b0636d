package org.manualkey.pfkey;

/**
 * A known extension that is longer than its layout.
 *
 * <p>It is kept apart because receivers differ: a kernel may refuse it, a reader of a dump prints
 * what it understands and says so. An IPv4 address in the room of an IPv6 one, as illumos echoes
 * it, is the everyday case.
 *
 * @param content what the layout covers
 * @param rest the whole 64-bit words after it
 */
public record Oversized(Extension content, Octets rest) implements Extension {
  /** Checks that there is something left over, in whole words, of an extension with a layout. */
  public Oversized {
    if (rest.length() == 0 || rest.length() % 8 != 0) {
      throw new IllegalArgumentException("rest of " + rest.length() + " octets");
    }
    if (content instanceof Oversized || content instanceof UnknownExtension) {
      throw new IllegalArgumentException(content.getClass().getSimpleName() + " has no fixed size");
    }
  }

  @Override
  public ExtensionType type() {
    return content.type();
  }
}
