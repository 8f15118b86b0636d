package org.manualkey.request;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.Host;
import org.manualkey.language.Problem;
import org.manualkey.language.ProblemCode;
import org.manualkey.pfkey.SocketAddress;

/** The ends of one SA: names looked up, sources matched with destinations, problems collected. */
final class Ends {
  /** Scopes of an address that do not mix (RFC 4007; site-local is of RFC 3513). */
  private enum Scope {
    INET,
    LINK_LOCAL,
    SITE_LOCAL,
    GLOBAL;

    static Scope of(SocketAddress.Inet6 address) {
      if (address.isMapped()) {
        return INET;
      }
      return switch ((int) (address.high() >>> 54)) {
        case 0xfe80 >> 6 -> LINK_LOCAL;
        case 0xfec0 >> 6 -> SITE_LOCAL;
        default -> GLOBAL;
      };
    }
  }

  /**
   * A destination with its source.
   *
   * @param source null when none was given or it is left out
   * @param destination null when none was given
   */
  record Match(SocketAddress.@Nullable Inet6 source, SocketAddress.@Nullable Inet6 destination) {}

  private final HostLookup hosts;
  private final boolean numeric;
  private final List<Problem> problems;
  private boolean failed;
  private boolean mayRetry;

  Ends(HostLookup hosts, boolean numeric, List<Problem> problems) {
    this.hosts = hosts;
    this.numeric = numeric;
    this.problems = problems;
  }

  /** Whether there was an error. */
  boolean failed() {
    return failed;
  }

  /** Whether the errors may go away by themselves. */
  boolean mayRetry() {
    return mayRetry;
  }

  List<Match> match(@Nullable Host source, @Nullable Host destination) {
    if (destination == null) {
      return List.of(new Match(source == null ? null : single(source), null));
    }
    List<SocketAddress.Inet6> sources = source == null ? List.of() : addresses(source);
    List<Match> matches = new ArrayList<>(1);
    for (SocketAddress.Inet6 address : addresses(destination)) {
      matches.add(new Match(source == null ? null : choose(source, sources, address), address));
    }
    return matches;
  }

  /** The only address of a host; null, with a warning, when it has several. */
  SocketAddress.@Nullable Inet6 single(Host host) {
    List<SocketAddress.Inet6> addresses = addresses(host);
    if (addresses.size() > 1) {
      warnAmbiguous(host);
      return null;
    }
    return addresses.isEmpty() ? null : addresses.getFirst();
  }

  /** The one source that fits; under {@code -n} any does, and the kernel judges. */
  private SocketAddress.@Nullable Inet6 choose(
      Host source, List<SocketAddress.Inet6> sources, SocketAddress.Inet6 destination) {
    if (numeric && !sources.isEmpty()) {
      return sources.getFirst();
    }
    List<SocketAddress.Inet6> fitting =
        sources.stream().filter(each -> Scope.of(each) == Scope.of(destination)).toList();
    if (fitting.size() > 1) {
      warnAmbiguous(source);
      return null;
    }
    if (fitting.isEmpty()) {
      if (!sources.isEmpty()) {
        error(noMatch(source));
      }
      return null;
    }
    return fitting.getFirst();
  }

  private static Problem noMatch(Host source) {
    return switch (source) {
      case Host.Name name -> name.problem(ProblemCode.NO_MATCHING_SOURCE, "");
      case Host.Literal literal ->
          new Problem(
              ProblemCode.NO_MATCHING_SOURCE, literal.line(), literal.column(), 0, null, "");
    };
  }

  private void warnAmbiguous(Host host) {
    if (host instanceof Host.Name name) {
      problems.add(name.problem(ProblemCode.AMBIGUOUS_NAME, ""));
    }
  }

  private List<SocketAddress.Inet6> addresses(Host host) {
    return switch (hosts.addresses(host)) {
      case Resolver.Answer.Found found -> found.addresses();
      case Resolver.Answer.Unknown _ -> {
        if (host instanceof Host.Name name) {
          error(name.problem(ProblemCode.UNKNOWN_HOST, ""));
        }
        yield List.of();
      }
      case Resolver.Answer.TryAgain _ -> {
        if (host instanceof Host.Name name) {
          error(RequestBuilder.silent(name));
          mayRetry = true;
        }
        yield List.of();
      }
    };
  }

  private void error(Problem problem) {
    problems.add(problem);
    failed = true;
  }
}
