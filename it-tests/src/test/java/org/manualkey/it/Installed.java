package org.manualkey.it;

import org.testcontainers.containers.GenericContainer;

/** A container with nothing but Debian's base system and the installed form in /opt/manual-key. */
final class Installed extends GenericContainer<Installed> {

  Installed() {
    super(Images.installed());
    withCreateContainerCmdModifier(command -> command.getHostConfig().withInit(true));
    withCommand("sleep", "infinity");
  }
}
