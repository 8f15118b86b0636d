package org.manualkey.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Packages are rooms, and this is the plan of the doors between them. */
final class PackageArrowsTest {
  private static final String ROOT = "org.manualkey.";

  /**
   * What each room uses, no more and no less. A room that is not there yet may stand here already;
   * a subpackage that does not stand here belongs to its parent.
   */
  private static final Map<String, Set<String>> USES =
      Map.ofEntries(
          Map.entry("libc", Set.of()),
          Map.entry("thread", Set.of("secret")),
          Map.entry("secret", Set.of("libc")),
          Map.entry("pfkey", Set.of("secret")),
          Map.entry("netlink", Set.of("secret")),
          Map.entry("algorithm", Set.of()),
          Map.entry("host", Set.of("pfkey")),
          Map.entry("sa", Set.of("host", "pfkey", "secret")),
          Map.entry("language", Set.of("algorithm", "pfkey", "secret")),
          Map.entry("keyfile", Set.of("secret")),
          Map.entry("sadb", Set.of("host", "pfkey", "sa", "secret", "thread")),
          Map.entry("sadb.rules", Set.of("sadb", "sa", "host", "algorithm", "pfkey", "secret")),
          Map.entry(
              "sadb.memory",
              Set.of("sadb", "sadb.rules", "sa", "host", "algorithm", "pfkey", "secret")),
          Map.entry("sadb.linux", Set.of("sadb", "sadb.rules", "sa", "host", "algorithm", "pfkey")),
          Map.entry("sadb.linux.events", Set.of("sadb", "libc", "pfkey", "secret", "thread")),
          Map.entry(
              "sadb.linux.afkey",
              Set.of("sadb", "sadb.linux", "sadb.linux.events", "sa", "host", "libc", "pfkey")),
          Map.entry(
              "sadb.linux.xfrm",
              Set.of(
                  "sadb",
                  "sadb.linux",
                  "sadb.linux.events",
                  "sa",
                  "host",
                  "libc",
                  "netlink",
                  "pfkey",
                  "secret",
                  "algorithm")),
          Map.entry(
              "sadb.illumos",
              Set.of(
                  "sadb",
                  "sadb.rules",
                  "sa",
                  "host",
                  "algorithm",
                  "libc",
                  "pfkey",
                  "secret",
                  "thread")),
          Map.entry("request", Set.of("language", "sadb", "libc", "pfkey")),
          Map.entry("print", Set.of("sa", "pfkey", "algorithm", "secret")),
          Map.entry(
              "load", Set.of("request", "language", "sadb", "sa", "algorithm", "pfkey", "secret")),
          Map.entry(
              "service",
              Set.of("load", "request", "language", "keyfile", "sadb", "sa", "pfkey", "secret")),
          Map.entry(
              "program",
              Set.of(
                  "service",
                  "load",
                  "request",
                  "language",
                  "keyfile",
                  "print",
                  "sadb",
                  "sa",
                  "algorithm",
                  "libc",
                  "pfkey",
                  "secret",
                  "client")),
          Map.entry("server", Set.of("libc", "program", "secret", "thread", "wire")),
          // The programs that users run; they come in a jar of their own.
          Map.entry("wire", Set.of()),
          Map.entry("client", Set.of("wire")),
          Map.entry("editor", Set.of("client", "wire")));

  /** Puts everything together, and so uses everything. */
  private static final String APP = "app";

  private static JavaClasses classes;

  @BeforeAll
  static void readClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.manualkey");
  }

  static Stream<String> rooms() {
    return USES.keySet().stream().sorted();
  }

  private static String packageName(JavaClass type) {
    return type.getPackageName().substring(ROOT.length());
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().startsWith(ROOT);
  }

  /** The longest name in the plan that the package has or is within; else the package itself. */
  private static String room(JavaClass type) {
    String name = packageName(type);
    for (String room = name; ; room = room.substring(0, room.lastIndexOf('.'))) {
      if (USES.containsKey(room)) {
        return room;
      }
      if (room.indexOf('.') < 0) {
        return name;
      }
    }
  }

  @Test
  void everyPackageHasItsPlaceInThePlan() {
    Set<String> unplanned = new TreeSet<>();
    for (JavaClass type : classes) {
      String room = room(type);
      if (!USES.containsKey(room) && !room.equals(APP)) {
        unplanned.add(room);
      }
    }
    assertThat(unplanned).isEmpty();
    assertThat(classes).anyMatch(type -> room(type).equals("language"));
    assertThat(classes).anyMatch(type -> room(type).equals("wire"));
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void roomUsesEachRoomOfItsPlan(String room) {
    Set<String> used = new TreeSet<>();
    for (JavaClass type : classes) {
      if (room(type).equals(room)) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass().getBaseComponentType();
          if (isOurs(target)) {
            used.add(room(target));
          }
        }
      }
    }
    if (!used.isEmpty()) { // else it is not there yet
      assertThat(used)
          .as("arrows that no class needs are for taking out")
          .containsAll(USES.get(room));
    }
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void roomUsesNoRoomOutsideItsPlan(String room) {
    List<String> wrong = new ArrayList<>();
    for (JavaClass type : classes) {
      if (room(type).equals(room)) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass().getBaseComponentType();
          if (isOurs(target)
              && !room(target).equals(room)
              && !USES.getOrDefault(room, Set.of()).contains(room(target))) {
            wrong.add(dependency.getDescription());
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void programUsesNothingOfTheClientButItsCommandLineAndItsErrors() {
    Set<String> used = new TreeSet<>();
    for (JavaClass type : classes) {
      if (room(type).equals("program")) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass().getBaseComponentType();
          if (isOurs(target) && room(target).equals("client")) {
            used.add(target.getName().replaceFirst("\\$.*", ""));
          }
        }
      }
    }
    assertThat(used)
        .isSubsetOf(
            "org.manualkey.client.CommandLine",
            "org.manualkey.client.ClientException",
            "org.manualkey.client.ClientMessage");
  }

  @Test
  void planHasNoRoomThatUsesItsUser() {
    // What is used stands higher: a plan without an order has a cycle.
    Set<String> placed = new TreeSet<>();
    while (placed.size() < USES.size()) {
      Set<String> next = new TreeSet<>();
      USES.forEach((room, used) -> {
        if (placed.containsAll(used)) {
          next.add(room);
        }
      });
      assertThat(next).as("placed beyond %s", placed).hasSizeGreaterThan(placed.size());
      placed.addAll(next);
    }
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("org.manualkey.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void onlyLibcAndSecretLeaveJava() {
    noClasses()
        .that()
        .resideOutsideOfPackages("org.manualkey.libc..", "org.manualkey.secret..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.lang.foreign..", "jdk.internal..")
        .check(classes);
  }
}
