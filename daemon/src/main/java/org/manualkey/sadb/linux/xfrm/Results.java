package org.manualkey.sadb.linux.xfrm;

import java.util.Arrays;
import org.manualkey.netlink.XfrmMessage;
import org.manualkey.sadb.linux.LinuxReply;

/** What became of requests that were sent together, by their places. */
final class Results {
  /** Instead of an errno: the reply was lost, and what became of the request is not known. */
  static final int LOST = -1;

  /** Instead of an errno: there was no reply yet. */
  private static final int OPEN = -2;

  private final int[] errnos;
  private final String[] texts;

  /** Of so many requests. */
  Results(int size) {
    errnos = new int[size];
    texts = new String[size];
    reset();
  }

  /** Makes them those of other requests. */
  void reset() {
    Arrays.fill(errnos, OPEN);
    Arrays.fill(texts, "");
  }

  void set(int place, XfrmMessage.Result result) {
    errnos[place] = result.errno();
    texts[place] = result.text();
  }

  /**
   * All replies were read, from a place to another one.
   *
   * @param complete whether all came: then what was not answered was done
   */
  void end(int from, int to, boolean complete) {
    for (int i = from; i < to; i++) {
      if (errnos[i] == OPEN) {
        errnos[i] = complete ? 0 : LOST;
      }
    }
  }

  /** 0, an errno of Linux, or {@link #LOST}. */
  int errno(int place) {
    return errnos[place];
  }

  /** Why, in the words of the kernel; may be empty. */
  String text(int place) {
    return texts[place];
  }

  /** What became of one, whose reply was not lost. */
  LinuxReply reply(int place) {
    return errnos[place] == 0 ? LinuxReply.DONE : new LinuxReply(errnos[place], texts[place]);
  }
}
