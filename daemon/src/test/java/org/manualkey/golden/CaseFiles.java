package org.manualkey.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of a case, in a folder of its own, and the placeholders that stand for them. */
final class CaseFiles {
  private static final int PERMISSIONS = 0777;

  private final Path file;
  private final Path save;
  private final Map<String, Path> placeholders;

  CaseFiles(GoldenCase golden, Path folder) throws IOException {
    file = folder.resolve("the-key-file");
    save = folder.resolve("the-saved-file");
    Path directory = Files.createDirectories(folder.resolve("a-directory"));
    placeholders =
        Map.of(
            "@FILE", file,
            "@SAVE", save,
            "@DIR", directory,
            "@MISSING", folder.resolve("a-missing-file"));
    byte[] text = golden.file();
    if (text != null) {
      Files.write(file, text);
      own(golden.fileUid());
      chmod(file, golden.fileMode());
    }
    JsonNode old = golden.savePreexists();
    if (old != null) {
      Files.writeString(save, old.get("text").asText());
      chmod(save, Integer.parseInt(old.get("mode").asText(), 8));
    }
  }

  /** Only root can give files away; others run the case with a file of their own. */
  private void own(int uid) throws IOException {
    int mine = (Integer) Files.getAttribute(file, "unix:uid");
    if (mine == 0) {
      Files.setAttribute(file, "unix:uid", uid);
    } else if (uid != 0) {
      System.out.println("golden: not root, so no file of uid " + uid);
    }
  }

  private static void chmod(Path path, int mode) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int bit = 8; bit >= 0; bit--) {
      text.append((mode >> bit & 1) == 0 ? '-' : "xwr".charAt(bit % 3));
    }
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(text.toString()));
  }

  List<String> arguments(List<String> argv) {
    return argv.stream().map(this::withPaths).toList();
  }

  private String withPaths(String text) {
    String result = text;
    for (Map.Entry<String, Path> placeholder : placeholders.entrySet()) {
      result = result.replace(placeholder.getKey(), placeholder.getValue().toString());
    }
    return result;
  }

  /** A text in which placeholders stand for paths. */
  String withPlaceholders(String text) {
    String result = text;
    for (Map.Entry<String, Path> placeholder : placeholders.entrySet()) {
      result = result.replace(placeholder.getValue().toString(), placeholder.getKey());
    }
    return result;
  }

  @Nullable String savedText() throws IOException {
    return Files.exists(save) ? Files.readString(save) : null;
  }

  int savedMode() throws IOException {
    return Files.exists(save) ? (Integer) Files.getAttribute(save, "unix:mode") & PERMISSIONS : -1;
  }
}
