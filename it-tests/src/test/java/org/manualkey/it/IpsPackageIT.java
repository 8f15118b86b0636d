package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The manifest of the package for illumos follows the grammar of pkg(7), and describes the tree
 * that is built: there is no pkgsend outside of illumos.
 */
final class IpsPackageIT {
  private static final Path IPS = Path.of("packaging", "ips");

  /** A name and a value, which is quoted if it has blanks. */
  private static final Pattern ATTRIBUTE =
      Pattern.compile("\\G\\s*([a-z][a-zA-Z0-9_.-]*)=(\"[^\"]*\"|[^\\s\"]+)");

  /** Attributes that each kind of action must have; no other kind is used. */
  private static final Map<String, Set<String>> REQUIRED =
      Map.of(
          "set", Set.of("name", "value"),
          "license", Set.of("license"),
          "depend", Set.of("type", "fmri"),
          "dir", Set.of("path", "owner", "group", "mode"),
          "file", Set.of("path", "owner", "group", "mode"),
          "link", Set.of("path", "target"));

  private static final Set<String> OPTIONAL =
      Set.of("preserve", "restart_fmri", "facet.doc.man", "mediator", "mediator-version");

  /** What SUNWcs delivers of the paths above those of the package. */
  private static final Set<String> OF_THE_SYSTEM =
      Set.of(
          "opt",
          "etc",
          "var",
          "lib",
          "lib/svc",
          "lib/svc/manifest",
          "lib/svc/manifest/network",
          "lib/svc/manifest/network/ipsec");

  @TempDir private static Path directory;

  private static Path tree;
  private static List<Action> actions;

  /**
   * An action.
   *
   * @param kind its name
   * @param payload what stands between the name and the attributes, or an empty string
   */
  private record Action(String kind, String payload, Map<String, String> attributes) {
    String path() {
      return attributes.getOrDefault("path", "");
    }

    String mode() {
      return attributes.getOrDefault("mode", "");
    }
  }

