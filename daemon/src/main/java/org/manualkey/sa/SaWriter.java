package org.manualkey.sa;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.ReplayValue;

/** Writes an SA as the extensions of a message, in the order of illumos. */
final class SaWriter {
  private static final int USUAL = 12;

  private final SecurityAssociation sa;
  private final List<Extension> extensions;

  SaWriter(SecurityAssociation sa) {
    this.sa = sa;
    extensions = new ArrayList<>(USUAL + sa.others().size());
  }

  /** The ADD that asks for it; its keys are copies where their form in an ADD is another one. */
  Message request(Header header) {
    extensions.add(sa.sa());
    limits();
    addIfThere(sa.keys().addedAuth());
    addIfThere(sa.keys().addedEncrypt());
    identities();
    extensions.add(sa.outer().destination());
    addIfThere(sa.natt().remote());
    addIfThere(sa.natt().local());
    extensions.add(sa.outer().source());
    inner();
    addIfThere(sa.cookie());
    pair();
    if (sa.replayValue() != 0) {
      extensions.add(ReplayValue.asked(sa.replayValue()));
    }
    extensions.addAll(sa.others());
    return new Message(header, extensions);
  }

  /** The reply that shows it. */
  Message reply(Header header) {
    extensions.add(sa.sa());
    addIfThere(sa.current());
    limits();
    extensions.add(sa.outer().source());
    extensions.add(sa.outer().destination());
    addIfThere(sa.natt().local());
    addIfThere(sa.natt().remote());
    inner();
    addIfThere(sa.cookie());
    addIfThere(sa.keys().auth());
    addIfThere(sa.keys().encrypt());
    identities();
    pair();
    if (sa.replayValue() != 0) {
      extensions.add(ReplayValue.shown(sa.replayValue()));
    }
    extensions.addAll(sa.others());
    return new Message(header, extensions);
  }

  private void limits() {
    addIfThere(sa.lifetimes().hard());
    addIfThere(sa.lifetimes().soft());
    addIfThere(sa.lifetimes().idle());
  }

  private void identities() {
    addIfThere(sa.identities().source());
    addIfThere(sa.identities().destination());
  }

  private void inner() {
    Ends inner = sa.inner();
    if (inner != null) {
      extensions.add(inner.source());
      extensions.add(inner.destination());
    }
  }

  private void pair() {
    if (sa.pairSpi() != 0) {
      extensions.add(new Pair(sa.pairSpi()));
    }
  }

  private void addIfThere(@Nullable Extension extension) {
    if (extension != null) {
      extensions.add(extension);
    }
  }
}
