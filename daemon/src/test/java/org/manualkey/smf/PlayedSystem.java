package org.manualkey.smf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.manualkey.app.DaemonProcess;
import org.manualkey.libc.PlayedLibrary;
import org.manualkey.sadb.illumos.KernelServer;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * What the methods find on a system of illumos, below a directory: the script where the package has
 * it, a JDK, the tools of SMF, a repository with what the manifest says, and a kernel, whose SAs
 * outlive the daemon.
 */
final class PlayedSystem implements AutoCloseable {
  static final String FMRI = "svc:/network/ipsec/manual-keyd:default";
  static final String STOCK = "svc:/network/ipsec/manual-key:default";

  private static final Path SOURCES = Path.of("..", "smf-manifest");
  private static final List<String> TOOLS = List.of("svcprop", "pgrep");

  final Path root;
  final Path home;
  final Path socket;
  final Path keyFile;

  /** The programs that were run, with their arguments. */
  final Path commands;

  /** Of libscf. */
  final Path requests;

  final KernelServer kernel;

  private final Map<String, Map<String, String>> groups = new TreeMap<>();
  private final Map<String, String> environment = new TreeMap<>();

  /** Further variables of methods. */
  final Map<String, String> further = new TreeMap<>();

  private PlayedSystem(Path root) throws IOException {
    this.root = root;
    home = root.resolve("opt/manual-key");
    socket = root.resolve("var/run/manual-key/socket");
    keyFile = root.resolve("ipseckeys");
    commands = root.resolve("commands");
    requests = root.resolve("requests");
    kernel = new KernelServer(root.resolve("kernel"));
  }

  /** Installs everything below a directory that is empty. */
  static PlayedSystem install(Path root) throws Exception {
    PlayedSystem system = new PlayedSystem(root);
    copy(SOURCES.resolve("manual-keyd"), system.home.resolve("lib/svc/method/manual-keyd"));
    copy(SOURCES.resolve("find-jdk"), system.home.resolve("lib/find-jdk"));
    system.putResource("smf_include.sh", root.resolve("lib/svc/share/smf_include.sh"));
    for (String tool : TOOLS) {
      system.putResource(tool, root.resolve("bin/" + tool));
    }
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path jdk = root.resolve("usr/jdk/openjdk25");
    put("#!/bin/sh\nexec \"" + java + "\" \"$@\"\n", jdk.resolve("bin/java"));
    put("IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"25.0.1\"\n", jdk.resolve("release"));
    Files.createDirectories(root.resolve("var/run"));
    system.program("manual-keyd", "org.manualkey.app.DaemonOnEmulatedKernel");
    system.program("manual-keyadm", "org.manualkey.client.ManualKeyAdm");
    PlayedLibrary.compile(PlayedSystem.class, "libscf.c", root.resolve("libscf.so.1"));
    system.readManifest();
    system.set("config/config_file", system.keyFile.toString());
    system.repository(STOCK, "config", Map.of("config_file", ""));
    return system;
  }

  /** A program of the package: it takes the JDK that the method has found. */
  private void program(String name, String main) throws IOException {
    List<String> java = DaemonProcess.java(DaemonProcess.classPath(), main);
    put(
        "#!/bin/sh\necho \""
            + name
            + " $*\" >>\"$PLAYED/commands\"\n"
            + (name.equals("manual-keyd")
                ? "echo $$ >>\"$PLAYED/contract.$PLAYED_CONTRACT\"\n"
                : "")
            + "exec \"$JAVA_HOME/bin/java\" "
            + String.join(" ", java.subList(1, java.size()))
            + " \"$@\"\n",
        home.resolve("bin/" + name));
  }

  /** Puts a stand-in for the daemon in its place: lines of a shell. */
  void replaceDaemon(String lines) throws IOException {
    put(
        "#!/bin/sh\necho \"manual-keyd $*\" >>\"$PLAYED/commands\"\n" + lines + "\n",
        home.resolve("bin/manual-keyd"));
  }

