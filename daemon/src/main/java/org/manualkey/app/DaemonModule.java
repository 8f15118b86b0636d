package org.manualkey.app;

import ch.qos.logback.classic.LoggerContext;
import dagger.Module;
import dagger.Provides;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.libc.NameService;
import org.manualkey.load.CommandPipeline;
import org.manualkey.pfkey.illumos.IllumosCodec;
import org.manualkey.print.CookieLabels;
import org.manualkey.print.ErrorTexts;
import org.manualkey.program.AdmProgram;
import org.manualkey.program.AlgorithmTable;
import org.manualkey.program.CheckConditions;
import org.manualkey.program.IpseckeyProgram;
import org.manualkey.program.Metrics;
import org.manualkey.program.OpenAnswers;
import org.manualkey.program.Printing;
import org.manualkey.program.Right;
import org.manualkey.program.SystemNames;
import org.manualkey.request.Resolver;
import org.manualkey.request.SystemResolver;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.sadb.illumos.IllumosSadb;
import org.manualkey.sadb.illumos.IllumosSockets;
import org.manualkey.sadb.linux.LinuxKernel;
import org.manualkey.sadb.linux.LinuxSadb;
import org.manualkey.sadb.memory.MemorySadb;
import org.manualkey.server.Authority;
import org.manualkey.server.GroupFile;
import org.manualkey.server.PassedSockets;
import org.manualkey.server.Programs;
import org.manualkey.server.Server;
import org.manualkey.service.AeadKeys;
import org.manualkey.service.BootId;
import org.manualkey.service.Configuration;
import org.manualkey.service.Enablement;
import org.manualkey.service.ManualKeyService;
import org.manualkey.service.OwnedSas;
import org.manualkey.service.Property;
import org.manualkey.service.RecentLog;
import org.manualkey.service.SaCensus;
import org.manualkey.service.SdNotify;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the parts of the daemon. */
@Module
final class DaemonModule {
  /** So many names are asked for at once; a look-up that hangs holds a thread. */
  private static final int NAME_LOOKUPS = 8;

  /** Of Linux: another UUID after each boot; proc(5). */
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private DaemonModule() {}

  @Provides
  static InstantSource clock() {
    return InstantSource.system();
  }

