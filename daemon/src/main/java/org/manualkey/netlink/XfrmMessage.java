package org.manualkey.netlink;

import java.util.List;

/**
 * A message of XFRM about SAs or policies, or of netlink about such messages; without its header.
 */
public sealed interface XfrmMessage {
  /** Its type in the header, 0 to 65535. */
  int type();

  /**
   * An SA: to be added or changed, or as the kernel shows it.
   *
   * @param change what is asked for, or what has happened; that of an answer to {@link Get} is
   *     {@link Change#NEW}
   */
  record Sa(Change change, SaInfo info, List<Attribute> attributes) implements XfrmMessage {
    /** Whether an SA is new. */
    public enum Change {
      NEW(0x10),
      UPDATED(0x1a);

      private final int type;

      Change(int type) {
        this.type = type;
      }
    }

    public Sa {
      attributes = List.copyOf(attributes);
    }

    @Override
    public int type() {
      return change.type;
    }

    /** Overwrites the keys. */
    public void wipe() {
      attributes.forEach(Attribute::wipe);
    }
  }

  /** Asks for an SA. */
  record Get(SaName name, List<Attribute> attributes) implements XfrmMessage {
    public Get {
      attributes = List.copyOf(attributes);
    }

    @Override
    public int type() {
      return GETSA;
    }
  }

  /** Asks for all SAs of an IP protocol. */
  record Dump(int protocol) implements XfrmMessage {
    @Override
    public int type() {
      return GETSA;
    }
  }

  /** Asks to delete an SA; or it was deleted, with an {@link Attribute.Gone}. */
  record Delete(SaName name, List<Attribute> attributes) implements XfrmMessage {
    public Delete {
      attributes = List.copyOf(attributes);
    }

    @Override
    public int type() {
      return DELSA;
    }
  }

  /** Asks to delete all SAs of an IP protocol, 0 or 255: all; or they were deleted. */
  record Flush(int protocol) implements XfrmMessage {
    @Override
    public int type() {
      return FLUSHSA;
    }
  }

  /** A limit of an SA is reached; at the hard one the SA is gone. */
  record Expired(SaInfo info, boolean hard, List<Attribute> attributes) implements XfrmMessage {
    public Expired {
      attributes = List.copyOf(attributes);
    }

    @Override
    public int type() {
      return EXPIRE;
    }
  }

  /**
   * The other end of an encapsulated SA sends from somewhere else ({@code xfrm_user_mapping}, 64
   * octets): 0 name, 24 request id, 28 old and 44 new source, 60 old and 62 new port in network
   * order.
   */
  record Moved(
      SaName name,
      int requestId,
      NetlinkAddress oldSource,
      NetlinkAddress newSource,
      int oldPort,
      int newPort)
      implements XfrmMessage {
    @Override
    public int type() {
      return MAPPING;
    }
  }

  /**
   * A policy ({@code struct xfrm_userpolicy_info}, 168 octets): 0 selector, 56 limits, 120 usage,
   * 152 priority u32, 156 index u32, 160 direction u8, 161 action u8. Its {@link
   * Attribute.Templates} say which SAs it uses; its limits, usage, priority and index are not read.
   *
   * @param selector which packets it is for
   * @param direction {@link #IN}, {@link #OUT}, {@link #FORWARD}, or one of a single socket
   * @param action {@link #ALLOW}, or to drop the packets
   */
  record Policy(Selector selector, int direction, int action, List<Attribute> attributes)
      implements XfrmMessage {
    public static final int IN = 0;
    public static final int OUT = 1;
    public static final int FORWARD = 2;

    /** That of a socket of this host, which has it for itself alone. */
    public static final int SOCKET_IN = 3;

    public static final int SOCKET_OUT = 4;
    public static final int ALLOW = 0;

    public Policy {
      attributes = List.copyOf(attributes);
    }

    @Override
    public int type() {
      return NEWPOLICY;
    }
  }

  /**
   * Asks to move an SA to other addresses ({@code struct xfrm_user_migrate_state}, 132 octets,
   * since Linux 7.2), but names none: what a kernel says of that tells whether it could.
   */
  record Move() implements XfrmMessage {
    @Override
    public int type() {
      return MIGRATE_STATE;
    }
  }

  /** Asks for all policies. */
  record PolicyDump() implements XfrmMessage {
    @Override
    public int type() {
      return GETPOLICY;
    }
  }

  /**
   * What became of a request ({@code NLMSG_ERROR}).
   *
   * @param errno 0: it was carried out; else an error number of Linux
   * @param text why (extended ACK); empty: not said
   */
  record Result(int errno, String text) implements XfrmMessage {
    @Override
    public int type() {
      return ERROR;
    }
  }

  /**
   * A dump is over.
   *
   * @param errno 0: it is complete; else an error number of Linux
   */
  record End(int errno) implements XfrmMessage {
    @Override
    public int type() {
      return DONE;
    }
  }

  /** Any other, or one that is shorter than its layout. */
  record Unknown(int type) implements XfrmMessage {}

  int ERROR = 2;
  int DONE = 3;
  int NEWSA = 0x10;
  int DELSA = 0x11;
  int GETSA = 0x12;
  int NEWPOLICY = 0x13;
  int GETPOLICY = 0x15;
  int EXPIRE = 0x18;
  int UPDSA = 0x1a;
  int FLUSHSA = 0x1c;
  int MAPPING = 0x26;
  int MIGRATE_STATE = 0x29;
}
