package org.manualkey.command;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.manualkey.keyfile.Command;
import org.manualkey.keyfile.Fault;
import org.manualkey.keyfile.FaultCode;
import org.manualkey.keyfile.Host;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;

/**
 * Makes the requests of commands, as {@code ipseckey(8)} writes them: every address as {@code
 * sockaddr_in6}, IPv4 mapped; the port of a NAT-T end without address as {@code sockaddr_in}.
 */
public final class RequestBuilder {
  private final HostLookup hosts;
  private final boolean numeric;
  private final IntSupplier seq;
  private final int pid;

  /**
   * A builder.
   *
   * @param resolver looks up names
   * @param numeric {@code -n}: commands hold no names, and sources are not matched with
   *     destinations
   * @param seq gives the next sequence number
   * @param pid process id of the messages
   */
  public RequestBuilder(Resolver resolver, boolean numeric, IntSupplier seq, int pid) {
    this.hosts = new HostLookup(resolver);
    this.numeric = numeric;
    this.seq = seq;
    this.pid = pid;
  }

  /** Whether commands hold no names and sources are not matched with destinations. */
  public boolean isNumeric() {
    return numeric;
  }

  /** A base header alone: a FLUSH or DUMP. */
  public Message whole(MessageType type, SaType saType) {
    return Message.of(Header.request(type, saType, seq.getAsInt(), pid));
  }

  /** The requests of a command about one SA. The keys of the command are those of the messages. */
  public Requests of(Command.OneSa command) {
    List<Fault> faults = new ArrayList<>(0);
    Ends ends = new Ends(hosts, numeric, faults);
    List<Ends.Match> matches = ends.match(command.source().host(), command.destination().host());
    List<Extension> common = new ArrayList<>(command.extensions());
    int natt = natt(command.natt(), ends, common);
    Command.Tunnel tunnel = command.tunnel();
    if (tunnel != null) {
      common.add(inner(Address.Kind.INNER_SRC, tunnel.source(), tunnel.protocol(), ends));
      common.add(inner(Address.Kind.INNER_DST, tunnel.destination(), tunnel.protocol(), ends));
    }
    if (ends.failed()) {
      return new Requests(List.of(), faults, ends.mayRetry());
    }
    List<Message> messages = new ArrayList<>(matches.size());
    for (Ends.Match match : matches) {
      messages.add(message(command, command.sa().flags() | natt, match, common));
    }
    return new Requests(messages, faults, false);
  }

  private Message message(
      Command.OneSa command, int flags, Ends.Match match, List<Extension> common) {
    List<Extension> extensions = new ArrayList<>(common.size() + 3);
    extensions.add(command.sa().flags() == flags ? command.sa() : command.sa().withFlags(flags));
    extensions.addAll(common);
    boolean namesOnly = command.verb().namesOnly();
    int protocol = namesOnly ? 0 : command.protocol();
    outer(Address.Kind.DST, match.destination(), command.destination(), namesOnly, protocol)
        .ifPresent(extensions::add);
    outer(Address.Kind.SRC, match.source(), command.source(), namesOnly, protocol)
        .ifPresent(extensions::add);
    Header header =
        Header.request(command.verb().messageType(), command.saType(), seq.getAsInt(), pid);
    return new Message(header, extensions);
  }

  /**
   * An outer address. A command that only names an SA has it only when it was given, and its port
   * only in place of an address; the others always have it.
   */
  private static java.util.Optional<Extension> outer(
      Address.Kind kind,
      SocketAddress.@Nullable Inet6 address,
      Command.Endpoint endpoint,
      boolean namesOnly,
      int protocol) {
    if (namesOnly && address == null && !endpoint.portGiven()) {
      return java.util.Optional.empty();
    }
    SocketAddress.Inet6 shown = address == null ? SocketAddress.Inet6.UNSPECIFIED : address;
    int port = namesOnly && address != null ? 0 : endpoint.port();
    return java.util.Optional.of(new Address(kind, protocol, 0, withPort(shown, port)));
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

  /** Adds the NAT-T addresses; returns the flags that tell which are there. */
  private static int natt(Command.@Nullable Natt natt, Ends ends, List<Extension> to) {
    int flags = 0;
    if (natt != null) {
      if (natt(Address.Kind.NATT_LOC, natt.local(), ends, to)) {
        flags |= SaFlag.NATT_LOC.bit();
      }
      if (natt(Address.Kind.NATT_REM, natt.remote(), ends, to)) {
        flags |= SaFlag.NATT_REM.bit();
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
    } else if (endpoint.portGiven()) {
      to.add(new Address(kind, 0, 0, new SocketAddress.Inet(endpoint.port(), 0)));
    } else {
      return false;
    }
    return true;
  }

  private static SocketAddress.Inet6 withPort(SocketAddress.Inet6 address, int port) {
    return port == 0 ? address : address.withPort(port);
  }

  /** What a fault says when the name service is silent. */
  static Fault silent(Host.Name name) {
    return name.fault(FaultCode.UNKNOWN_HOST, "the name service did not answer; try again");
  }
}
