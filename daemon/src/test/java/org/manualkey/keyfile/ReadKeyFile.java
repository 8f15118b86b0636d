package org.manualkey.keyfile;

import java.nio.file.Path;

/** Reads a key file with the rights of its process, and prints what came of it. */
final class ReadKeyFile {
  private static final int NOBODY = 65534;

  private ReadKeyFile() {}

  public static void main(String[] args) {
    System.out.println(new KeyFileReader(NOBODY).read(Path.of(args[0])));
  }
}
