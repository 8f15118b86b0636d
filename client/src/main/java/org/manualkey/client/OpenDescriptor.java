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
 * The descriptor of a channel. Only a FileChannel can be opened exclusively, with a mode and
 * without following links, and only a FileDescriptor can be passed, but Java cannot convert one
 * into the other. Opening the path again would be a race, and fails for a file of mode 0400.
 * Therefore the number is looked up: the descriptor that is new and refers to the file just opened.
 *
 * @param descriptor the number as an object; closing the channel ends it
 * @param attributes the attributes of the open file, whatever the path refers to
 */
record OpenDescriptor(FileDescriptor descriptor, PosixFileAttributes attributes) {
  private static final Path OPEN = Path.of("/proc/self/fd");

  /** The descriptors that were open at some time. */
  record Before(Set<String> numbers) {

    /** The descriptor opened since then that has this file key, or null. */
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

  /** Lists the open descriptors, without the one used for that. */
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
      throw new IOException("cannot read " + OPEN);
    }
    return names;
  }

  /** The attributes, or null if it is closed, like the descriptor used for listing. */
  private static @Nullable PosixFileAttributes attributes(String number) {
    try {
      return Files.readAttributes(OPEN.resolve(number), PosixFileAttributes.class);
    } catch (IOException e) {
      return null;
    }
  }
}
