package org.manualkey.sadb.memory;

import java.lang.ref.Reference;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.Direction;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.rules.RequestInProgress;
import org.manualkey.secret.KeyMaterial;

/**
 * Inserts SAs into a table, and wipes keys, in a heap that is full but for a few octets, and a few
 * more each time: there is no place left where memory does not run out once. The main class of a
 * process with a small heap.
 */
final class FullHeap {
  /** The spare memory grows by one piece of ballast, up to more than an insertion takes. */
  private static final int TRIES = 40;

  /** SAs of a try, the last of which finds no memory. */
  private static final int MOST = 64;

  private static final int LARGEST = 1 << 20;
  private static final int SMALLEST = 16;
  private static final int SHRINKING = 16;

  private static final int KEY_OCTETS = 24;

  /** More than fit into a page of keys of one length. */
  private static final int KEYS = 3 * (64 << 10) / KEY_OCTETS;

  private FullHeap() {}

  /** What fills the heap: the top is given back first. */
  private record Ballast(@Nullable Ballast below, @Nullable Object weight) {}

  public static void main(String[] args) {
    KeyMaterial[] keys = new KeyMaterial[KEYS];
    Arrays.setAll(keys, _ -> key());
    SaTable table = new SaTable(SaType.ESP);
    StoredSa[] sas = new StoredSa[TRIES * MOST];
    Arrays.setAll(sas, FullHeap::clone);
    StoredSa first = clone(sas.length); // loads all classes
    try {
      table.insert(first);
      table.remove(first);
    } finally {
      Reference.reachabilityFence(first);
    }
    int[] tried = new int[TRIES];
    for (int i = 0; i < TRIES; i++) {
      tried[i] = insert(table, sas, i);
    }
    boolean wiped = areWiped(keys);
    int failed = 0;
    int there = 0;
    for (int i = 0; i < TRIES; i++) {
      for (int j = 0; j < MOST; j++) {
        StoredSa sa = sas[i * MOST + j];
        check(isThere(table, sa) == j < tried[i], "what was inserted");
        check(isWiped(sa) == (j == tried[i]), "keys of an SA that is not there, or none");
      }
      failed += tried[i] < MOST ? 1 : 0;
      there += tried[i];
    }
    check(table.size() == there, "the number of SAs");
    check(scheduled(table.queue()) == 2 * there, "the number of SAs that expire");
    check(wiped, "keys cannot be wiped without memory");
    System.out.println(failed + " failed, " + there + " inserted");
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  /** Inserts SAs until one finds no memory; how many were inserted. */
  private static int insert(SaTable table, StoredSa[] sas, int attempt) {
    Ballast ballast = ballast();
    for (int i = 0; i < attempt && ballast != null; i++) {
      ballast = ballast.below();
    }
    int inserted = 0;
    try {
      while (inserted < MOST) {
        table.insert(sas[attempt * MOST + inserted]);
        inserted++;
      }
    } catch (OutOfMemoryError e) {
      // the last one
    } finally {
      Reference.reachabilityFence(ballast);
    }
    return inserted;
  }

  private static boolean areWiped(KeyMaterial[] keys) {
    Ballast ballast = ballast();
    try {
      for (KeyMaterial key : keys) {
        key.wipe();
      }
      return true;
    } catch (OutOfMemoryError e) {
      return false;
    } finally {
      Reference.reachabilityFence(ballast);
    }
  }

  /** All that there is room for. */
  private static @Nullable Ballast ballast() {
    Ballast top = null;
    for (int size = LARGEST; size >= SMALLEST; size /= SHRINKING) {
      try {
        while (true) {
          top = new Ballast(top, new byte[size]);
        }
      } catch (OutOfMemoryError e) {
        // smaller ones fit
      }
    }
    try {
      while (true) {
        top = new Ballast(top, null);
      }
    } catch (OutOfMemoryError e) {
      return top;
    }
  }

  private static KeyMaterial key() {
    return KeyMaterial.of(KEY_OCTETS, octet -> octet + 1);
  }

  /** An SA for both directions that expires. */
  private static StoredSa clone(int index) {
    RequestInProgress request =
        new RequestInProgress(Draft.addEsp(index + 1).hard(0, 0, 600, 0).build());
    IpAddress address = new IpAddress.V4(1);
    return new StoredSa(
        SaId.of(SaType.ESP.code(), index + 1, address),
        address,
        new Sa(index + 1, 0, SaState.MATURE.code(), 0, 0, 0),
        StoredSa.Selectors.of(request),
        Direction.OUTBOUND,
        true,
        new StoredKeys(
            new Key(Key.Kind.AUTH, KEY_OCTETS * Byte.SIZE, 0, key()),
            new Key(Key.Kind.ENCRYPT, KEY_OCTETS * Byte.SIZE, 0, key())),
        request.lifetimes(),
        Details.of(request, XfrmSettings.NONE),
        0,
        0,
        0);
  }

  /** Whether both copies of an SA are in the table; none of them must be there alone. */
  private static boolean isThere(SaTable table, StoredSa sa) {
    boolean outbound = table.get(Direction.OUTBOUND, sa.id()) != null;
    boolean inbound = table.get(Direction.INBOUND, sa.id()) != null;
    check(outbound == inbound, "one copy of an SA without the other");
    return outbound;
  }

  private static boolean isWiped(StoredSa sa) {
    Key auth = sa.keys().auth();
    Key encrypt = sa.keys().encrypt();
    check(auth != null && encrypt != null, "an SA without keys");
    boolean wiped = isWiped(auth.material());
    check(wiped == isWiped(encrypt.material()), "one key is wiped and the other is not");
    return wiped;
  }

  private static boolean isWiped(KeyMaterial key) {
    try {
      return key.isAllZero();
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private static int scheduled(ExpiryQueue queue) {
    int count = 0;
    for (Aging next = queue.firstDue(Time.NEVER - 1);
        next != null;
        next = queue.firstDue(Time.NEVER - 1)) {
      queue.remove(next);
      count++;
    }
    return count;
  }
}
