package org.manualkey.program;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.algorithm.TableMessage;

/**
 * The table of algorithms, and its text.
 *
 * @param algorithms the table
 * @param text of the file that the table was read from; empty for the built-in table
 */
public record AlgorithmTable(Algorithms algorithms, String text) {
  /**
   * Reads the table from a file.
   *
   * @param file null: the built-in table
   * @throws IOException if the file cannot be read or is too large, or a row is wrong
   */
  public static AlgorithmTable read(@Nullable Path file) throws IOException {
    if (file == null) {
      return of("", "");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] octets = in.readNBytes(CheckConditions.MAX_TABLE + 1);
      if (octets.length > CheckConditions.MAX_TABLE) {
        throw new IOException(
            file + ": " + TableMessage.TOO_LARGE.with(CheckConditions.MAX_TABLE / 1024));
      }
      return of(octets, new String(octets, StandardCharsets.UTF_8), file.toString());
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file or directory", e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + ": permission denied", e);
    }
  }

  /**
   * Reads the table from a text.
   *
   * @param name what to call the text in errors
   */
  public static AlgorithmTable of(String text, String name) throws IOException {
    return text.isEmpty()
        ? new AlgorithmTable(AlgorithmsFile.builtIn(), text)
        : of(text.getBytes(StandardCharsets.UTF_8), text, name);
  }

  private static AlgorithmTable of(byte[] octets, String text, String name) throws IOException {
    return new AlgorithmTable(AlgorithmsFile.read(new ByteArrayInputStream(octets), name), text);
  }
}
