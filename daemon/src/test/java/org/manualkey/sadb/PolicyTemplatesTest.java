package org.manualkey.sadb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.Direction;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SecurityAssociation;

/** Which SAs policies use: few values of each kind, so that templates often fit. */
class PolicyTemplatesTest {
  private static final IpAddress LEFT = new IpAddress.V4(0x0a000001);
  private static final IpAddress RIGHT = new IpAddress.V4(0x0a000002);
  private static final IpAddress NOWHERE = new IpAddress.V4(0);

  /** Any ESP in transport mode of IPv4 for packets of a direction. */
  private static PolicyTemplate plain(Direction direction, int requestId) {
    return new PolicyTemplate(
        direction, SaType.ESP, IpAddress.Family.IPV4, false, 0, requestId, 0, NOWHERE, NOWHERE);
  }

  private static PolicyTemplate tunnel(
      Direction direction, @Nullable IpAddress source, IpAddress destination) {
    return new PolicyTemplate(
        direction, SaType.ESP, IpAddress.Family.IPV4, true, 0, 0, 0, source, destination);
  }

  private static SecurityAssociation sa(Draft draft) {
    return Objects.requireNonNull(SecurityAssociation.requested(draft.build()));
  }

  private static Draft reqid(Draft draft, int requestId) {
    return draft.with(new XfrmSettings(requestId, 0, 0, 0, false, 0, false, 0));
  }

  private static Draft tunneled(Draft draft) {
    return draft
        .address(Address.Kind.INNER_SRC, "10.1.0.0", 0, 96 + 16, 0)
        .address(Address.Kind.INNER_DST, "10.2.0.0", 0, 96 + 16, 0);
  }

  private static boolean use(PolicyTemplate template, Draft draft) {
    PolicyTemplates templates = new PolicyTemplates();
    templates.accept(template);
    return templates.use(sa(draft), Directions.UNKNOWN);
  }

  @Test
  void withoutPolicies_noSaIsUsed() {
    assertThat(new PolicyTemplates().use(sa(Draft.out(1)), Directions.UNKNOWN)).isFalse();
  }

  @Test
  void saIsUsedByPoliciesOfItsOwnDirection() {
    PolicyTemplate out = plain(Direction.OUTBOUND, 0);
    PolicyTemplate in = plain(Direction.INBOUND, 0);

    assertThat(use(out, Draft.out(1))).isTrue();
    assertThat(use(in, Draft.out(1))).isFalse();
    assertThat(use(in, Draft.in(1))).isTrue();
    assertThat(use(out, Draft.in(1))).isFalse();
    assertThat(use(in, Draft.addEsp(1))).as("a direction that is not known").isTrue();
  }

  @Test
  void templateWithoutRequestIdTakesAnyInboundSa_butNoOutboundOneThatHasIt() {
    assertThat(use(plain(Direction.INBOUND, 0), reqid(Draft.in(1), 5))).isTrue();
    assertThat(use(plain(Direction.INBOUND, 6), reqid(Draft.in(1), 5))).isFalse();
    assertThat(use(plain(Direction.OUTBOUND, 0), reqid(Draft.out(1), 5))).isFalse();
    assertThat(use(plain(Direction.OUTBOUND, 5), reqid(Draft.out(1), 5))).isTrue();
    assertThat(use(plain(Direction.OUTBOUND, 5), Draft.out(1))).isFalse();
  }

  @Test
  void typeFamilyAndModeMustBeTheSame() {
    PolicyTemplate out = plain(Direction.OUTBOUND, 0);

    assertThat(use(out, Draft.addAh(1).flags(SaFlag.OUTBOUND.bit()))).isFalse();
    assertThat(use(out, Draft.out(1).from(Draft.L6).to(Draft.R6))).isFalse();
    assertThat(use(out, tunneled(Draft.out(1)))).isFalse();
    assertThat(use(tunnel(Direction.OUTBOUND, null, RIGHT), Draft.out(1))).isFalse();
  }

  @Test
  void outboundTunnelEndsWhereTheTemplateSays() {
    Draft out = tunneled(Draft.out(1));

    assertThat(use(tunnel(Direction.OUTBOUND, LEFT, RIGHT), out)).isTrue();
    assertThat(use(tunnel(Direction.OUTBOUND, null, RIGHT), out)).isTrue();
    assertThat(use(tunnel(Direction.OUTBOUND, LEFT, LEFT), out)).isFalse();
    assertThat(use(tunnel(Direction.OUTBOUND, RIGHT, RIGHT), out)).isFalse();
    assertThat(use(tunnel(Direction.OUTBOUND, LEFT, RIGHT), out.from("0.0.0.0"))).isTrue();
  }

