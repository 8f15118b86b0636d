package org.manualkey.pfkey;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A PF_KEY message.
 *
 * @param header base header
 * @param extensions in wire order
 */
public record Message(Header header, List<Extension> extensions) {
  public Message {
    extensions = List.copyOf(extensions);
  }

  public static Message of(Header header, Extension... extensions) {
    return new Message(header, List.of(extensions));
  }

  /** The same message with another header. */
  public Message with(Header header) {
    return new Message(header, extensions);
  }

  /** The first extension of a type that could be read, or null. */
  public @Nullable Extension find(ExtensionType type) {
    // Without an iterator: a load asks so often that one for each search would count.
    for (int i = 0; i < extensions.size(); i++) {
      Extension extension = extensions.get(i);
      if (extension.type() == type) {
        return readable(extension);
      }
    }
    return null;
  }

  /** All that {@link #find} finds, for who looks for many; a copy. */
  public Map<ExtensionType, Extension> byType() {
    Map<ExtensionType, Extension> found = new EnumMap<>(ExtensionType.class);
    for (Extension extension : extensions) {
      Extension readable = readable(extension);
      if (readable != null) {
        found.putIfAbsent(extension.type(), readable);
      }
    }
    return found;
  }

  private static @Nullable Extension readable(Extension extension) {
    return switch (extension) {
      case Oversized oversized -> oversized.content();
      case UnknownExtension _ -> null;
      default -> extension;
    };
  }

  public @Nullable Sa sa() {
    return (Sa) find(ExtensionType.SA);
  }

  public @Nullable Address source() {
    return (Address) find(ExtensionType.ADDRESS_SRC);
  }

  public @Nullable Address destination() {
    return (Address) find(ExtensionType.ADDRESS_DST);
  }

  public @Nullable Key key(Key.Kind kind) {
    return (Key)
        find(
            switch (kind) {
              case AUTH -> ExtensionType.KEY_AUTH;
              case ENCRYPT -> ExtensionType.KEY_ENCRYPT;
            });
  }

  /** The same message without its keys; the same object when it has none. */
  public Message withoutKeys() {
    List<Extension> kept =
        extensions.stream()
            .filter(extension ->
                extension.type() != ExtensionType.KEY_AUTH
                    && extension.type() != ExtensionType.KEY_ENCRYPT)
            .toList();
    return kept.size() == extensions.size() ? this : new Message(header, kept);
  }

  /** Overwrites all key material of this message; the message is useless afterwards. */
  public void wipeKeys() {
    for (Extension extension : extensions) {
      if (extension instanceof Key key) {
        key.material().wipe();
      } else if (extension instanceof Oversized(Key key, Octets _)) {
        key.material().wipe();
      }
    }
  }
}