  /** The user of this process, which owns its entry in /proc. */
  @Provides
  @Singleton
  static ProcessIdentity identity() {
    try {
      Integer uid = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      return new ProcessIdentity(uid == null ? 0 : uid, (int) ProcessHandle.current().pid());
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Provides
  @Singleton
  static AlgorithmTable algorithmTable(Configuration configuration) {
    try {
      return AlgorithmTable.read(configuration.properties().algorithmsFile());
    } catch (IOException e) {
      String place = configuration.place(Property.ALGORITHMS_FILE);
      throw new UncheckedIOException(
          place + ": " + Property.ALGORITHMS_FILE.word() + ": " + e.getMessage(), e);
    }
  }

  @Provides
  static Algorithms algorithms(AlgorithmTable table) {
    return table.algorithms();
  }

  /** Who asks for it has look-ups of its own: those of others cannot keep it from asking. */
  @Provides
  static NameService names() {
    return new NameService(NAME_LOOKUPS);
  }

  @Provides
  static Resolver resolver(NameService names) {
    return new SystemResolver(names);
  }

  @Provides
  static CommandPipeline pipeline(Algorithms algorithms, Resolver resolver) {
    return new CommandPipeline(
        algorithms, resolver, () -> MemorySadb.timeless(algorithms, new InterfaceAddresses()));
  }

  @Provides
  static KeyFileReader keyFileReader(ProcessIdentity identity) {
    String credentials = System.getenv("CREDENTIALS_DIRECTORY");
    return new KeyFileReader(
        identity.uid(), credentials == null || credentials.isEmpty() ? null : Path.of(credentials));
  }

  @Provides
  @Singleton
  static SadbOwner owner(
      Options options,
      HostKernel kernel,
      Configuration configuration,
      Algorithms algorithms,
      ProcessIdentity identity,
      InstantSource clock) {
    Sadb sadb =
        switch (options.backend()) {
          case MEMORY -> new MemorySadb(algorithms, clock, new InterfaceAddresses());
          case AUTO, XFRM, PFKEY ->
              switch (kernel.name()) {
                case LINUX ->
                    linux(
                        options.backend(),
                        configuration.properties().sha256With96Bits(),
                        algorithms,
                        identity.pid());
                case ILLUMOS ->
                    illumos(options.backend(), kernel.illumos(), algorithms, identity.pid());
                case OTHER ->
                    throw new IllegalArgumentException(DaemonMessage.UNSUPPORTED_KERNEL.text());
              };
        };
    return new SadbOwner(sadb);
  }

  private static Sadb linux(
      Options.Backend asked, boolean sha256With96Bits, Algorithms algorithms, int pid) {
    LinuxKernel kernel = LinuxKernels.ofHost(pid, sha256With96Bits).open(asked);
    return new LinuxSadb(kernel, algorithms, new InterfaceAddresses(), pid);
  }

  private static Sadb illumos(
      Options.Backend asked, IllumosSockets sockets, Algorithms algorithms, int pid) {
    if (asked == Options.Backend.XFRM) {
      throw new IllegalArgumentException(DaemonMessage.NO_XFRM.text());
    }
    return IllumosSadb.open(sockets, algorithms, new InterfaceAddresses(), pid);
  }

  @Provides
  @Singleton
  static ManualKeyService service(
      Options options,
      Configuration configuration,
      KeyFileReader reader,
      CommandPipeline pipeline,
      SadbOwner owner,
      InstantSource clock,
      HostKernel kernel) {
    Enablement enablement =
        configuration.smf() == null ? new Enablement(options.stateDirectory()) : Enablement.ofSmf();
    OwnedSas ownedSas =
        owner.backEnd().protectsTraffic()
            ? new OwnedSas(options.stateDirectory(), clock)
            : OwnedSas.ofThisProcess();
    Path bootId = kernel.isLinux() ? BOOT_ID : BootId.keptIn(options.socket().resolveSibling(""));
    AeadKeys aeadKeys = new AeadKeys(options.stateDirectory(), bootId);
    return new ManualKeyService(
        configuration, enablement, ownedSas, aeadKeys, reader, pipeline, owner, clock);
  }

  /** Adds the recent records to the log, which is behind a queue from now on. */
  @Provides
  @Singleton
  static RecentLog recentLog(Configuration configuration) {
    RecentLog recent = new RecentLog();
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      RecordEncoder.install(context, configuration.properties().logFormat());
      Journal.install(context, System.getenv());
      LogQueue.install(context);
      recent.setContext(context);
      recent.start();
      context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(recent);
    }
    return recent;
  }

  @Provides
  @Singleton
  static Printing printing(
      Algorithms algorithms, NameService names, InstantSource clock, ProcessIdentity identity) {
    return new Printing(
        algorithms,
        () -> new SystemNames(names),
        CookieLabels.NONE,
        ErrorTexts.builtIn(),
        clock,
        IllumosCodec.ofHost(),
        identity.pid());
  }

  @Provides
  @Singleton
  static BackEndOffers backEndOffers(
      Options options,
      HostKernel kernel,
      Configuration configuration,
      SadbOwner owner,
      Algorithms algorithms,
      ProcessIdentity identity) {
    return new BackEndOffers(
        options.backend(),
        kernel,
        owner.backEnd(),
        algorithms,
        configuration.properties().sha256With96Bits(),
        identity.pid());
  }

  @Provides
  @Singleton
  static IpseckeyProgram ipseckey(
      CommandPipeline pipeline,
      KeyFileReader reader,
      SadbOwner owner,
      Printing printing,
      ManualKeyService service) {
    return new IpseckeyProgram(pipeline, reader, owner, service::conditions, printing);
  }

  /** What clients were refused. */
  @Provides
  @Singleton
  static LongAdder refusals() {
    return new LongAdder();
  }

  @Provides
  @Singleton
  static Metrics metrics(
      ManualKeyService service, SadbOwner owner, IpseckeyProgram ipseckey, LongAdder refusals) {
    return new Metrics(service, new SaCensus(owner), ipseckey::monitorDrops, refusals::sum);
  }

  @Provides
  @Singleton
  static Programs programs(
      IpseckeyProgram ipseckey,
      ManualKeyService service,
      Configuration configuration,
      RecentLog recent,
      BackEndOffers offers,
      Metrics metrics) {
    return Programs.of(
        ipseckey,
        new AdmProgram(
            service,
            configuration,
            recent,
            offers,
            metrics,
            name -> GroupFile.has(GroupFile.SYSTEM, name)));
  }

  @Provides
  @Singleton
  static OpenAnswers openAnswers(
      Options options,
      Configuration configuration,
      AlgorithmTable table,
      SadbOwner owner,
      ManualKeyService service,
      BackEndOffers offers,
      ProcessIdentity identity) {
    CheckConditions conditions =
        new CheckConditions(
            owner.backEnd().name(),
            configuration.properties().sha256With96Bits(),
            identity.uid(),
            table.text());
    return new OpenAnswers(
        service, conditions, offers.inUse(), Server.privateSocket(options.socket()));
  }

  /** Root and the user of this process have all rights, and groups some. */
  @Provides
  @Singleton
  static Authority authority(Configuration configuration, ProcessIdentity identity) {
    Map<Right, String> names = new EnumMap<>(Right.groups());
    String sadbGroup = configuration.properties().sadbGroup();
    if (!sadbGroup.isEmpty()) {
      names.put(Right.DATABASE, sadbGroup);
    }
    try {
      Map<Right, Long> groups = GroupFile.read(GroupFile.SYSTEM, names);
      if (!sadbGroup.isEmpty() && !groups.containsKey(Right.DATABASE)) {
        throw new IOException(
            DaemonMessage.NO_GROUP.with(
                configuration.place(Property.SADB_GROUP), sadbGroup, GroupFile.SYSTEM));
      }
      return new Authority(uid -> uid == 0 || uid == identity.uid(), groups);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Provides
  @Singleton
  static Server server(
      Options options,
      Programs programs,
      OpenAnswers answers,
      Authority authority,
      LongAdder refusals,
      ProcessIdentity identity) {
    try {
      return new Server(
          options.socket(),
          PassedSockets.of(System.getenv(), identity.pid()),
          programs,
          answers,
          authority,
          refusals);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** Learns the state of the service if this is the daemon of an instance of SMF. */
  @Provides
  @Singleton
  static SmfReport smfReport(Configuration configuration) {
    return SmfReport.of(configuration.smf());
  }

  @Provides
  static ReadyPipe readyPipe() {
    return ReadyPipe.of(System.getenv());
  }

  @Provides
  @Singleton
  static SdNotify sdNotify(ProcessIdentity identity) {
    return SdNotify.of(System.getenv(), identity.pid());
  }
}
