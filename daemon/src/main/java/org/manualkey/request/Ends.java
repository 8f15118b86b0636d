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
  /** So many addresses that are not used are named in a warning. */
  private static final int NAMED = 8;

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
      if (isMulticast(address)) {
        return ofMulticast((int) (address.high() >>> 48) & 0xf);
      }
      if (address.high() == 0 && address.low() == 1) {
        return LINK_LOCAL; // ::1 (RFC 4291, section 2.5.3)
      }
      return switch ((int) (address.high() >>> 54)) {
        case 0xfe80 >> 6 -> LINK_LOCAL;
        case 0xfec0 >> 6 -> SITE_LOCAL;
        default -> GLOBAL;
      };
    }

    /** By the field scop (RFC 4291, section 2.7): what does not leave a link is of that link. */
    private static Scope ofMulticast(int scop) {
      return scop <= 3 ? LINK_LOCAL : scop <= 5 ? SITE_LOCAL : GLOBAL;
    }
  }

  /**
   * A destination with its source.
   *
   * @param source null when none was given; unspecified when it is left out
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

  /**
   * Each destination with the source that fits it. Of a name, the addresses that fit are used; a
   * literal address is what the user wrote, whatever its scope.
   *
   * @param partial whether destinations that no source fits are left out with a warning, as long as
   *     one is left; otherwise they are an error
   */
  List<Match> match(@Nullable Host source, @Nullable Host destination, boolean partial) {
    List<SocketAddress.Inet6> sources = source == null ? List.of() : addresses(source);
    if (destination == null) {
      return source == null
          ? List.of(new Match(null, null))
          : sources.stream().map(each -> new Match(each, null)).toList();
    }
    List<SocketAddress.Inet6> destinations = addresses(destination);
    if (source == null) {
      return destinations.stream().map(each -> new Match(null, each)).toList();
    }
    if (sources.isEmpty() || destinations.isEmpty()) {
      return List.of(); // that is reported already
    }
    return new Matching(source, sources, destination, destinations).matches(partial);
  }

  /** The only address of a host; null, with an error, when it has several. */
  SocketAddress.@Nullable Inet6 single(Host host) {
    List<SocketAddress.Inet6> addresses = addresses(host);
    if (addresses.size() > 1 && host instanceof Host.Name name) {
      error(name.problem(ProblemCode.SEVERAL_ADDRESSES, "use one of them instead of the name"));
      return null;
    }
    return addresses.isEmpty() ? null : addresses.getFirst();
  }

  /** The sources of one command with its destinations, none of them empty. */
  private final class Matching {
    private final Host source;
    private final List<SocketAddress.Inet6> sources;
    private final Host destination;
    private final List<SocketAddress.Inet6> destinations;
    private final List<Match> matches;

    /** Destinations that no source fits. */
    private final List<SocketAddress.Inet6> others = new ArrayList<>(0);

    private boolean ambiguous;

    Matching(
        Host source,
        List<SocketAddress.Inet6> sources,
        Host destination,
        List<SocketAddress.Inet6> destinations) {
      this.source = source;
      this.sources = sources;
      this.destination = destination;
      this.destinations = destinations;
      matches = new ArrayList<>(destinations.size());
    }

    List<Match> matches(boolean partial) {
      if (numeric) { // any source does, and the kernel judges
        destinations.forEach(each -> matches.add(new Match(sources.getFirst(), each)));
        return matches;
      }
      destinations.forEach(this::matchByScope);
      if (matches.isEmpty() && source instanceof Host.Literal) {
        matchByFamily();
      }
      if (matches.isEmpty() || (!others.isEmpty() && !partial)) {
        error(noMatch(source));
      } else if (!others.isEmpty()) {
        problems.add(problem(destination, ProblemCode.UNMATCHED_DESTINATION, skipped()));
      }
      if (ambiguous) {
        problems.add(problem(source, ProblemCode.AMBIGUOUS_NAME, ""));
      }
      return matches;
    }

    private void matchByScope(SocketAddress.Inet6 end) {
      if (sources.size() == 1) { // the usual case
        SocketAddress.Inet6 only = sources.getFirst();
        if (only.isUnspecified() || isAnyOfIpv4(only)) {
          matches.add(new Match(unspecified(only, end), end));
        } else if (fits(only, end)) {
          matches.add(new Match(only, end));
        } else {
          others.add(end);
        }
        return;
      }
      List<SocketAddress.Inet6> fitting =
          sources.stream().filter(each -> Scope.of(each) == Scope.of(end)).toList();
      if (fitting.isEmpty()) {
        fitting = sources.stream().filter(each -> fits(each, end)).toList();
      }
      switch (fitting.size()) {
        case 0 -> others.add(end);
        case 1 -> matches.add(new Match(fitting.getFirst(), end));
        default -> {
          ambiguous = true;
          matches.add(new Match(SocketAddress.Inet6.UNSPECIFIED, end));
        }
      }
    }

    /** Matches a literal source with the destinations of its family. */
    private void matchByFamily() {
      SocketAddress.Inet6 only = sources.getFirst();
      others.clear();
      for (SocketAddress.Inet6 end : destinations) {
        if (only.isMapped() == end.isMapped()) {
          matches.add(new Match(only, end));
        } else {
          others.add(end);
        }
      }
    }

    private String skipped() {
      List<String> named = others.stream().limit(NAMED).map(SocketAddress::text).toList();
      int more = others.size() - NAMED;
      return String.join(", ", named) + (more > 0 ? " and " + more + " more" : "");
    }
  }

  /** Whether a source reaches a destination: of one scope, or any IPv6 source to a group. */
  private static boolean fits(SocketAddress.Inet6 source, SocketAddress.Inet6 destination) {
    return Scope.of(source) == Scope.of(destination)
        || (isMulticast(destination) && !source.isMapped());
  }

  private static boolean isMulticast(SocketAddress.Inet6 address) {
    return address.high() >>> 56 == 0xff;
  }

  private static boolean isAnyOfIpv4(SocketAddress.Inet6 address) {
    return address.isMapped() && address.mappedAddress() == 0;
  }

  /** Any source, as it was written unless that is of the other family. */
  private static SocketAddress.Inet6 unspecified(
      SocketAddress.Inet6 written, SocketAddress.Inet6 destination) {
    return destination.isMapped() ? written : SocketAddress.Inet6.UNSPECIFIED;
  }

  private static Problem noMatch(Host source) {
    return problem(source, ProblemCode.NO_MATCHING_SOURCE, "");
  }

  private static Problem problem(Host host, ProblemCode code, String hint) {
    return switch (host) {
      case Host.Name name -> name.problem(code, hint);
      case Host.Literal literal ->
          new Problem(code, literal.line(), literal.column(), 0, null, hint);
    };
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
          error(name.problem(ProblemCode.NO_NAME_ANSWER, "try again later"));
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
