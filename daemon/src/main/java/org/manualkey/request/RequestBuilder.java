package org.manualkey.request;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.Command;
import org.manualkey.language.Host;
import org.manualkey.language.Problem;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.XfrmSettings;

/**
 * Makes the requests of commands, as {@code ipseckey(8)} writes them: every address as {@code
 * sockaddr_in6}, IPv4 mapped; the port of a NAT-T end without address as {@code sockaddr_in}.
 *
 * <p>Sequence number and process id are 0: back ends that need them give them.
 */
public final class RequestBuilder {
  private final HostLookup hosts;
  private final boolean numeric;

  /**
   * A builder.
   *
   * @param resolver looks up names
   * @param numeric {@code -n}: commands hold no names, and sources are not matched with
   *     destinations
   */
  public RequestBuilder(Resolver resolver, boolean numeric) {
    this.hosts = new HostLookup(resolver);
    this.numeric = numeric;
  }

  /** Whether commands hold no names and sources are not matched with destinations. */
  public boolean isNumeric() {
    return numeric;
  }

  /** A base header alone: a FLUSH or DUMP. */
  public static Message whole(MessageType type, SaType saType) {
    return Message.of(Header.request(type, saType, 0, 0));
  }

  /** The requests of a command about one SA. The keys of the command are those of the messages. */
  public RequestBatch of(Command.OneSa command) {
    List<Problem> problems = new ArrayList<>(0);
    Ends ends = new Ends(hosts, numeric, problems);
    boolean naming = command.verb().namesOnly();
    List<Ends.Match> matches =
        ends.match(command.source().host(), command.destination().host(), !naming);
    List<Extension> natted = new ArrayList<>(0);
    int flags = command.sa().flags() | natt(command.natt(), ends, natted);
    List<Extension> inner = inner(command.tunnel(), ends);
    if (ends.failed()) {
      return new RequestBatch(List.of(), problems, ends.mayRetry());
    }
    List<Message> messages = new ArrayList<>(matches.size());
    for (Ends.Match match : matches) {
      Header header = Header.request(command.verb().messageType(), command.saType(), 0, 0);
      List<Extension> extensions =
          naming ? naming(command, match) : describing(command, flags, match, natted, inner);
      messages.add(new Message(header, extensions));
    }
    return new RequestBatch(messages, problems, false);
  }

  /** The extensions of add, update and update-pair, in the order of the original. */
  private static List<Extension> describing(
      Command.OneSa command,
      int flags,
      Ends.Match match,
      List<Extension> natted,
      List<Extension> inner) {
    List<Extension> given = command.extensions();
    Extension[] extensions = new Extension[given.size() + 3 + natted.size() + inner.size()];
    int next = 0;
    extensions[next++] =
        command.sa().flags() == flags ? command.sa() : command.sa().withFlags(flags);
    ReplayValue replayValue = null;
    for (Extension extension : given) {
      if (extension instanceof ReplayValue last) {
        replayValue = last;
      } else {
        extensions[next++] = extension;
      }
    }
    extensions[next++] =
        outer(Address.Kind.DST, match.destination(), command.destination(), command.protocol());
    for (Extension address : natted) {
      extensions[next++] = address;
    }
    extensions[next++] =
        outer(Address.Kind.SRC, match.source(), command.source(), command.protocol());
    for (Extension address : inner) {
      extensions[next++] = address;
    }
    if (replayValue != null) {
      extensions[next] = replayValue;
    }
    return List.of(extensions);
  }

  /** An outer address; unspecified when none was given or it is left out. */
  private static Address outer(
      Address.Kind kind,
      SocketAddress.@Nullable Inet6 address,
      Command.Endpoint endpoint,
      int protocol) {
    SocketAddress.Inet6 shown = address == null ? SocketAddress.Inet6.UNSPECIFIED : address;
    return new Address(kind, protocol, 0, withPort(shown, endpoint.port()));
  }

