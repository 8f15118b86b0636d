package org.manualkey.client;

import java.io.File;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.FileDescriptorCast;

/**
 * The descriptor behind a channel. Only a FileChannel can be opened exclusively, with a mode and
 * without following links, and only a FileDescriptor can be passed; Java leads from neither to the
 * other. Opening the path again would be a race, and is not allowed to the owner of a file of mode
 * 0400. So the number is looked up: the one descriptor that was not there before and that is the
 * file just opened.
 *
 * @param descriptor the number as an object; closing the channel ends it
 * @param attributes of what is open, not of what the path names by now
 */
record OpenDescriptor(FileDescriptor descriptor, PosixFileAttributes attributes) {
  private static final Path OPEN = Path.of("/proc/self/fd");

  /** Which descriptors were open at some moment. */
  record Before(Set<String> numbers) {

    /** The descriptor that was opened since and has this file key, or null. */
    @Nullable OpenDescriptor opened(Object fileKey) throws IOException {
      for (String number : numbersNow()) {
        PosixFileAttributes attributes = numbers.contains(number) ? null : attributes(number);
        if (attributes != null && fileKey.equals(attributes.fileKey())) {
          FileDescriptorCast cast = FileDescriptorCast.unsafeUsing(Integer.parseInt(number));
          return new OpenDescriptor(cast.getFileDescriptor(), attributes);
        }
      }
      return null;
    }
  }

  /** Remembers what is open now, without the descriptor that listed the directory. */
  static Before before() throws IOException {
    Set<String> numbers = new HashSet<>();
    for (String number : numbersNow()) {
      if (attributes(number) != null) {
        numbers.add(number);
      }
    }
    return new Before(numbers);
  }

  private static String[] numbersNow() throws IOException {
    String[] names = new File(OPEN.toString()).list();
    if (names == null) {
      throw new IOException(OPEN + " cannot be read");
    }
    return names;
  }

  /** Null for one that is closed by now, such as the one that listed the directory. */
  private static @Nullable PosixFileAttributes attributes(String number) {
    try {
      return Files.readAttributes(OPEN.resolve(number), PosixFileAttributes.class);
    } catch (IOException e) {
      return null;
    }
  }
}
