package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.manualkey.it.Conversation.Shape;
import org.manualkey.it.ManualSa.Algorithm;

/** Packets between two hosts under SAs that our daemons load from one key file. */
@NeedsGuest
@TestInstance(Lifecycle.PER_CLASS)
class AfKeyTrafficIT {

  static final List<Shape> SHAPES = Shape.all();

  private static final Shape ESP = new Shape("esp", false, false);

  /** An SA that has nothing to do with the conversation. */
  private static final String OTHER =
      ManualSa.esp("198.51.100.1", "198.51.100.2", 0x9999).keyFileLine() + "\n";

  private final TwoHosts hosts;
  private final GuestDaemon left;
  private final GuestDaemon right;

  AfKeyTrafficIT(GuestKernel guest) {
    hosts = new TwoHosts(guest);
    left = enabled(hosts.left());
    right = enabled(hosts.right());
  }

  private static GuestDaemon enabled(Host host) {
    GuestDaemon daemon = GuestDaemon.start(host, "pfkey");
    daemon.store(OTHER);
    daemon.adm("enable", "-s").expectSuccess();
    return daemon;
  }

  @AfterAll
  void end() {
    left.close();
    right.close();
    hosts.close();
  }

  @ParameterizedTest
  @FieldSource("SHAPES")
  void pingsCrossUnderTheKeysOfOneFile(Shape shape) {
    Conversation talk = new Conversation(hosts, shape);
    load(left, ManualSa.keyFile(talk.sas()));
    load(right, ManualSa.keyFile(talk.sas()));

    talk.expectProtectedPings();
  }

  @Test
  void aWrongKeyOnOneSideStopsPings() {
    Conversation talk = new Conversation(hosts, ESP);
    String file = ManualSa.keyFile(talk.sas());
    String key = Algorithm.SHA1.key(Conversation.THERE);
    assertThat(file).contains(key);
    load(left, file);
    load(right, file.replace(key, "fe" + key.substring(2)));

    talk.expectRefusedPings();
  }

  @Test
  void aHostThatIprouteLoadedUnderstandsOurs() {
    Conversation talk = new Conversation(hosts, ESP);
    load(left, ManualSa.keyFile(talk.sas()));
    hosts.right().shell(ManualSa.ipXfrmAdd(talk.sas())).expectSuccess();

    talk.expectProtectedPings();
  }

  private static void load(GuestDaemon daemon, String keyFile) {
    daemon.store(keyFile);
    // Another test may have left it in maintenance.
    if (daemon.adm("refresh", "-s").status() != 0) {
      daemon.adm("clear", "-s").expectSuccess();
    }
  }
}
