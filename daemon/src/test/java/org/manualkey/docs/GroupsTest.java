package org.manualkey.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.manualkey.program.Right;

/** Whatever makes the groups, with the package or without it, makes those that the daemon knows. */
final class GroupsTest {
  private static final Path TOP = Path.of("..");

  @ParameterizedTest
  @CsvSource({
    "it-tests/packaging/deb/sysusers, '(?m)^g (\\S+) - -$'",
    "it-tests/packaging/deb/postinst, 'for group in (.*); do'",
    "README.md, 'for group in (.*); do groupadd --system (manual-key-)\\$group'",
  })
  void groups_areThoseOfTheRights(String file, String pattern) throws IOException {
    List<String> made =
        Pattern.compile(pattern)
            .matcher(Files.readString(TOP.resolve(file)))
            .results()
            .flatMap(match ->
                List.of(match.group(1).split(" ")).stream()
                    .map(name -> (match.groupCount() == 2 ? match.group(2) : "") + name))
            .toList();
    assertThat(made).containsExactlyInAnyOrderElementsOf(Right.groups().values());
  }
}
