package org.manualkey.sadb.linux.xfrm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.ContentsOfLoad;
import org.manualkey.load.LoadPolicy;
import org.manualkey.load.LoadResult;
import org.manualkey.load.Ownership;
import org.manualkey.load.RecordingSadb;
import org.manualkey.netlink.Attribute;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.UnknownExtension;
import org.manualkey.request.Resolver;
import org.manualkey.sa.SaContents;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.PreparedRequests;
import org.manualkey.sadb.linux.Databases;
import org.manualkey.sadb.linux.LinuxSadb;
import org.manualkey.secret.KeyMaterial;
import org.manualkey.secret.SecretText;

/** An SA that is deleted and added again is for the kernel what it was, octet by octet. */
final class XfrmAddedAgainTest {
  private static final int OUTPUT_MARK = 29;
  private static final String KEYS =
      " encralg aes encrkey 101112131415161718191a1b1c1d1e1f"
          + " authalg sha256 authkey"
          + " 202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f";

  private final SimulatedXfrm kernel = new SimulatedXfrm();
  private final LinuxSadb sadb = kernel.open();

  @AfterEach
  void close() {
    sadb.close();
    kernel.close();
  }

  private void load(String line) {
    CommandPipeline pipeline =
        new CommandPipeline(
            AlgorithmsFile.builtIn(), (_, _) -> new Resolver.Answer.Unknown(), RecordingSadb::new);
    try (SecretText text =
        SecretText.taking("test", (line + "\n").getBytes(StandardCharsets.US_ASCII))) {
      assertThat(
              pipeline
                  .loader(
                      CommandPipeline.NameLookup.OFF,
                      sadb.judge(),
                      () -> {},
                      new ContentsOfLoad(new SaContents()))
                  .load(text, sadb, LoadPolicy.DEFAULT, Ownership.NOBODY))
          .isInstanceOf(LoadResult.Applied.class);
    }
  }

  private List<SecurityAssociation> there() {
    List<SecurityAssociation> sas = new ArrayList<>();
    sadb.forEach(sas::add);
    return sas;
  }

  /** By {@code ip xfrm state update … output-mark}, of which no event says more. */
  @Test
  void whatNoCommandCanSayIsNotedOfAnSaThatAnotherProgramChangesInItsPlace() {
    load("add esp spi 0x1000 src 10.0.0.1 dst 10.0.0.2" + KEYS);
    SecurityAssociation before = there().getFirst();
    before.keys().wipe();
    assertThat(before.others()).isEmpty();

    kernel.attach(before.id(), new Attribute.Unknown(OUTPUT_MARK, 4, KeyMaterial.of(8, i -> i)));

    SecurityAssociation now = there().getFirst();
    now.keys().wipe();
    assertThat(now.others()).containsExactly(UnknownExtension.of(UnknownExtension.SETTINGS));
  }

  /** What brings an SA again. */
  private interface Way {
    void prepare(PreparedRequests requests, SecurityAssociation sa);
  }

  private void again(PreparedRequests requests, SecurityAssociation sa) {
    assertThat(requests.addAgain(sa, sadb.directions(), false)).isNull();
  }

  private void byRequest(PreparedRequests requests, SecurityAssociation sa) {
    Message add =
        sa.toAdd(Header.request(MessageType.ADD, sa.type(), 0, 0), sadb.directions(), false);
    assertThat(requests.add(add)).isNull();
    sa.wipeCopies(add);
  }

