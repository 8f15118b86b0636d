package org.manualkey.sadb.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Lifetimes;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;

/** Changes of a kernel that are made by its other methods, when they are sent. */
final class PreparedCalls implements PreparedChanges {
  private final LinuxKernel kernel;
  private final List<IntSupplier> calls = new ArrayList<>();
  private final List<SecurityAssociation> copies = new ArrayList<>();

  PreparedCalls(LinuxKernel kernel) {
    this.kernel = kernel;
  }

  private SecurityAssociation copy(SecurityAssociation sa) {
    SecurityAssociation copy = FakeLinuxKernel.copy(sa);
    copies.add(copy);
    return copy;
  }

  @Override
  public void add(SecurityAssociation sa, boolean sends, boolean there) {
    List<SecurityAssociation> added = List.of(copy(sa));
    calls.add(() -> kernel.add(added).getFirst().errno());
  }

  @Override
  public void change(SecurityAssociation sa, Lifetimes lifetimes) {
    SecurityAssociation held = copy(sa);
    calls.add(() -> changed(held, lifetimes));
  }

  private int changed(SecurityAssociation held, Lifetimes lifetimes) {
    int errno = kernel.change(held, lifetimes).errno();
    if (errno != 0) {
      return errno;
    }
    SecurityAssociation now = kernel.get(held.id(), null);
    if (now == null) {
      return LinuxErrno.ESRCH;
    }
    now.keys().wipe();
    return now.lifetimes().equals(lifetimes) ? 0 : OTHER_LIFETIMES;
  }

  @Override
  public void delete(SaId id, @Nullable IpAddress source) {
    calls.add(() -> kernel.delete(id, source).errno());
  }

  @Override
  public void flush(List<SaType> types) {
    calls.add(() -> {
      int errno = 0;
      for (SaType type : types) {
        errno = Math.max(errno, kernel.flush(type).errno());
      }
      return errno;
    });
  }

  @Override
  public void send(int from, int to, int[] errnos) {
    for (int i = from; i < to; i++) {
      errnos[i - from] = calls.get(i).getAsInt();
    }
  }

  @Override
  public void close() {
    copies.forEach(sa -> sa.keys().wipe());
  }
}
