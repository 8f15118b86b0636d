package org.manualkey.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.manualkey.service.Property;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXParseException;

/** The manifest of SMF is valid, and has the properties that the daemon and its commands know. */
final class SmfManifestTest {
  private static final Path MANIFEST = Path.of("..", "smf-manifest", "manual-keyd.xml");

  private static final Path DOCUMENT = Path.of("..", "docs", "ILLUMOS.md");

  /** Of illumos, under a licence of its own: it is beside the sources, or not there. */
  private static final Path DTD =
      Path.of("..", "..", "shared", "reference", "service_bundle.dtd.1");

  @Test
  void isValid() throws Exception {
    assumeTrue(Files.exists(DTD), "the DTD of SMF is not beside the sources");
    assertThat(problems(Files.readString(MANIFEST))).isEmpty();
    assertThat(problems(Files.readString(MANIFEST).replace("<single_instance/>", "<single/>")))
        .as("of a damaged copy")
        .isNotEmpty();
  }

  private static List<String> problems(String manifest) throws Exception {
    List<String> problems = new ArrayList<>();
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setValidating(true);
    DocumentBuilder builder = factory.newDocumentBuilder();
    builder.setEntityResolver((_, _) -> new InputSource(DTD.toUri().toString()));
    builder.setErrorHandler(
        new ErrorHandler() {
          @Override
          public void warning(SAXParseException e) {
            problems.add(e.toString());
          }

          @Override
          public void error(SAXParseException e) {
            problems.add(e.toString());
          }

          @Override
          public void fatalError(SAXParseException e) {
            problems.add(e.toString());
          }
        });
    var _ = builder.parse(new InputSource(new StringReader(manifest)));
    return problems;
  }

  @Test
  void hasEveryPropertyOfTheDaemon_withItsDefault() throws Exception {
    Map<String, String> expected = new TreeMap<>();
    for (Property property : Property.values()) {
      expected.put(SmfCommands.name(property), SmfCommands.delivered(property));
    }
    Map<String, String> delivered = new TreeMap<>();
    for (String group : List.of("config", "restricted")) {
      for (Element value : elements(group(group), "propval")) {
        if (!value.getAttribute("name").endsWith("_authorization")) {
          delivered.put(group + "/" + value.getAttribute("name"), value.getAttribute("value"));
        }
      }
    }
    assertThat(delivered).isEqualTo(expected);
  }

  @Test
  void explainsEveryProperty_withTheValuesThatTheDaemonTakes() throws Exception {
    for (String group : List.of("config", "restricted")) {
      Map<String, Element> values =
          elements(group(group), "propval").stream()
              .filter(each -> !each.getAttribute("name").endsWith("_authorization"))
              .collect(Collectors.toMap(each -> each.getAttribute("name"), each -> each));
      Map<String, Element> patterns =
          elements(pattern(group), "prop_pattern").stream()
              .collect(Collectors.toMap(each -> each.getAttribute("name"), each -> each));
      assertThat(patterns.keySet()).isEqualTo(values.keySet());
      patterns.forEach((name, pattern) -> {
        Element value = values.get(name);
        assertThat(pattern.getAttribute("type")).as(name).isEqualTo(value.getAttribute("type"));
        assertThat(elements(pattern, "description")).as(name).hasSize(1);
        List<String> constraints =
            elements(pattern, "value").stream().map(each -> each.getAttribute("name")).toList();
        if (!constraints.isEmpty()) {
          assertThat(constraints).as(name).contains(value.getAttribute("value"));
        }
      });
    }
  }

  @Test
  void letsNobodyButAdministratorsSetWhatGivesMoreRights() throws Exception {
    assertThat(authorizations(group("config")))
        .containsExactly("value_authorization=solaris.smf.value.ipsec");
    assertThat(authorizations(group("restricted"))).isEmpty();
    assertThat(authorizations(group("general")))
        .containsExactlyInAnyOrder(
            "action_authorization=solaris.smf.manage.ipsec",
            "value_authorization=solaris.smf.manage.ipsec");
  }

  private static List<String> authorizations(Element group) {
    return elements(group, "propval").stream()
        .filter(each -> each.getAttribute("name").endsWith("_authorization"))
        .map(each -> each.getAttribute("name") + "=" + each.getAttribute("value"))
        .toList();
  }

  @Test
  void standsBesideTheServiceOfTheSystem_disabledAndNeverOnlineWithIt() throws Exception {
    Document manifest = manifest();
    assertThat(only(manifest, "service").getAttribute("name"))
        .isEqualTo("network/ipsec/manual-keyd");
    assertThat(only(manifest, "create_default_instance").getAttribute("enabled"))
        .isEqualTo("false");
    Element excluded =
        elements(manifest.getDocumentElement(), "dependency").stream()
            .filter(each -> each.getAttribute("grouping").equals("exclude_all"))
            .findFirst()
            .orElseThrow();
    assertThat(elements(excluded, "service_fmri").getFirst().getAttribute("value"))
        .isEqualTo("svc:/network/ipsec/manual-key:default");
  }

