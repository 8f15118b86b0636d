package org.manualkey.print;

import java.util.EnumSet;
import java.util.Set;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.UnknownExtension;
import org.manualkey.pfkey.illumos.IllumosCodec;

/**
 * Extensions without fields in JSON: those without a meaning here, those that cannot be decoded,
 * and repetitions of a type. Their octets are never printed, as they may be a key.
 */
final class OtherExtensions {
  private static final int BASE_HEADER = 16;
  private static final Header NO_HEADER = Header.request(MessageType.RESERVED, SaType.UNSPEC, 0, 0);

  private final IllumosCodec codec;
  private final JsonLines json;

  OtherExtensions(IllumosCodec codec, JsonLines json) {
    this.codec = codec;
    this.json = json;
  }

  void print(Message message) {
    Set<ExtensionType> seen = EnumSet.noneOf(ExtensionType.class);
    boolean any = false;
    for (Extension extension : message.extensions()) {
      // An extension that cannot be decoded counts for its type, as in Message.find.
      if (seen.add(extension.type()) && hasFields(extension)) {
        continue;
      }
      if (!any) {
        json.list("other_extensions");
        any = true;
      }
      json.object()
          .number("type", code(extension))
          .number("octets", codec.length(Message.of(NO_HEADER, extension)) - BASE_HEADER)
          .endObject();
    }
    if (any) {
      json.endList();
    }
  }

  private static int code(Extension extension) {
    return extension instanceof UnknownExtension unknown ? unknown.code() : extension.type().code();
  }

  private static boolean hasFields(Extension extension) {
    return switch (extension.type()) {
      case SENSITIVITY, X_OUTER_SENS, X_EREG, X_EDUMP, UNKNOWN -> false;
      default -> !(extension instanceof UnknownExtension);
    };
  }
}
