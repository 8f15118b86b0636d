package org.manualkey.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.manualkey.language.Parser;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.illumos.IllumosCodec;
import org.manualkey.pfkey.illumos.MalformedMessageException;

/**
 * A short input many times over: work on it grows as its length does. What is compared is the
 * memory that the work allocates. Work that needs none has a limit of processor time, a hundred
 * times what linear work takes; only the fuzzer looks at that.
 */
final class GrowthTarget {
  private static final int LITTLE = 8 << 10;
  private static final int TIMES = 8;

  /** Tables that double, and first uses, come on top. */
  private static final int TOLERATED = 2;

  private static final long CONSTANT = 256 << 10;
  private static final int TRIES = 3;
  private static final long LONGEST_NANOS = 5_000_000_000L;
  private static final boolean FUZZING = System.getProperty(Fuzz.TARGET_PROPERTY) != null;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private GrowthTarget() {}

  static void run(byte[] input) {
    Choices choices = new Choices(input);
    int which = choices.nextInt(4);
    byte[] piece = choices.rest();
    if (piece.length == 0) {
      return;
    }
    // What compilation saves may come and go; growth stays.
    for (int i = 1; !isLinear(which, piece); i++) {
      assertThat(i).as("tries in which the work was linear").isLessThan(TRIES);
    }
  }

  private static boolean isLinear(int which, byte[] piece) {
    long little = allocated(which, repeated(which, piece, LITTLE));
    long start = THREADS.getCurrentThreadCpuTime();
    long much = allocated(which, repeated(which, piece, LITTLE * TIMES));
    long nanos = FUZZING ? THREADS.getCurrentThreadCpuTime() - start : 0;
    return much <= little * TIMES * TOLERATED + CONSTANT && nanos < LONGEST_NANOS;
  }

  private static byte[] repeated(int which, byte[] piece, int length) {
    byte[] unit = which == 2 ? Arrays.copyOf(piece, (piece.length + 7) & ~7) : piece;
    byte[] whole = new byte[Math.max(length / unit.length, 1) * unit.length];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = unit[i % unit.length];
    }
    return whole;
  }

  private static long allocated(int which, byte[] octets) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    switch (which) {
      case 0 -> check(octets);
      case 1 -> check(lines(octets));
      case 2 -> message(octets);
      default -> new Parser(LoadedSadb.ALGORITHMS, true).parseLine(LoadedSadb.text(octets));
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  /** Commands that differ in their SPIs only, so that none is refused for the one before it. */
  private static byte[] lines(byte[] octets) {
    String text = new String(octets, StandardCharsets.ISO_8859_1);
    StringBuilder numbered = new StringBuilder();
    int number = 1;
    for (String part : text.split("@", -1)) {
      numbered.append(part).append(number++);
    }
    return numbered.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void check(byte[] octets) {
    try (LoadedSadb database = LoadedSadb.memory(LoadedSadb.HOSTS)) {
      database.loader().check(LoadedSadb.text(octets));
    }
  }

  private static void message(byte[] extensions) {
    byte[] octets = new byte[16 + extensions.length];
    System.arraycopy(extensions, 0, octets, 16, extensions.length);
    octets[0] = 2;
    octets[1] = 3;
    octets[3] = 3;
    ByteBuffer buffer = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putShort(4, (short) (octets.length / 8));
    try (LoadedSadb database = LoadedSadb.memory(LoadedSadb.HOSTS)) {
      Message message = new IllumosCodec(ByteOrder.LITTLE_ENDIAN).decode(buffer);
      database.sadb().exchange(message);
    } catch (MalformedMessageException e) {
      assertThat(e.offset()).isBetween(0, octets.length);
    }
  }
}
