package org.manualkey.it;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.LogContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.MountableFile;

/**
 * A Linux kernel with AF_KEY: user-mode Linux in a container that has no privilege and no network.
 * It sees the container's files, so the installed form is there as well. One boot takes seconds and
 * serves many tests; what they must not share they put into a {@link Host} of their own.
 *
 * <p>A guest that panics, ends or does not answer ends its container; every call that waits, the
 * one for its boot too, and every later one, then throws an {@link AssertionError} with the last
 * lines of its console. A guest that nobody closes ends by itself after a quarter of an hour,
 * unless {@code GUEST_SECONDS} says otherwise.
 */
final class GuestKernel implements AutoCloseable {

  /** For one command; the slowest ones start a JVM or two. */
  static final Duration DEADLINE = Duration.ofSeconds(60);

  private static final Duration BOOT = Duration.ofSeconds(60);
  private static final Duration BOOT_OF_SYSTEMD = Duration.ofMinutes(3);
  private static final String READY = "the guest is ready";
  private static final int LAST_LINES = 30;

  /** What {@code guest-call} writes after the errors of a command that came to an end. */
  private static final Pattern END = Pattern.compile("\n@(\\d+)\n\\z");

  private static final int TIMED_OUT = 124;

  private final GenericContainer<?> container;
  private final AtomicInteger hosts = new AtomicInteger();

  private GuestKernel(GenericContainer<?> container) {
    this.container = container;
  }

  /** What a command in the guest ended with. */
  record Result(String command, int status, String out, String err) {
    /** This, when it ended with status 0. */
    Result expectSuccess() {
      return expect(0);
    }

    /** This, when it ended with that status. */
    Result expect(int expected) {
      if (status != expected) {
        throw new AssertionError(
            "status %d instead of %d from: %s%n%s%s"
                .formatted(status, expected, command, out, err));
      }
      return this;
    }
  }

  /**
   * Makes the image where it is not there, and boots.
   *
   * @param environment for {@code guest-console}: {@code GUEST_OPTIONS}, {@code GUEST_PROCESSOR},
   *     {@code GUEST_SECONDS}, and what {@code whole-xstate.c} knows
   * @throws AssertionError with what the console printed, as soon as the guest ends without having
   *     become ready
   */
  static GuestKernel boot(Linux kernel, Map<String, String> environment) {
    return boot(Images.guest(kernel), environment, BOOT);
  }

  /**
   * Boots a clean system with systemd, without the installed form. The kernel loads its modules
   * itself.
   *
   * @param file what the guest has as {@code /root/FILE}
   */
  static GuestKernel bootSystemd(Path file) {
    return boot(Images.guestWithSystemd(), file);
  }

  /** The same with FRR, which is disabled. */
  static GuestKernel bootRouter(Path file) {
    return boot(Images.guestWithFrr(), file);
  }

  private static GuestKernel boot(String image, Path file) {
    GuestKernel guest = boot(image, Map.of(), BOOT_OF_SYSTEMD);
    guest.copy(file, "/root/" + file.getFileName());
    return guest;
  }

  private static GuestKernel boot(String image, Map<String, String> environment, Duration limit) {
    ReadyOrEnded readyOrEnded = new ReadyOrEnded(limit);
    GenericContainer<?> container =
        new GenericContainer<>(image)
            .withTmpFs(Map.of("/dev/shm", "rw,exec,size=2g"))
            .withNetworkMode("none")
            .withEnv(environment)
            .withCreateContainerCmdModifier(command ->
                command
                    .getHostConfig()
                    .withInit(true)
                    .withCapDrop(Capability.ALL)
                    .withSecurityOpts(List.of("no-new-privileges")))
            .waitingFor(readyOrEnded);
    try (Progress _ = Progress.of("booting the guest kernel")) {
      container.start();
    } catch (ContainerLaunchException e) {
      // The container is gone already, and its log with it.
      throw new AssertionError(
          "the guest kernel did not start; " + lastLines(List.copyOf(readyOrEnded.console)), e);
    }
    return new GuestKernel(container);
  }