  /**
   * The extensions of delete, delete-pair and get, as typed. An address is there only when it was
   * given; a port without its address stands for one, at the end, with the protocol; beside an
   * address, port and protocol say nothing.
   */
  private static List<Extension> naming(Command.OneSa command, Ends.Match match) {
    List<Extension> extensions = new ArrayList<>(3);
    SocketAddress.Inet6 source = match.source();
    SocketAddress.Inet6 destination = match.destination();
    for (Command.OneSa.Part part : command.typed()) {
      switch (part) {
        case SA -> extensions.add(command.sa());
        case SOURCE -> addIfThere(Address.Kind.SRC, source, extensions);
        case DESTINATION -> addIfThere(Address.Kind.DST, destination, extensions);
      }
    }
    if (source == null) {
      addIfPort(Address.Kind.SRC, command.source(), command.protocol(), extensions);
    }
    if (destination == null) {
      addIfPort(Address.Kind.DST, command.destination(), command.protocol(), extensions);
    }
    for (Extension extension : command.extensions()) {
      if (extension instanceof XfrmSettings mark) {
        extensions.add(mark);
      }
    }
    return extensions;
  }

  private static void addIfThere(
      Address.Kind kind, SocketAddress.@Nullable Inet6 address, List<Extension> to) {
    if (address != null) {
      to.add(new Address(kind, 0, 0, address));
    }
  }

  private static void addIfPort(
      Address.Kind kind, Command.Endpoint endpoint, int protocol, List<Extension> to) {
    if (endpoint.port() != 0) {
      SocketAddress.Inet6 port = SocketAddress.Inet6.UNSPECIFIED.withPort(endpoint.port());
      to.add(new Address(kind, protocol, 0, port));
    }
  }

  private static List<Extension> inner(Command.@Nullable Tunnel tunnel, Ends ends) {
    return tunnel == null
        ? List.of()
        : List.of(
            inner(Address.Kind.INNER_SRC, tunnel.source(), tunnel.protocol(), ends),
            inner(Address.Kind.INNER_DST, tunnel.destination(), tunnel.protocol(), ends));
  }

  private static Address inner(
      Address.Kind kind, Command.Endpoint endpoint, int protocol, Ends ends) {
    SocketAddress.Inet6 address = SocketAddress.Inet6.UNSPECIFIED;
    int prefix = 0;
    Host host = endpoint.host();
    if (host != null) {
      SocketAddress.Inet6 single = ends.single(host);
      if (single != null) {
        address = single;
        prefix = Host.fitPrefix(single, host.prefixLength());
      }
    }
    return new Address(kind, protocol, prefix, withPort(address, endpoint.port()));
  }

  /** Adds the NAT-T addresses; returns the flags of those that are present. */
  private static int natt(Command.@Nullable Natt natt, Ends ends, List<Extension> to) {
    int flags = 0;
    if (natt != null) {
      if (natt(Address.Kind.NATT_REM, natt.remote(), ends, to)) {
        flags |= SaFlag.NATT_REM.bit();
      }
      if (natt(Address.Kind.NATT_LOC, natt.local(), ends, to)) {
        flags |= SaFlag.NATT_LOC.bit();
      }
    }
    return flags;
  }

  private static boolean natt(
      Address.Kind kind, Command.Endpoint endpoint, Ends ends, List<Extension> to) {
    Host host = endpoint.host();
    SocketAddress.Inet6 address = host == null ? null : ends.single(host);
    if (address != null) {
      to.add(new Address(kind, 0, 0, withPort(address, endpoint.port())));
    } else if (endpoint.port() != 0) {
      to.add(new Address(kind, 0, 0, new SocketAddress.Inet(endpoint.port(), 0)));
    } else {
      return false;
    }
    return true;
  }

  private static SocketAddress.Inet6 withPort(SocketAddress.Inet6 address, int port) {
    return port == 0 ? address : address.withPort(port);
  }
}
