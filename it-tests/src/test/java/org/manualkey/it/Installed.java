package org.manualkey.it;

import java.nio.file.Files;
import java.nio.file.Path;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** A container with nothing but Debian's base system and the installed form in /opt/manual-key. */
final class Installed extends GenericContainer<Installed> {

  static final String BASE_IMAGE = "debian:bookworm-slim";

  /** Made once for all test classes of this JVM, and removed when it ends. */
  private static final ImageFromDockerfile IMAGE =
      new ImageFromDockerfile()
          .withFileFromPath("dist", dist())
          .withDockerfileFromBuilder(image ->
              image
                  .from(BASE_IMAGE)
                  .copy("dist", "/opt/manual-key")
                  .env("PATH", "/opt/manual-key/bin:/usr/sbin:/usr/bin:/sbin:/bin")
                  .build());

  Installed() {
    super(IMAGE);
    withCreateContainerCmdModifier(command -> command.getHostConfig().withInit(true));
    withCommand("sleep", "infinity");
  }

  private static Path dist() {
    Path dist = Path.of(System.getProperty("dist.dir", "target/dist"));
    if (!Files.isExecutable(dist.resolve("bin/manual-keyd"))) {
      throw new IllegalStateException(dist + " is not there; ./manual-key dist makes it");
    }
    return dist;
  }
}
