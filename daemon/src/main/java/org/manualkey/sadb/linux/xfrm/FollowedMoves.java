package org.manualkey.sadb.linux.xfrm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.manualkey.netlink.Attribute;
import org.manualkey.netlink.SaInfo;
import org.manualkey.netlink.XfrmMessage;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.PeerMove;

/**
 * Gives SAs the ports of ends that moved. Linux changes ports of an encapsulation that is there by
 * {@code XFRM_MSG_UPDSA}; keys, counters and sequence numbers stay.
 *
 * <p>Beside the SA that received from there, those change that the kernel may choose for packets
 * back: between the same addresses the other way round, of the same mode, request id, mark and
 * interface, and encapsulated to the old port. Peers behind one NAT are told apart by that alone.
 */
final class FollowedMoves {
  private final XfrmKernel kernel;
  private final XfrmSession session;
  private final Predicate<? super SaId> which;

  /** SAs to change, with their keys until they are sent. */
  private final List<XfrmMessage.Sa> changes = new ArrayList<>();

  /**
   * Follows moves.
   *
   * @param which SAs that may be changed
   */
  FollowedMoves(XfrmKernel kernel, XfrmSession session, Predicate<? super SaId> which) {
    this.kernel = kernel;
    this.session = session;
    this.which = which;
  }

  /** An SA that receives, as it was before it is changed. */
  private record Receiver(PeerMove move, SaInfo info, List<Attribute> selection) {}

  /** The SAs that were changed. */
  List<SaId> follow(List<PeerMove> moves) {
    try {
      List<Receiver> receivers = new ArrayList<>();
      for (PeerMove move : moves) {
        Receiver receiver = receiver(move);
        if (receiver != null) {
          receivers.add(receiver);
        }
      }
      if (receivers.isEmpty()) {
        return List.of();
      }
      session.dump(
          new XfrmMessage.Dump(SaInfo.ESP),
          each -> {
            if (each instanceof XfrmMessage.Sa sa) {
              send(sa, receivers);
            }
          });
      return change();
    } finally {
      changes.forEach(XfrmMessage.Sa::wipe);
    }
  }

  /** The SA that received, if it still has the old port; it is to expect the new one. */
  private @Nullable Receiver receiver(PeerMove move) {
    if (!move.isOfPortAlone() || !which.test(move.id())) {
      return null;
    }
    XfrmMessage.Sa sa = kernel.look(move.id());
    Attribute.Encapsulation was = sa == null ? null : encapsulation(sa);
    if (sa == null || was == null || was.sourcePort() != move.before().port()) {
      if (sa != null) {
        sa.wipe();
      }
      return null;
    }
    changes.add(with(sa, move.now().port(), was.destinationPort(), was));
    return new Receiver(move, sa.info(), selection(sa));
  }

  /** An SA of the dump sends to the new port, if it is one that sends to the old one. */
  private void send(XfrmMessage.Sa sa, List<Receiver> receivers) {
    Attribute.Encapsulation was = encapsulation(sa);
    SaId id = Addresses.id(sa.info().name());
    if (was != null && id != null && which.test(id)) {
      for (Receiver receiver : receivers) {
        if (was.destinationPort() == receiver.move.before().port() && isBack(sa, receiver)) {
          changes.add(with(sa, was.sourcePort(), receiver.move.now().port(), was));
          return;
        }
      }
    }
    sa.wipe();
  }

  private static boolean isBack(XfrmMessage.Sa sa, Receiver receiver) {
    SaInfo there = receiver.info;
    SaInfo back = sa.info();
    return back.name().family() == there.name().family()
        && back.name().destination().equals(there.source())
        && back.source().equals(there.name().destination())
        && back.mode() == there.mode()
        && back.requestId() == there.requestId()
        && selection(sa).equals(receiver.selection);
  }

  /** What narrows down the policies that an SA is for. */
  private static List<Attribute> selection(XfrmMessage.Sa sa) {
    return sa.attributes().stream()
        .filter(each -> each instanceof Attribute.Mark || each instanceof Attribute.Interface)
        .toList();
  }

  private static Attribute.@Nullable Encapsulation encapsulation(XfrmMessage.Sa sa) {
    for (Attribute attribute : sa.attributes()) {
      if (attribute instanceof Attribute.Encapsulation it
          && it.kind() == Attribute.Encapsulation.UDP) {
        return it;
      }
    }
    return null;
  }

  private static XfrmMessage.Sa with(
      XfrmMessage.Sa sa, int sourcePort, int destinationPort, Attribute.Encapsulation was) {
    List<Attribute> attributes =
        new ArrayList<>(sa.attributes().stream().filter(XfrmKernel::isRepeated).toList());
    attributes.replaceAll(each ->
        each.equals(was)
            ? new Attribute.Encapsulation(was.kind(), sourcePort, destinationPort, was.original())
            : each);
    return new XfrmMessage.Sa(XfrmMessage.Sa.Change.UPDATED, sa.info(), attributes);
  }

  /** One that is refused, or of which nothing is heard, is reported by the next packet again. */
  private List<SaId> change() {
    Results results = session.change(changes);
    List<SaId> changed = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      SaId id = Addresses.id(changes.get(i).info().name());
      if (results.errno(i) == 0 && id != null) {
        changed.add(id);
      }
    }
    return changed;
  }
}
