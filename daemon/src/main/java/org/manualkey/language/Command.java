package org.manualkey.language;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;

/** A valid command of {@code ipseckey(8)}. Its names are not looked up yet. */
public sealed interface Command {

  /**
   * A command about one SA.
   *
   * @param verb what to do
   * @param saType SA type
   * @param sa the SA extension; flags of NAT-T are set when its addresses are known
   * @param extensions pair, lifetimes, keys, identities, replay value and what only XFRM has, as
   *     given
   * @param source outer source
   * @param destination outer destination
   * @param protocol protocol of both outer addresses
   * @param tunnel inner addresses, or null in transport mode
   * @param natt NAT traversal, or null
   * @param typed of delete, delete-pair and get SA and addresses in the order in which they were
   *     typed, which is that of their messages; of others empty
   * @param places the positions of its words, which equality ignores
   */
  record OneSa(
      Verb verb,
      SaType saType,
      Sa sa,
      List<Extension> extensions,
      Endpoint source,
      Endpoint destination,
      int protocol,
      @Nullable Tunnel tunnel,
      @Nullable Natt natt,
      List<Part> typed,
      Places places)
      implements Command {
    /** The parts of a command that identifies an SA. */
    public enum Part {
      SA,
      SOURCE,
      DESTINATION
    }

    public OneSa {
      extensions = List.copyOf(extensions);
      typed = List.copyOf(typed);
    }

    /** Whether a name must be looked up before it can be sent. */
    public boolean needsLookup() {
      return source.isName()
          || destination.isName()
          || (tunnel != null && (tunnel.source().isName() || tunnel.destination().isName()))
          || (natt != null && (natt.local().isName() || natt.remote().isName()));
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof OneSa that && content().equals(that.content());
    }

    @Override
    public int hashCode() {
      return content().hashCode();
    }

    private List<Object> content() {
      return List.of(
          verb,
          saType,
          sa,
          extensions,
          source,
          destination,
          protocol,
          Optional.ofNullable(tunnel),
          Optional.ofNullable(natt),
          typed);
    }

    /** Overwrites the keys of this command, which cannot be used afterwards. */
    public void wipeKeys() {
      for (Extension extension : extensions) {
        if (extension instanceof Key key) {
          key.material().wipe();
        }
      }
    }
  }

  /**
   * Deletes all SAs of a type.
   *
   * @param saType {@link SaType#UNSPEC} for all types
   */
  record Flush(SaType saType) implements Command {}

  /**
   * Prints all SAs of a type.
   *
   * @param saType {@link SaType#UNSPEC} for all types
   */
  record Dump(SaType saType) implements Command {}

  /**
   * Writes all SAs of a type in a form that can be loaded.
   *
   * @param saType {@link SaType#UNSPEC} for all types
   * @param path where to, as named by the client; null for its standard output
   */
  record Save(SaType saType, @Nullable String path) implements Command {}

  /**
   * Prints messages as they pass.
   *
   * @param passive without promiscuous mode
   */
  record Monitor(boolean passive) implements Command {}

  /**
   * Explains the language.
   *
   * @param topic a command, {@code attr}, or null for the overview; empty for a word that may be a
   *     key
   */
  record Help(@Nullable String topic) implements Command {}

  /** Ends the input. */
  record Exit() implements Command {}

  /**
   * One end of an SA.
   *
   * @param host address or name, or null when none was given
   * @param port 0 to 65535; 0 is no port
   */
  record Endpoint(@Nullable Host host, int port) {
    boolean isName() {
      return host instanceof Host.Name;
    }
  }

  /**
   * Inner addresses of tunnel mode.
   *
   * @param source inner source
   * @param destination inner destination
   * @param protocol protocol of both
   */
  record Tunnel(Endpoint source, Endpoint destination, int protocol) {}

  /**
   * NAT traversal over UDP (RFC 3948).
   *
   * @param local local address and port
   * @param remote remote address and port
   */
  record Natt(Endpoint local, Endpoint remote) {}
}