  @BeforeAll
  static void build() throws Exception {
    tree = directory.resolve("proto");
    ProcessBuilder builder =
        new ProcessBuilder("bash", IPS.resolve("build-proto").toString(), tree.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    actions = parse(Files.readString(IPS.resolve("pkg.p5m")));
  }

  private static List<Action> parse(String manifest) {
    List<Action> actions = new ArrayList<>();
    for (String line : manifest.replaceAll("\\\\\\n", "").split("\n", -1)) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] words = line.split(" ", 3);
      boolean hasPayload = !words[1].contains("=");
      String rest = line.substring(words[0].length() + (hasPayload ? words[1].length() + 1 : 0));
      Map<String, String> attributes = new HashMap<>();
      Matcher matcher = ATTRIBUTE.matcher(rest);
      int end = 0;
      while (matcher.find()) {
        String value = matcher.group(2);
        String bare = value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
        assertThat(attributes.put(matcher.group(1), bare)).as("twice in: " + line).isNull();
        end = matcher.end();
      }
      assertThat(rest.substring(end)).as("rest of: " + line).isBlank();
      actions.add(new Action(words[0], hasPayload ? words[1] : "", attributes));
    }
    return actions;
  }

  private static Stream<Action> all(String... kinds) {
    return actions.stream().filter(action -> List.of(kinds).contains(action.kind()));
  }

  @Test
  void everyActionIsOneOfPkg_withTheAttributesThatItTakes() {
    for (Action action : actions) {
      Set<String> required = REQUIRED.get(action.kind());
      assertThat(required).as("kind of %s", action).isNotNull();
      assertThat(action.attributes().keySet()).as("%s", action).containsAll(required);
      Set<String> more = new HashSet<>(action.attributes().keySet());
      more.removeAll(required);
      assertThat(OPTIONAL).as("%s", action).containsAll(more);
      assertThat(action.attributes().getOrDefault("preserve", "renamenew"))
          .isIn("true", "renamenew", "renameold", "legacy", "abandon");
      assertThat(action.attributes().getOrDefault("restart_fmri", "svc:/a:b"))
          .matches("svc:/[a-z/-]+:[a-z]+");
    }
  }

  @Test
  void hasANameAndAVersion_andRequiresNoJdk() {
    Map<String, String> sets = new HashMap<>();
    all("set")
        .forEach(
            action -> sets.put(action.attributes().get("name"), action.attributes().get("value")));
    assertThat(sets)
        .containsKeys("pkg.summary", "pkg.description", "info.classification", "variant.arch");
    assertThat(sets.get("pkg.fmri")).matches("pkg:/[a-z/-]+@\\d+(\\.\\d+)*");
    assertThat(all("depend").map(action -> action.attributes().get("fmri")))
        .isNotEmpty()
        .allMatch(fmri -> fmri.startsWith("pkg:/"))
        .noneMatch(fmri -> fmri.contains("jdk") || fmri.contains("java"));
    assertThat(all("license").map(Action::payload))
        .isNotEmpty()
        .allMatch(file -> Files.exists(tree.resolve(file)));
  }

  @Test
  void everyPathIsInTheTree_andEveryFileOfTheTreeIsInThePackage() throws IOException {
    Set<String> described = new TreeSet<>();
    all("file").forEach(action -> assertThat(described.add(action.path())).isTrue());
    Set<String> built = new TreeSet<>();
    try (Stream<Path> files = Files.walk(tree)) {
      files
          .filter(Files::isRegularFile)
          .forEach(file -> built.add(tree.relativize(file).toString()));
    }
    all("license").forEach(action -> built.remove(action.payload()));
    assertThat(described).isEqualTo(built);
  }

  @Test
  void ownersAndModesAreThoseOfTheTree_andNobodyElseWrites() throws IOException {
    for (Action action : all("file", "dir").toList()) {
      Path built = tree.resolve(action.path());
      assertThat(action.attributes().get("owner")).isEqualTo("root");
      assertThat(action.attributes().get("group")).isIn("bin", "sys");
      assertThat(action.mode()).as("%s", action).matches("0[0-7]{3}");
      int mode = Integer.parseInt(action.mode(), 8);
      assertThat(mode & 0022).as("%s", action).isZero();
      assertThat(permissions(mode))
          .as("%s", action)
          .isEqualTo(PosixFilePermissions.toString(Files.getPosixFilePermissions(built)));
      assertThat(Files.isDirectory(built)).as("%s", action).isEqualTo(action.kind().equals("dir"));
    }
  }

  private static String permissions(int mode) {
    StringBuilder text = new StringBuilder();
    for (int bit = 8; bit >= 0; bit--) {
      text.append((mode >> bit & 1) == 0 ? '-' : "xwr".charAt(bit % 3));
    }
    return text.toString();
  }

  @Test
  void everyDirectoryAboveAPathIsDescribed_orOfTheSystem() {
    Set<String> directories = new HashSet<>(OF_THE_SYSTEM);
    all("dir").map(Action::path).forEach(directories::add);
    all("file", "dir", "link")
        .forEach(action -> {
          Path above = Path.of(action.path()).getParent();
          assertThat(directories).as("%s", action).contains(String.valueOf(above));
        });
    all("dir").map(Action::path).forEach(path -> assertThat(OF_THE_SYSTEM).doesNotContain(path));
  }

  @Test
  void whatAnAdministratorChangesIsKept_andServicesLearnOfNewFiles() {
    assertThat(all("file").filter(action -> action.path().startsWith("etc/")))
        .isNotEmpty()
        .allMatch(action -> "renamenew".equals(action.attributes().get("preserve")));
    assertThat(all("file").filter(action -> action.path().startsWith("lib/svc/manifest/")))
        .singleElement()
        .matches(action ->
            "svc:/system/manifest-import:default".equals(action.attributes().get("restart_fmri"))
                && "sys".equals(action.attributes().get("group")));
    assertThat(all("file").filter(action -> action.path().contains("/lib/daemon/")))
        .isNotEmpty()
        .allMatch(action ->
            "svc:/network/ipsec/manual-keyd:default"
                .equals(action.attributes().get("restart_fmri")));
  }

  @Test
  void theIpseckeyOfTheSystemStays() {
    assertThat(all("file", "link").map(Action::path))
        .noneMatch(path -> path.startsWith("usr/") || path.startsWith("sbin/"));
  }

  @Test
  void theManifestOfTheServiceNamesFilesOfThePackage() throws IOException {
    String manifest =
        Files.readString(tree.resolve("lib/svc/manifest/network/ipsec/manual-keyd.xml"));
    Matcher method = Pattern.compile("exec=\"/(\\S+) ").matcher(manifest);
    Set<String> paths = new TreeSet<>();
    while (method.find()) {
      paths.add(method.group(1));
    }
    assertThat(paths).isNotEmpty();
    Matcher page = Pattern.compile("title=\"(\\S+)\" section=\"(\\d)\"").matcher(manifest);
    while (page.find()) {
      paths.add(
          "opt/manual-key/share/man/man%s/%s.%s"
              .formatted(page.group(2), page.group(1), page.group(2)));
    }
    for (String path : paths) {
      assertThat(tree.resolve(path)).isRegularFile();
    }
  }

  @Test
  void theProgramsHaveNoPlaceholders_andFindTheirJars() throws IOException {
    for (String program : List.of("ipseckey", "manual-keyadm", "manual-keyd")) {
      String text = Files.readString(tree.resolve("opt/manual-key/bin").resolve(program));
      assertThat(text)
          .doesNotContainPattern("@[A-Z]+@")
          .doesNotContain("$here/runtime")
          .contains(". \"$here/lib/find-jdk\"");
      Matcher jar = Pattern.compile("\\$here/lib/modules/([a-z-]+\\.jar)").matcher(text);
      while (jar.find()) {
        assertThat(tree.resolve("opt/manual-key/lib/modules").resolve(jar.group(1))).exists();
      }
    }
    String daemon = Files.readString(tree.resolve("opt/manual-key/bin/manual-keyd"));
    Matcher jars = Pattern.compile("(?m)^for jar in (.*); do path=").matcher(daemon);
    assertThat(jars.find()).isTrue();
    try (Stream<Path> built = Files.list(tree.resolve("opt/manual-key/lib/daemon"))) {
      assertThat(jars.group(1).split(" "))
          .containsExactlyInAnyOrderElementsOf(
              built.map(file -> file.getFileName().toString()).toList());
    }
  }
}
