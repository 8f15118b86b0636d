package org.manualkey.it;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** A container with nothing but Debian's base system and the installed form in /opt/manual-key. */
final class Installed extends GenericContainer<Installed> {

  static final String BASE_IMAGE = "debian:bookworm-slim";

  /** Made once for all test classes of this JVM. */
  private static final ImageFromDockerfile IMAGE = image("manual-key-installed:test", BASE_IMAGE);

  Installed() {
    super(IMAGE);
    withCreateContainerCmdModifier(command -> command.getHostConfig().withInit(true));
    withCommand("sleep", "infinity");
  }

  /** The installed form on top of another image; it takes the place of the last run's. */
  static ImageFromDockerfile image(String name, String base) {
    return new ImageFromDockerfile(withoutOldImage(name), false)
        .withFileFromPath("dist", dist())
        .withDockerfileFromBuilder(image ->
            image
                .from(base)
                .copy("dist", "/opt/manual-key")
                .env("PATH", "/opt/manual-key/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin")
                .build());
  }

  /** A build would only take the name off the old image, and leave its 100 MB lying about. */
  private static String withoutOldImage(String name) {
    DockerClient docker = DockerClientFactory.instance().client();
    try {
      docker.removeImageCmd(name).withForce(true).exec();
    } catch (NotFoundException e) {
      // the first run here
    }
    return name;
  }

  private static Path dist() {
    Path dist = Path.of(System.getProperty("dist.dir", "target/dist"));
    if (!Files.isExecutable(dist.resolve("bin/manual-keyd"))) {
      throw new IllegalStateException(dist + " is not there; ./manual-key dist makes it");
    }
    return dist;
  }
}
