package org.manualkey.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongPredicate;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.libc.NameService;
import org.manualkey.load.CommandPipeline;
import org.manualkey.pfkey.illumos.IllumosCodec;
import org.manualkey.print.CookieLabels;
import org.manualkey.print.ErrorTexts;
import org.manualkey.program.AdmProgram;
import org.manualkey.program.CheckConditions;
import org.manualkey.program.IpseckeyProgram;
import org.manualkey.program.Metrics;
import org.manualkey.program.OpenAnswers;
import org.manualkey.program.Printing;
import org.manualkey.program.Right;
import org.manualkey.program.SystemNames;
import org.manualkey.request.Resolver;
import org.manualkey.sadb.BackEndOffer;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.sadb.memory.MemorySadb;
import org.manualkey.service.AeadKeys;
import org.manualkey.service.Configuration;
import org.manualkey.service.Enablement;
import org.manualkey.service.ManualKeyService;
import org.manualkey.service.OwnedSas;
import org.manualkey.service.Property;
import org.manualkey.service.RecentLog;
import org.manualkey.service.SaCensus;

/**
 * All of the daemon but its main: a real socket in a directory, the real programs, the embedded
 * database. The user of the test is privileged unless {@link #privileged} is changed.
 */
final class LiveDaemon implements AutoCloseable {
  private static final NameService NAMES = new NameService(2);

  final Path directory;
  final Path socket;
  final Path keyFile;
  final SadbOwner owner;
  final ManualKeyService service;
  final RecentLog log = new RecentLog();
  private final Map<String, Programs.Program> programs = new HashMap<>();
  private final LongAdder refusals = new LongAdder();
  private LongPredicate privileged = _ -> true;
  private Map<Right, Long> groups = Map.of();
  private Limits limits =
      Limits.DEFAULT
          .withHello(Duration.ofSeconds(20), Duration.ofSeconds(20))
          .withAnswer(Duration.ofSeconds(20));
  private final OpenAnswers answers;

  /** Why the process would have ended. */
  final CompletableFuture<String> end = new CompletableFuture<>();

  private PassedSockets passed = new PassedSockets(List.of());

  private Server server;

  LiveDaemon(Path directory) throws IOException {
    this(directory, (_, _) -> new Resolver.Answer.Unknown());
  }

  LiveDaemon(Path directory, Resolver resolver) throws IOException {
    this(directory, resolver, Map.of());
  }

  /** One with properties that {@code --set} has given. */
  LiveDaemon(Path directory, Resolver resolver, Map<Property, String> commandLine)
      throws IOException {
    this.directory = directory;
    socket = directory.resolve("s");
    keyFile = directory.resolve("keys");
    Algorithms algorithms = AlgorithmsFile.builtIn();
    InstantSource clock = InstantSource.system();
    owner = new SadbOwner(new MemorySadb(algorithms, clock, new InterfaceAddresses()));
    CommandPipeline loads =
        new CommandPipeline(
            algorithms,
            resolver,
            () -> new MemorySadb(algorithms, clock, new InterfaceAddresses()));
    int uid = (Integer) Files.getAttribute(directory, "unix:uid");
    KeyFileReader reader = new KeyFileReader(uid);
    Printing printing =
        new Printing(
            algorithms,
            () -> new SystemNames(NAMES),
            CookieLabels.NONE,
            ErrorTexts.builtIn(),
            clock,
            IllumosCodec.ofHost(),
            4242);
    Configuration configuration =
        Configuration.read(
            Files.writeString(
                directory.resolve("properties"), "config/config_file = " + keyFile + "\n"),
            directory.resolve("state"),
            commandLine);
    service =
        new ManualKeyService(
            configuration,
            new Enablement(directory.resolve("state")),
            new OwnedSas(directory.resolve("state"), clock),
            new AeadKeys(directory.resolve("state"), Path.of("/dev/null")),
            reader,
            loads,
            owner,
            clock);
    IpseckeyProgram ipseckey =
        new IpseckeyProgram(loads, reader, owner, service::conditions, printing);
    Metrics metrics =
        new Metrics(service, new SaCensus(owner), ipseckey::monitorDrops, refusals::sum);
    Programs real =
        Programs.of(
            ipseckey,
            new AdmProgram(
                service,
                configuration,
                log,
                List::of,
                metrics,
                name -> GroupFile.has(GroupFile.SYSTEM, name)));
    programs.put("ipseckey", real.named("ipseckey"));
    programs.put("manual-keyadm", real.named("manual-keyadm"));
    answers =
        new OpenAnswers(
            service,
            new CheckConditions("memory", false, uid, ""),
            new BackEndOffer(
                owner.backEnd(), BackEndOffer.Use.IN_USE, "chosen by a test", List.of()),
            Server.privateSocket(socket));
  }

  LiveDaemon privileged(LongPredicate uids) {
    privileged = uids;
    return this;
  }

  /** Gives rights to groups. */
  LiveDaemon groups(Map<Right, Long> numbers) {
    groups = numbers;
    return this;
  }

  LiveDaemon limits(Limits others) {
    limits = others;
    return this;
  }

  /** Uses sockets that somebody else bound. */
  LiveDaemon passed(PassedSockets sockets) {
    passed = sockets;
    return this;
  }

  LiveDaemon program(String name, Programs.Program program) {
    programs.put(name, program);
    return this;
  }

  /** Binds the sockets; clients can connect, and are not served before {@link #start}. */
  LiveDaemon listen() throws IOException {
    server = server();
    server.listen();
    return this;
  }

  LiveDaemon start() throws IOException {
    if (server == null) {
      listen();
    }
    var _ = service.start();
    server.start();
    return this;
  }

  /** A server like the one that runs. */
  Server server() {
    return server(socket);
  }

  Server server(Path path) {
    return new Server(
        path,
        passed,
        programs::get,
        answers,
        new Authority(privileged, groups),
        refusals,
        limits,
        end::complete);
  }

  /** A client of the private socket. */
  TestClient client() throws IOException {
    return TestClient.to(Server.privateSocket(socket));
  }

  /** A client of the open socket. */
  TestClient stranger() throws IOException {
    return TestClient.to(socket);
  }

  /** Runs one command of a program by the open socket. */
  TestClient.Ended open(String program, String... argv) throws IOException {
    try (TestClient client = stranger()) {
      return client.say(program, argv).end();
    }
  }

  /** Runs one command of {@code ipseckey} to its end. */
  TestClient.Ended ipseckey(String... argv) throws IOException {
    try (TestClient client = client()) {
      return client.say("ipseckey", argv).end();
    }
  }

  TestClient.Ended adm(String... argv) throws IOException {
    try (TestClient client = client()) {
      return client.say("manual-keyadm", argv).end();
    }
  }

  /** Keeps the thread of the database busy until the latch opens; returns when it is. */
  void occupyDatabase(CountDownLatch until) throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    var _ =
        owner.submit(_ -> {
          busy.countDown();
          try {
            return until.await(20, java.util.concurrent.TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    busy.await();
  }

  void stop() {
    server.close();
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    owner.close();
  }
}
