package org.manualkey.sadb.rules;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Oversized;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.Sensitivity;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.Direction;
import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.Capability;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Subject;
import org.manualkey.sadb.Support;

/**
 * Refuses requests that need what the table of a back end does not have, with the sentence of that
 * table.
 *
 * @param capabilities the table
 */
public record CapabilityJudge(Capabilities capabilities) implements Judge {
  private static final int LARGEST_WINDOW_OF_PF_KEY = 255;

  @Override
  public @Nullable Refusal judge(Message request) {
    if (capabilities.rows().isEmpty()) {
      return null;
    }
    return switch (request.header().type()) {
      case ADD, UPDATE -> refusal(request);
      case X_UPDATEPAIR -> {
        Refusal refusal = lacking(Capability.PAIRS, Subject.PAIR);
        yield refusal == null ? refusal(request) : refusal;
      }
      case X_DELPAIR -> {
        Refusal refusal = lacking(Capability.PAIRS, Subject.PAIR);
        yield refusal == null ? markRefusal(request) : refusal;
      }
      case GET, DELETE -> markRefusal(request);
      default -> null;
    };
  }

  /** A request that names an SA has nothing else that not every database has. */
  private @Nullable Refusal markRefusal(Message request) {
    return request.find(ExtensionType.XFRM) instanceof XfrmSettings settings
        ? refusal(settings)
        : null;
  }

  private @Nullable Refusal refusal(XfrmSettings settings) {
    return settings.needsXfrm() ? lacking(Capability.XFRM_SETTINGS, subject(settings)) : null;
  }

  private static Subject subject(XfrmSettings settings) {
    if (settings.requestId() != 0) {
      return Subject.REQUEST_ID;
    }
    if (settings.wholeMark() != 0) {
      return Subject.MARK;
    }
    if (settings.interfaceId() != 0) {
      return Subject.INTERFACE_ID;
    }
    return settings.longNumbers() ? Subject.LONG_NUMBERS : Subject.CHECK_BITS;
  }

  private @Nullable Refusal refusal(Message request) {
    boolean added = request.header().type() == MessageType.ADD;
    for (Extension extension : request.extensions()) {
      Extension content =
          extension instanceof Oversized oversized ? oversized.content() : extension;
      Refusal refusal = refusal(content);
      if (refusal == null) {
        refusal = added ? addRefusal(content, request) : updateRefusal(content);
      }
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }

  private @Nullable Refusal refusal(Extension extension) {
    return switch (extension) {
      case Sa sa -> refusal(sa);
      case Lifetime lifetime -> lifetime.isZero() ? null : refusal(lifetime);
      case ReplayValue _ -> lacking(Capability.REPLAY_VALUE, Subject.REPLAY_VALUE);
      case Sensitivity _ -> lacking(Capability.LABELS, Subject.LABEL);
      case Pair _ -> lacking(Capability.PAIRS, Subject.PAIR);
      case XfrmSettings settings -> refusal(settings);
      default -> null;
    };
  }

  /** What an UPDATE cannot ask for, although an ADD may. */
  private @Nullable Refusal updateRefusal(Extension extension) {
    return extension instanceof ReplayValue
        ? lacking(Capability.REPLAY_VALUE_OF_UPDATE, Subject.REPLAY_VALUE)
        : null;
  }

  /** What an ADD asks for; an UPDATE may name it to say which SA it means. */
  private @Nullable Refusal addRefusal(Extension extension, Message request) {
    return switch (extension) {
      case Sa sa -> {
        Refusal refusal =
            (sa.flags() & Direction.FLAGS) == 0
                ? null
                : lacking(Capability.DIRECTIONS, Subject.DIRECTION);
        if (refusal == null && sa.replay() != 0) {
          refusal = lacking(Capability.REPLAY_WINDOW, Subject.REPLAY_WINDOW);
        }
        yield refusal == null && sa.replay() > LARGEST_WINDOW_OF_PF_KEY
            ? lacking(Capability.LARGE_WINDOWS, Subject.REPLAY_WINDOW)
            : refusal;
      }
      case Identity identity ->
          lacking(
              Capability.IDENTITIES,
              switch (identity.kind()) {
                case SRC -> Subject.SOURCE_IDENTITY;
                case DST -> Subject.DESTINATION_IDENTITY;
              });
      case Address address ->
          switch (address.kind()) {
            case SRC, DST -> selectorRefusal(address, request);
            case INNER_SRC -> lacking(Capability.TUNNELS, Subject.INNER_SOURCE);
            case INNER_DST -> lacking(Capability.TUNNELS, Subject.INNER_DESTINATION);
            case NATT_LOC -> lacking(Capability.NATT, Subject.NATT_LOCAL);
            case NATT_REM -> lacking(Capability.NATT, Subject.NATT_REMOTE);
          };
      default -> null;
    };
  }

  private @Nullable Refusal refusal(Lifetime lifetime) {
    return switch (lifetime.kind()) {
      case CURRENT -> null;
      case HARD, SOFT -> lacking(Capability.LIFETIMES, Subject.REQUEST);
      case IDLE -> lacking(Capability.IDLE_LIFETIMES, idleTime(lifetime));
    };
  }

  private static Subject idleTime(Lifetime lifetime) {
    return lifetime.addTime() == 0 ? Subject.IDLE_USE_TIME : Subject.IDLE_ADD_TIME;
  }

  private @Nullable Refusal lacking(Capability capability, Subject subject) {
    return lacking(capability, Diagnostic.NONE, subject);
  }

  private @Nullable Refusal lacking(Capability capability, Diagnostic diagnostic, Subject subject) {
    Capabilities.Row row = capabilities.row(capability);
    return row.support() == Support.REFUSED
        ? new Refusal(
            Errno.EOPNOTSUPP.code(), diagnostic.code(), subject, row.sentence(), row.how())
        : null;
  }

  private @Nullable Refusal refusal(Sa sa) {
    Capability auth = Capability.ofAuthentication(sa.auth());
    Refusal refusal =
        auth == null ? null : lacking(auth, Diagnostic.BAD_AALG, Subject.AUTH_ALGORITHM);
    Capability encrypt = Capability.ofEncryption(sa.encrypt());
    if (refusal == null && encrypt != null) {
      refusal = lacking(encrypt, Diagnostic.BAD_EALG, Subject.ENCRYPTION_ALGORITHM);
    }
    if (refusal == null && sa.auth() != 0 && Capability.authenticates(sa.encrypt())) {
      refusal =
          lacking(
              Capability.COMBINED_WITH_AUTHENTICATION, Diagnostic.BAD_AALG, Subject.AUTH_ALGORITHM);
    }
    return refusal == null && sa.state() == SaState.ACTIVE_ELSEWHERE
        ? lacking(Capability.STATE, Subject.STATE)
        : refusal;
  }

  private static boolean isTunnel(Message request) {
    return request.find(ExtensionType.ADDRESS_INNER_SRC) != null
        || request.find(ExtensionType.X_ADDRESS_INNER_DST) != null;
  }

  /** The protocol of a tunnel is IP itself, which its mode says already. */
  private @Nullable Refusal selectorRefusal(Address end, Message request) {
    if (end.protocol() != 0 && !isTunnel(request)) {
      return lacking(Capability.SELECTORS, Subject.PROTOCOL);
    }
    if (end.socketAddress().port() == 0) {
      return null;
    }
    return lacking(
        Capability.SELECTORS,
        end.kind() == Address.Kind.SRC ? Subject.SOURCE_PORT : Subject.DESTINATION_PORT);
  }
}
