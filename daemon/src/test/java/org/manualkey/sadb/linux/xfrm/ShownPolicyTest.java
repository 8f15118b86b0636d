package org.manualkey.sadb.linux.xfrm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.manualkey.host.IpAddress;
import org.manualkey.netlink.Attribute;
import org.manualkey.netlink.NetlinkAddress;
import org.manualkey.netlink.SaInfo;
import org.manualkey.netlink.SaName;
import org.manualkey.netlink.Selector;
import org.manualkey.netlink.Template;
import org.manualkey.netlink.XfrmMessage.Policy;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Direction;
import org.manualkey.sadb.PolicyTemplate;

/** Policies of XFRM as the SAs that they use. */
final class ShownPolicyTest {
  private static final IpAddress LEFT = new IpAddress.V4(0xc0000201);
  private static final IpAddress RIGHT = new IpAddress.V4(0xc0000202);
  private static final int IPCOMP = 108;
  private static final int BEET = 4;

  private static Template template(int protocol, int mode) {
    return new Template(
        new SaName(Addresses.of(RIGHT), 7, SaInfo.AF_INET, protocol), Addresses.of(LEFT), 5, mode);
  }

  private static List<PolicyTemplate> templates(int direction, int action, Attribute... more) {
    List<PolicyTemplate> templates = new ArrayList<>();
    new ShownPolicy(new Policy(Selector.anything(SaInfo.AF_INET), direction, action, List.of(more)))
        .templates(templates::add);
    return templates;
  }

  @ParameterizedTest
  @CsvSource({"0,INBOUND", "1,OUTBOUND", "2,INBOUND", "3,INBOUND", "4,OUTBOUND"})
  void policyIsForItsDirection(int code, Direction direction) {
    assertThat(
            templates(
                code,
                Policy.ALLOW,
                new Attribute.Templates(List.of(template(SaInfo.ESP, SaInfo.TUNNEL))),
                new Attribute.Interface(9)))
        .containsExactly(
            new PolicyTemplate(
                direction, SaType.ESP, IpAddress.Family.IPV4, true, 7, 5, 9, LEFT, RIGHT));
  }

  @Test
  void eachSaOfABundleIsUsed_butThoseOfOtherKindsAreNotOurs() {
    assertThat(
            templates(
                Policy.OUT,
                Policy.ALLOW,
                new Attribute.Templates(
                    List.of(
                        template(IPCOMP, SaInfo.TRANSPORT),
                        template(SaInfo.ESP, SaInfo.TRANSPORT),
                        template(SaInfo.ESP, BEET),
                        template(SaInfo.AH, SaInfo.TRANSPORT)))))
        .extracting(PolicyTemplate::type)
        .containsExactly(SaType.ESP, SaType.AH);
  }

  @Test
  void anAddressOfZerosIsNone() {
    Template anywhere =
        new Template(
            template(SaInfo.ESP, SaInfo.TUNNEL).name(),
            NetlinkAddress.UNSPECIFIED,
            5,
            SaInfo.TUNNEL);
    assertThat(templates(Policy.OUT, Policy.ALLOW, new Attribute.Templates(List.of(anywhere))))
        .singleElement()
        .matches(each -> each.source() == null);
  }

  @Test
  void policyThatDropsOrHasNoTemplateUsesNone() {
    Attribute esp = new Attribute.Templates(List.of(template(SaInfo.ESP, SaInfo.TRANSPORT)));

    assertThat(templates(Policy.OUT, 1, esp)).isEmpty();
    assertThat(templates(Policy.OUT, Policy.ALLOW)).isEmpty();
    assertThat(templates(9, Policy.ALLOW, esp)).as("an unknown direction").isEmpty();
  }
}
