package org.manualkey.sadb.linux;

import org.manualkey.sa.SecurityAssociation;

/** SAs in the form in which a kernel is asked to add them. */
public interface PreparedSas extends AutoCloseable {
  /** Takes an SA, with copies of its keys. */
  void add(SecurityAssociation sa);

  /**
   * Adds some to the kernel, each whatever becomes of those before.
   *
   * @param from the first
   * @param to behind the last, at most {@link LinuxKernel#window} later
   * @param errnos becomes, from index 0 on, the errno of Linux for each, 0 if it was added
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