  private void replace(SecurityAssociation sa, Way way) {
    try (PreparedRequests requests = sadb.prepare()) {
      assertThat(requests.deleteWhichever(sa.id())).isNull();
      way.prepare(requests, sa);
      assertThat(requests.send(0)).isNull();
      assertThat(kernel.size()).isZero();
      assertThat(requests.send(1)).isNull();
    } finally {
      sa.keys().wipe();
    }
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "add esp spi 0x1000 src 10.0.0.1 dst 10.0.0.2" + KEYS,
        "add esp spi 0x1000 dst ff02::5 src ::" + KEYS,
        "add esp spi 0x1000 src 10.0.0.2 dst 10.0.0.1 inbound replay 64" + KEYS,
        "add esp spi 0x1000 src 10.0.0.1 dst 10.0.0.9 outbound replay 32" + KEYS,
        "add esp spi 0x1000 src 10.0.0.2 dst 10.0.0.9 esn replay 128 reqid 9 mark 5/0xff if_id 3"
            + KEYS,
        "add esp spi 0x1000 src 10.0.0.1 dst 10.0.0.2 proto 6 sport 7 dport 80" + KEYS,
        "add esp spi 0x1000 src 10.0.0.1 dst 10.0.0.2 isrc 10.1.0.0/16 idst 10.2.0.0/16" + KEYS,
        "add esp spi 0x1000 src 10.0.0.1 dst 10.0.0.2 soft_bytes 1000 hard_bytes 2000"
            + " soft_addtime 1000 hard_addtime 2000 soft_usetime 10 hard_usetime 20"
            + KEYS,
        "add esp spi 0x1000 src 10.0.0.1 dst 10.0.0.2 idle_addtime 2000" + KEYS,
        "add esp spi 0x1000 src 10.0.0.1 dst 10.0.0.2 encap udp nat_lport 4500 nat_rem 10.0.0.2"
            + " nat_rport 4501"
            + KEYS,
        "add esp spi 0x1000 src 10.0.0.1 dst 10.0.0.2 srcidtype prefix 10.0.0.0/8" + KEYS,
        "add esp spi 0x1000 src 10.0.0.1 dst 10.0.0.2 trunc_bits 96" + KEYS,
        "add esp spi 0x1000 src 10.0.0.1 dst 10.0.0.2 encralg aes-gcm16"
            + " encrkey 101112131415161718191a1b1c1d1e1f20212223",
        "add esp spi 0x1000 src 10.0.0.1 dst 10.0.0.2 encralg 3des"
            + " encrkey 10121415171819191b1c1d1e202223252628292b2d2e2f31"
            + " authalg md5 authkey 202122232425262728292a2b2c2d2e2f",
        "add ah spi 0x1000 src 10.0.0.1 dst 10.0.0.2 authalg sha1"
            + " authkey 202122232425262728292a2b2c2d2e2f30313233"
      })
  void sameOctetsWhicheverWay(String line) {
    load(line);
    SaId id = there().getFirst().id();
    byte[] asked = kernel.octets(id);

    replace(there().getFirst(), this::again);
    assertThat(Arrays.equals(kernel.octets(id), asked)).isTrue();
    replace(there().getFirst(), this::byRequest);
    assertThat(Arrays.equals(kernel.octets(id), asked)).isTrue();
  }

  /** It is on record that this daemon added it, and what Linux has no place for. */
  @Test
  void recordGoesOn() {
    load("add esp spi 0x1000 src 10.0.0.1 dst 10.0.0.2 srcidtype prefix 10.0.0.0/8" + KEYS);

    for (int i = 0; i < 2; i++) {
      replace(there().getFirst(), this::again);
      assertThat(there())
          .singleElement()
          .satisfies(sa -> {
            assertThat(sa.identities().source()).isNotNull();
            assertThat(sa.namedDirection()).isNotZero();
          });
      assertThat(Databases.recorded(sadb)).isOne();
    }
  }

  /** The record is of the SA that is there, whose deletion did not succeed. */
  @Test
  void refusedAdditionOfWhatIsThereLeavesItsRecord() {
    load("add esp spi 0x1000 src 10.0.0.1 dst 10.0.0.2 srcidtype prefix 10.0.0.0/8" + KEYS);
    SecurityAssociation sa = there().getFirst();

    try (PreparedRequests requests = sadb.prepare()) {
      again(requests, sa);
      assertThat(requests.send(0)).isNotNull();
    } finally {
      sa.keys().wipe();
    }
    assertThat(there())
        .singleElement()
        .satisfies(each -> assertThat(each.identities().source()).isNotNull());
  }

  /** An update meanwhile is of the SA that is there, not of the one that is added again. */
  @Test
  void limitsThatLinuxDoesNotKnowAreThoseOfBefore() {
    load("add esp spi 0x1000 src 10.0.0.1 dst 10.0.0.2 idle_addtime 2000" + KEYS);
    SecurityAssociation sa = there().getFirst();

    try (PreparedRequests requests = sadb.prepare()) {
      assertThat(
              requests.add(
                  Draft.update(0x1000).from("10.0.0.1").to("10.0.0.2").idle(3000, 0).build()))
          .isNull();
      assertThat(requests.deleteWhichever(sa.id())).isNull();
      again(requests, sa);
      assertThat(requests.send(0)).isNull();
      assertThat(idleTime(there().getFirst())).isEqualTo(3000);
      assertThat(requests.send(1)).isNull();
      assertThat(requests.send(2)).isNull();
    } finally {
      sa.keys().wipe();
    }
    assertThat(idleTime(there().getFirst())).isEqualTo(2000);
  }

  private static long idleTime(SecurityAssociation sa) {
    sa.keys().wipe();
    return sa.lifetimes().idleTime();
  }
}