  @Test
  void inboundTunnelBeginsWhereTheTemplateSays() {
    Draft in = tunneled(Draft.in(1));

    assertThat(use(tunnel(Direction.INBOUND, RIGHT, LEFT), in)).isTrue();
    assertThat(use(tunnel(Direction.INBOUND, null, LEFT), in)).isTrue();
    assertThat(use(tunnel(Direction.INBOUND, LEFT, LEFT), in)).isFalse();
    assertThat(use(tunnel(Direction.INBOUND, RIGHT, RIGHT), in)).as("not compared").isTrue();
  }

  @Test
  void whatIsBeyondTheLimitIsNotKept() {
    PolicyTemplates templates = new PolicyTemplates();
    for (int i = 0; i < PolicyTemplates.MOST; i++) {
      templates.accept(tunnel(Direction.OUTBOUND, null, new IpAddress.V4(i)));
    }
    assertThat(templates.isComplete()).isTrue();

    templates.accept(plain(Direction.OUTBOUND, 0));

    assertThat(templates.isComplete()).isFalse();
    assertThat(templates.use(sa(Draft.out(1)), Directions.UNKNOWN)).isFalse();
  }

  /** However many there are, the answer is that of looking at each. */
  @Property(tries = 2000)
  void anSaIsUsedIfATemplateOfItsDirectionsFits(
      @ForAll("templates") List<PolicyTemplate> templates, @ForAll("sas") SecurityAssociation sa) {
    PolicyTemplates all = new PolicyTemplates();
    templates.forEach(all);
    int flags = sa.direction(Directions.UNKNOWN, Direction.FLAGS);

    assertThat(all.use(sa, Directions.UNKNOWN))
        .isEqualTo(
            templates.stream().anyMatch(each -> each.direction().isIn(flags) && each.fits(sa)));
  }

  @Provide
  Arbitrary<List<PolicyTemplate>> templates() {
    return Combinators.combine(
            Arbitraries.of(Direction.values()),
            Arbitraries.of(SaType.ESP, SaType.ESP, SaType.AH),
            Arbitraries.of(IpAddress.Family.IPV4, IpAddress.Family.IPV4, IpAddress.Family.IPV6),
            Arbitraries.of(true, false),
            Arbitraries.of(0, 0, 1, 2),
            Arbitraries.of(0, 5),
            Arbitraries.of(LEFT, RIGHT).injectNull(0.3),
            Arbitraries.of(LEFT, RIGHT, NOWHERE).injectNull(0.2))
        .as((direction, type, family, tunnel, spi, requestId, source, destination) ->
            new PolicyTemplate(
                direction, type, family, tunnel, spi, requestId, 0, source, destination))
        .flatMap(template -> Arbitraries.of(template, ofInterface(template)))
        .list()
        .ofMaxSize(4);
  }

  private static PolicyTemplate ofInterface(PolicyTemplate it) {
    return new PolicyTemplate(
        it.direction(),
        it.type(),
        it.family(),
        it.tunnel(),
        it.spi(),
        it.requestId(),
        3,
        it.source(),
        it.destination());
  }

  @Provide
  Arbitrary<SecurityAssociation> sas() {
    return Combinators.combine(
            Arbitraries.of(1, 2),
            Arbitraries.of(0, SaFlag.INBOUND.bit(), SaFlag.OUTBOUND.bit(), Direction.FLAGS),
            Arbitraries.of(0, 5),
            Arbitraries.of(0, 3),
            Arbitraries.of(Draft.L4, Draft.R4, "0.0.0.0"),
            Arbitraries.of(Draft.L4, Draft.R4),
            Arbitraries.of(true, false),
            Arbitraries.of(true, true, true, false))
        .as((spi, flags, requestId, interfaceId, from, to, tunnel, inet) -> {
          Draft draft =
              Draft.addEsp(spi)
                  .flags(flags)
                  .from(inet ? from : Draft.L6)
                  .to(inet ? to : Draft.R6)
                  .with(new XfrmSettings(requestId, 0, 0, interfaceId, false, 0, false, 0));
          return sa(tunnel ? tunneled(draft) : draft);
        });
  }
}
