package org.manualkey.sadb.linux;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Lifetimes;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;

/** Changes in the form in which a kernel is asked to make them; they are counted from 0. */
public interface PreparedChanges extends AutoCloseable {
  /** Instead of the errno of Linux: the SA was updated, and has other lifetimes. */
  int OTHER_LIFETIMES = -2;

  /**
   * Takes the addition of an SA, with copies of its keys.
   *
   * @param sends whether packets may be sent by it, so that it must not use a number twice
   * @param there whether an SA of its identity is there, as far as is known, whose deletion may be
   *     prepared later
   */
  void add(SecurityAssociation sa, boolean sends, boolean there);

  /**
   * Whether the additions of an SA that were taken go on where it stands when its deletion is
   * prepared now.
   */
  default boolean goesOnAfter(SaId id) {
    return false;
  }

  /**
   * Takes a change of the lifetimes of an SA, with copies of its keys.
   *
   * @param sa as {@link LinuxKernel#get} returned it
   */
  void change(SecurityAssociation sa, Lifetimes lifetimes);

  /**
   * Takes the deletion of an SA.
   *
   * @param source its source, where that is known; the kernel does not compare it
   */
  void delete(SaId id, @Nullable IpAddress source);

  /** Takes the deletion of all SAs of these types, as one change. */
  void flush(List<SaType> types);

  /**
   * Has the kernel make some, each whatever becomes of those before.
   *
   * @param from the first
   * @param to behind the last, at most {@link LinuxKernel#window} later
   * @param errnos becomes, from index 0 on, the errno of Linux for each, 0 if it was made, or
   *     {@link #OTHER_LIFETIMES}
   */
  void send(int from, int to, int[] errnos);

  /** What the kernel said in words of one that was sent last, by its index there; may be empty. */
  default String text(int index) {
    return "";
  }

  /** Overwrites the copies of the keys. */
  @Override
  void close();
}
