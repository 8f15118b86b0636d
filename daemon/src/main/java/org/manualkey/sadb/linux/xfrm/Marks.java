package org.manualkey.sadb.linux.xfrm;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.manualkey.netlink.Attribute;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.SaId;

/**
 * The marks of SAs of the last dump. A mark is part of the identity of an SA on Linux, but no part
 * of one in PF_KEY; no SA of this daemon has one.
 */
final class Marks {
  private final Map<SaId, Attribute.Mark> marks = new HashMap<>();

  /** A dump of a type begins. */
  void forget(SaType type) {
    marks.keySet().removeIf(id -> id.type() == type.code());
  }

  /** An SA was in the dump. */
  void note(SaId id, List<Attribute> attributes) {
    for (Attribute attribute : attributes) {
      if (attribute instanceof Attribute.Mark mark) {
        marks.put(id, mark);
      }
    }
  }

  /** What a request about an SA needs to find it; empty: nothing. */
  List<Attribute> of(SaId id) {
    Attribute.Mark mark = marks.get(id);
    return mark == null ? List.of() : List.of(mark);
  }
}