  /** Waits for the guest, but not for one that has ended. */
  private static final class ReadyOrEnded extends AbstractWaitStrategy {
    private final Duration limit;
    private final List<String> console = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();

    ReadyOrEnded(Duration limit) {
      this.limit = limit;
    }

    @Override
    protected void waitUntilReady() {
      LogContainerCmd log =
          waitStrategyTarget
              .getDockerClient()
              .logContainerCmd(waitStrategyTarget.getContainerId())
              .withFollowStream(true)
              .withStdOut(true)
              .withStdErr(true);
      try (Follower _ = log.exec(new Follower())) {
        if (!ready.get(limit.toSeconds(), TimeUnit.SECONDS)) {
          throw new ContainerLaunchException("the guest has ended");
        }
      } catch (TimeoutException e) {
        throw new ContainerLaunchException("the guest was not ready in " + limit, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ContainerLaunchException("interrupted", e);
      } catch (ExecutionException | IOException e) {
        throw new ContainerLaunchException("cannot follow the console of the guest", e);
      }
    }

    private final class Follower extends ResultCallback.Adapter<Frame> {
      @Override
      public void onNext(Frame frame) {
        String line = new String(frame.getPayload(), StandardCharsets.UTF_8).stripTrailing();
        console.add(line);
        if (line.contains(READY)) {
          ready.complete(true);
        }
      }

      @Override
      public void onError(Throwable cause) {
        ready.completeExceptionally(cause);
        super.onError(cause);
      }

      @Override
      public void onComplete() {
        ready.complete(false);
        super.onComplete();
      }
    }
  }

  /** Runs a program in the guest, as root, with nothing to read. */
  Result run(String... command) {
    return shell(quoted(command));
  }

  /** Runs a bash script in the guest, as root, with nothing to read. */
  Result shell(String script) {
    return shell(script, DEADLINE);
  }

  /**
   * Runs a bash script in the guest, as root, with nothing to read.
   *
   * @throws AssertionError when it takes longer than the limit, or the guest does not survive it
   */
  Result shell(String script, Duration limit) {
    return shell(script, limit, "");
  }

  /** The same in a network namespace, if that is not empty. */
  Result shell(String script, Duration limit, String namespace) {
    ExecResult ended;
    try {
      ended =
          container.execInContainer(
              "guest-call", Long.toString(limit.toSeconds()), script, namespace);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (Exception e) {
      // Which one depends on when the container ended.
      throw new AssertionError(lost(script), e);
    }
    Matcher end = END.matcher(ended.getStderr());
    if (!end.find()) {
      throw new AssertionError(lost(script) + ended.getStderr());
    }
    int status = Integer.parseInt(end.group(1));
    String errors = ended.getStderr().substring(0, end.start());
    if (status == TIMED_OUT) {
      throw new AssertionError(
          "not done in %s: %s%n%s%s".formatted(limit, script, ended.getStdout(), errors));
    }
    return new Result(script, status, ended.getStdout(), errors);
  }

  /**
   * Copies a file or a directory of this machine to a path that the guest sees, outside of /run and
   * /tmp.
   */
  void copy(Path from, String to) {
    container.copyFileToContainer(MountableFile.forHostPath(from), to);
  }

  /** Whether it has neither panicked nor ended. */
  boolean isRunning() {
    return container.isRunning();
  }

  /** The version of its kernel, such as {@code 6.1.176}. */
  String version() {
    return run("uname", "-r").expectSuccess().out().strip();
  }

  /** A new host inside the guest. */
  Host host() {
    return Host.create(this, "h" + hosts.incrementAndGet());
  }

  @Override
  public void close() {
    container.stop();
  }

  /** Words as one line for a shell. */
  static String quoted(String... words) {
    return Arrays.stream(words)
        .map(word -> "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  private String lost(String script) {
    return "the guest kernel is lost; it was to run: %s%n%s%n"
        .formatted(script, lastLines(container.getLogs().lines().toList()));
  }

  private static String lastLines(List<String> console) {
    return "its console printed last:%n%s"
        .formatted(
            String.join(
                "\n", console.subList(Math.max(0, console.size() - LAST_LINES), console.size())));
  }
}
