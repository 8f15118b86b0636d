package org.manualkey.load;

import org.manualkey.pfkey.Message;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;

/** One change that a load makes. The keys in it are wiped when the plan is closed. */
public sealed interface PlannedChange {
  /** The SA as it will be; of one that is deleted, as it was. */
  SecurityAssociation sa();

  /** First line of the command that asks for it; 0: none does. */
  int line();

  /** What happens to the SA, in a word. */
  String word();

  default SaId id() {
    return sa().id();
  }

  /** {@code add esp spi 0x1000 src 192.0.2.1 dst 192.0.2.2}. */
  default String describe() {
    return word()
        + " "
        + id().typeWord()
        + " spi 0x"
        + Integer.toHexString(id().spi())
        + " src "
        + sa().outer().source().socketAddress().text()
        + " dst "
        + id().destination();
  }

  /**
   * A new SA.
   *
   * @param add the request
   */
  record Add(SecurityAssociation sa, int line, Message add) implements PlannedChange {
    @Override
    public String word() {
      return "add";
    }
  }

  /**
   * An SA that goes.
   *
   * @param lingers whether it stays for the time of {@link LoadPolicy#linger} after the commit
   */
  record Delete(SecurityAssociation sa, boolean lingers) implements PlannedChange {
    /** The DELETE. */
    public Message request() {
      return ChangeRequests.delete(sa);
    }

    /** A GET of the SA. */
    public Message look() {
      return ChangeRequests.get(sa);
    }

    @Override
    public int line() {
      return 0;
    }

    @Override
    public String word() {
      return "delete";
    }
  }

  /**
   * An SA that is deleted and added again as another one: in between packets have no SA.
   *
   * @param before what it was
   * @param same whether it comes back as it was, since a flush spares nothing
   * @param add the request
   */
  record Replace(
      SecurityAssociation sa, int line, SecurityAssociation before, boolean same, Message add)
      implements PlannedChange {
    @Override
    public String word() {
      return "replace";
    }
  }

  /**
   * An SA whose lifetimes change while it lives.
   *
   * @param before what it was
   */
  record Update(SecurityAssociation sa, int line, SecurityAssociation before)
      implements PlannedChange {
    @Override
    public String word() {
      return "update";
    }
  }
}