  private void putResource(String name, Path to) throws IOException {
    try (InputStream in = PlayedSystem.class.getResourceAsStream(name)) {
      put(new String(in.readAllBytes(), StandardCharsets.UTF_8), to);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    put(Files.readString(from), to);
  }

  private static void put(String text, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** The properties and the environment of the manifest. */
  private void readManifest() throws Exception {
    DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    builder.setEntityResolver((_, _) -> new InputSource(InputStream.nullInputStream()));
    Element manifest =
        builder.parse(SOURCES.resolve("manual-keyd.xml").toFile()).getDocumentElement();
    NodeList values = manifest.getElementsByTagName("propval");
    for (int i = 0; i < values.getLength(); i++) {
      Element value = (Element) values.item(i);
      String group = ((Element) value.getParentNode()).getAttribute("name");
      groups
          .computeIfAbsent(group, _ -> new TreeMap<>())
          .put(value.getAttribute("name"), value.getAttribute("value"));
    }
    NodeList variables = manifest.getElementsByTagName("envvar");
    for (int i = 0; i < variables.getLength(); i++) {
      Element variable = (Element) variables.item(i);
      environment.put(variable.getAttribute("name"), variable.getAttribute("value"));
    }
    environment.remove("LD_PRELOAD_64"); // Linux has no such library
  }

  /** {@code svccfg setprop}, and the snapshot that {@code svcadm refresh} takes of it. */
  void set(String name, String value) throws IOException {
    int slash = name.indexOf('/');
    groups.get(name.substring(0, slash)).put(name.substring(slash + 1), value);
    for (Map.Entry<String, Map<String, String>> group : groups.entrySet()) {
      repository(FMRI, group.getKey(), group.getValue());
    }
  }

  /** Stores a group of properties of an instance, quoted as svcprop prints it. */
  void repository(String fmri, String group, Map<String, String> properties) throws IOException {
    Path instance = root.resolve("repository").resolve(fmri.replaceAll("[/:]", "_"));
    Files.createDirectories(instance);
    StringBuilder lines = new StringBuilder();
    properties.forEach((name, value) ->
        lines
            .append(group)
            .append('/')
            .append(name)
            .append(" astring ")
            .append(value.isEmpty() ? "\"\"" : value.replaceAll("[;&()|^<>\\s\\\\\"'`]", "\\\\$0"))
            .append('\n'));
    Files.writeString(instance.resolve(group), lines);
  }

  /** The environment of a method, in which nothing is of this process. */
  Map<String, String> environment(String method, int contract) {
    Map<String, String> variables = new TreeMap<>(environment);
    variables.put("PATH", root.resolve("bin") + ":/usr/bin:/bin");
    variables.put("SMF_FMRI", FMRI);
    variables.put("SMF_METHOD", method);
    variables.put("SMF_RESTARTER", "svc:/system/svc/restarter:default");
    variables.put("SMF_ZONENAME", "global");
    variables.put("MANUAL_KEY_SOCKET", socket.toString());
    variables.put("MANUAL_KEY_ROOT", root.toString());
    variables.put("EMULATED_KERNEL", root.resolve("kernel").toString());
    variables.put("LD_LIBRARY_PATH", root.toString());
    variables.put("PLAYED", root.toString());
    variables.putAll(further);
    variables.put("PLAYED_CONTRACT", String.valueOf(contract));
    return variables;
  }

  /** The processes of a contract, dead ones included. */
  List<Long> processes(int contract) throws IOException {
    return lines(root.resolve("contract." + contract)).map(Long::valueOf).toList();
  }

  /** The commands that were run since the last call. */
  List<String> takeCommands() throws IOException {
    List<String> lines = lines(commands).toList();
    Files.writeString(
        commands, "", StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    return lines;
  }

  static Stream<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file).stream();
    } catch (NoSuchFileException e) {
      return Stream.empty();
    }
  }

  /** Runs manual-keyadm as a person does: without the environment of SMF. */
  DaemonProcess.Ended adm(String... words) throws Exception {
    return client("org.manualkey.client.ManualKeyAdm", words);
  }

  /** What manual-keyadm says of the service. */
  String status() throws Exception {
    return adm("status").out();
  }

  /** Runs a client in the same way. */
  DaemonProcess.Ended client(String main, String... words) throws Exception {
    List<String> command = new ArrayList<>(DaemonProcess.java(DaemonProcess.classPath(), main));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("SMF_FMRI");
    builder.environment().put("MANUAL_KEY_SOCKET", socket.toString());
    builder.redirectError(root.resolve("err").toFile());
    Process client = builder.start();
    client.getOutputStream().close();
    byte[] out = client.getInputStream().readAllBytes();
    return new DaemonProcess.Ended(
        client.waitFor(),
        new String(out, StandardCharsets.UTF_8),
        Files.readString(root.resolve("err")));
  }

  /** Replaces the key file. */
  void writeKeys(String text) throws IOException {
    Files.writeString(keyFile, text);
    Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));
  }

  /** Ends the kernel, and its SAs. */
  @Override
  public void close() throws IOException {
    kernel.close();
  }
}