  @Test
  void runsTheMethodsOfTheScript_asRootWithoutItsOtherPrivileges() throws Exception {
    Document manifest = manifest();
    Map<String, String> methods =
        elements(manifest.getDocumentElement(), "exec_method").stream()
            .collect(
                Collectors.toMap(
                    each -> each.getAttribute("name"), each -> each.getAttribute("exec")));
    String script = "/opt/manual-key/lib/svc/method/manual-keyd";
    assertThat(methods)
        .isEqualTo(
            Map.of(
                "start", script + " start",
                "refresh", script + " refresh",
                "stop", script + " stop"));
    Element credential = only(manifest, "method_credential");
    assertThat(credential.getAttribute("user")).isEqualTo("root");
    assertThat(credential.getAttribute("privileges").split(","))
        .contains("basic", "sys_ip_config", "proc_lock_memory")
        .allMatch(each -> each.matches("basic|sys_ip_config|proc_lock_memory|!\\w+"));
    Map<String, String> environment =
        elements(manifest.getDocumentElement(), "envvar").stream()
            .collect(
                Collectors.toMap(
                    each -> each.getAttribute("name"), each -> each.getAttribute("value")));
    assertThat(environment)
        .containsEntry("LD_PRELOAD_64", "libumem.so.1")
        .containsEntry("UMEM_OPTIONS", "backend=mmap");
  }

  private static Element group(String name) throws Exception {
    return named("property_group", name);
  }

  private static Element pattern(String name) throws Exception {
    return named("pg_pattern", name);
  }

  private static Element named(String element, String name) throws Exception {
    return elements(manifest().getDocumentElement(), element).stream()
        .filter(each -> each.getAttribute("name").equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Element only(Document manifest, String element) {
    List<Element> found = elements(manifest.getDocumentElement(), element);
    assertThat(found).as(element).hasSize(1);
    return found.getFirst();
  }

  private static Document manifest() throws Exception {
    DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    builder.setEntityResolver((_, _) -> new InputSource(new StringReader(""))); // needs no DTD
    return builder.parse(MANIFEST.toFile());
  }

  private static List<Element> elements(Element within, String name) {
    NodeList found = within.getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }

  /** A shell of illumos, ksh93, takes what dash takes, and more. */
  @Test
  void scriptIsOneForEveryShellThatIsHere() throws Exception {
    Path script = MANIFEST.resolveSibling("manual-keyd");
    assertThat(Files.isExecutable(script)).isTrue();
    List<String> shells =
        Stream.of("sh", "dash", "ksh93", "ksh", "mksh", "bash")
            .filter(SmfManifestTest::isInstalled)
            .toList();
    assertThat(shells).isNotEmpty();
    for (String shell : shells) {
      for (String file : List.of("manual-keyd", "find-jdk")) {
        Process process =
            new ProcessBuilder(shell, "-n", MANIFEST.resolveSibling(file).toString())
                .redirectErrorStream(true)
                .start();
        assertThat(process.getInputStream().readAllBytes()).as("%s -n %s", shell, file).isEmpty();
        assertThat(process.waitFor()).isZero();
      }
    }
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /** A change of the list in the script is one of the document, too. */
  @Test
  void placesOfTheJdkAreThoseOfTheMessage() throws IOException {
    String script = Files.readString(MANIFEST.resolveSibling("find-jdk"));
    List<String> places =
        List.of(
            "/usr/jdk/openjdk25*",
            "/usr/jdk/instances/openjdk25*",
            "/usr/jdk/instances/jdk25*",
            "/opt/local/java/openjdk25*");
    for (String place : places) {
      assertThat(script).contains("\"${MANUAL_KEY_ROOT:-}\"" + place);
    }
    assertThat(script).contains(String.join(", ", places));
    assertThat(Files.readString(DOCUMENT).replaceAll("\\s+", " "))
        .contains("`%s`, `%s`, `%s` and `%s`".formatted(places.toArray()));
  }

  /** Somebody compares what is printed with the numbers of the document. */
  @Test
  void checklistHasTwentyCommands_andTheNumberOfProperties() throws Exception {
    String document = Files.readString(DOCUMENT);
    List<Integer> numbers =
        Pattern.compile("(?m)^    # (\\d+): ")
            .matcher(document)
            .results()
            .map(number -> Integer.valueOf(number.group(1)))
            .toList();
    assertThat(numbers).isEqualTo(IntStream.rangeClosed(1, 20).boxed().toList());
    int properties =
        elements(group("config"), "propval").size()
            + elements(group("restricted"), "propval").size();
    assertThat(document)
        .contains(
            "# 4: " + properties + "\n    svcprop -p config -p restricted manual-keyd | wc -l\n");
  }
}
