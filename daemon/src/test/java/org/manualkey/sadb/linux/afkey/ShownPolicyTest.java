package org.manualkey.sadb.linux.afkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.linux.LinuxPolicy;
import org.manualkey.pfkey.linux.LinuxPolicy.Template;
import org.manualkey.sa.Direction;
import org.manualkey.sadb.PolicyTemplate;

/** Policies of PF_KEY as the SAs that they use. */
final class ShownPolicyTest {
  private static final IpAddress LEFT = new IpAddress.V4(0xc0000201);
  private static final IpAddress RIGHT = new IpAddress.V4(0xc0000202);
  private static final SocketAddress SELECTED = SocketAddress.Inet6.of(0x20010db800000000L, 1);
  private static final int ESP = 50;
  private static final int BEET = 3;

  private static List<PolicyTemplate> templates(
      int direction, int action, @Nullable SocketAddress selected, Template... more) {
    List<PolicyTemplate> templates = new ArrayList<>();
    new ShownPolicy(new LinuxPolicy(direction, action, selected, List.of(more)))
        .templates(templates::add);
    return templates;
  }

  @ParameterizedTest
  @CsvSource({"1,INBOUND", "2,OUTBOUND", "3,INBOUND", "4,INBOUND", "5,OUTBOUND"})
  void policyIsForItsDirection_andItsTunnelOfTheFamilyOfItsEnds(int code, Direction direction) {
    assertThat(
            templates(
                code,
                LinuxPolicy.IPSEC,
                SELECTED,
                new Template(ESP, Template.TUNNEL, 5, LEFT.withPort(0), RIGHT.withPort(0))))
        .containsExactly(
            new PolicyTemplate(
                direction, SaType.ESP, IpAddress.Family.IPV4, true, 0, 5, 0, LEFT, RIGHT));
  }

  @Test
  void transportIsOfTheFamilyOfThePackets() {
    assertThat(
            templates(
                LinuxPolicy.OUT,
                LinuxPolicy.IPSEC,
                SELECTED,
                new Template(ESP, Template.TRANSPORT, 0, null, null)))
        .extracting(PolicyTemplate::family)
        .containsExactly(IpAddress.Family.IPV6);
  }

  @Test
  void policyThatDropsAndModesOfOthersUseNone() {
    Template transport = new Template(ESP, Template.TRANSPORT, 0, null, null);

    assertThat(templates(LinuxPolicy.OUT, 0, SELECTED, transport)).isEmpty();
    assertThat(templates(0, LinuxPolicy.IPSEC, SELECTED, transport)).isEmpty();
    assertThat(templates(LinuxPolicy.OUT, LinuxPolicy.IPSEC, null, transport)).isEmpty();
    assertThat(
            templates(
                LinuxPolicy.OUT,
                LinuxPolicy.IPSEC,
                SELECTED,
                new Template(ESP, BEET, 0, null, null),
                new Template(17, Template.TRANSPORT, 0, null, null)))
        .isEmpty();
  }
}
