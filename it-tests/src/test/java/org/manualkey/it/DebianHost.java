package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Capability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.ExecConfig;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.MountableFile;

/** A clean Debian system with the package of this build as a file. */
final class DebianHost extends GenericContainer<DebianHost> {

  /** Where the package is. */
  static final String PACKAGE = "/root/manual-key.deb";

  private static final Duration BOOT = Duration.ofMinutes(2);

  private DebianHost(String image, Path file) {
    super(image);
    withCopyFileToContainer(MountableFile.forHostPath(file), PACKAGE);
  }

  /**
   * With systemd as its first process. Its mounts are shared, as systemd shares them on a host, but
   * not in a container: credentials of a service need that.
   */
  static DebianHost withSystemd(String image, Path file) {
    return new DebianHost(image, file)
        .withCreateContainerCmdModifier(command ->
            command
                .getHostConfig()
                .withCapAdd(Capability.SYS_ADMIN, Capability.NET_ADMIN)
                .withCgroupnsMode("private"))
        .withTmpFs(Map.of("/run", "rw", "/run/lock", "rw"))
        .waitingFor(
            Wait.forSuccessfulCommand("systemctl is-system-running && mount --make-rshared /")
                .withStartupTimeout(BOOT));
  }

  /** Without systemd, without a network, and with a policy that no service is started. */
  static DebianHost withoutSystemd(Path file) {
    return new DebianHost(Images.base(), file)
        .withCreateContainerCmdModifier(command -> command.getHostConfig().withInit(true))
        .withNetworkMode("none")
        .withCommand("sleep", "infinity");
  }

  /** With lintian. */
  static DebianHost withLintian(Path file) {
    return new DebianHost(Images.lintian(), file);
  }

  /** Where the service of a host keeps its state. */
  static final String STATE = "/var/lib/manual-key";

  /**
   * Notes in a state directory that a daemon has added SAs, as one does that has added them to a
   * kernel, where they outlive it. Those of the embedded SADB, which hosts without a kernel of
   * their own use, do not: see {@link ServiceInGuestIT} for the others.
   */
  void leaveSas(String state) throws Exception {
    run(0, "echo 'esp spi 0x2112 dst 192.0.2.2' >" + state + "/owned-sas");
  }

  /** Both outputs of a shell command of root that must end with a status. */
  String run(int status, String command) throws Exception {
    return runAs("root", status, command);
  }

  /** The same of another user. */
  String runAs(String user, int status, String command) throws Exception {
    ExecResult result =
        execInContainer(
            ExecConfig.builder()
                .user(user)
                .command(new String[] {"bash", "-c", "exec 2>&1; " + command})
                .build());
    assertThat(result.getExitCode()).as("%s%n%s", command, result.getStdout()).isEqualTo(status);
    return result.getStdout();
  }
}
