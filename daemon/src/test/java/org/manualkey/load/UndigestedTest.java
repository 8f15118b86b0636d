package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.language.Command;
import org.manualkey.language.Parser;
import org.manualkey.pfkey.Message;
import org.manualkey.request.RequestBuilder;
import org.manualkey.request.ScriptedResolver;
import org.manualkey.sa.SaContents;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sa.Undigested;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.linux.xfrm.SimulatedXfrm;
import org.manualkey.secret.SecretText;

/**
 * A digest and what it does not show tell the same of an SA that is there as a comparison with the
 * one that is wanted: for each of these forms of one SA, against each other.
 */
final class UndigestedTest {
  private static final String ENDS = "add esp spi 1000 src 192.0.2.1 dst 192.0.2.2";
  private static final String AUTH =
      " authalg sha256 authkey 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
  private static final String SA = ENDS + AUTH;

  private static final List<String> FORMS =
      List.of(
          SA,
          SA + " inbound",
          SA + " outbound",
          SA + " inbound outbound",
          SA + " replay 32",
          SA + " replay 64",
          SA + " replay 32 inbound",
          SA + " replay 32 outbound",
          SA + " replay 32 replay_value 7",
          SA + " replay 32 replay_value 9",
          SA + " replay 32 esn",
          SA + " trunc_bits 96",
          SA + " trunc_bits 128",
          SA + " hard_bytes 100",
          SA + " hard_bytes 101",
          SA + " soft_bytes 100 hard_bytes 200",
          SA + " hard_addtime 50",
          SA + " hard_usetime 50",
          SA + " idle_addtime 50",
          SA + " reqid 7",
          SA + " if_id 7",
          SA + " isrc 10.0.0.0/8 idst 10.1.0.0/16",
          SA + " isrc 10.0.0.0/8 idst 10.1.0.0/16 iproto 6",
          SA + " encap udp nat_loc 192.0.2.1 nat_lport 4500 nat_rem 192.0.2.2 nat_rport 4500",
          SA + " encap udp nat_loc 192.0.2.1 nat_lport 4500 nat_rem 192.0.2.2 nat_rport 4501",
          SA + " srcidtype fqdn a.example",
          SA + " srcidtype fqdn b.example",
          SA.replace("1f", "2f"),
          SA.replace("src 192.0.2.1", "src 192.0.2.3"),
          SA.replace("src 192.0.2.1 ", "") + " replay 0",
          SA.replace("src 192.0.2.1 ", "") + " inbound",
          ENDS + " encralg aes encrkey 000102030405060708090a0b0c0d0e0f" + AUTH,
          ENDS + " encralg aes encrkey 100102030405060708090a0b0c0d0e0f" + AUTH);

  private final SaContents contents = new SaContents();

  static List<String> forms() {
    return FORMS;
  }

  /** Does something with the only request of a command, and wipes its keys. */
  private static <T> T with(String command, Function<Message, T> use) {
    List<T> results = new ArrayList<>();
    RequestBuilder requests = new RequestBuilder(new ScriptedResolver(), true);
    new Parser(AlgorithmsFile.builtIn(), true)
        .parseFile(
            SecretText.taking("keys", command.getBytes(StandardCharsets.US_ASCII)),
            parsed -> {
              Command.OneSa sa = (Command.OneSa) parsed.command();
              results.add(use.apply(requests.of(sa).messages().getFirst()));
              sa.wipeKeys();
            });
    return results.getFirst();
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("forms")
  void digestAndWhatItDoesNotShowTellWhatAComparisonTells(String there) {
    try (SimulatedXfrm kernel = new SimulatedXfrm();
        Sadb sadb = kernel.open()) {
      assertThat(with(there, sadb::exchange)).isInstanceOf(Reply.Done.class);
      List<SecurityAssociation> held = new ArrayList<>();
      sadb.forEach(held::add);
      assertThat(held).hasSize(1);
      SecurityAssociation sa = held.getFirst();
      int same = 0;
      for (String form : FORMS) {
        boolean told = with(form, add -> isTheSame(sa, add, sadb));
        boolean compared = with(form, add -> compares(sa, add, sadb));
        assertThat(told).as(form.substring(ENDS.length() - 30)).isEqualTo(compared);
        same += told ? 1 : 0;
      }
      assertThat(same).isBetween(1, FORMS.size() / 3);
    }
  }

  private boolean isTheSame(SecurityAssociation there, Message add, Sadb sadb) {
    SecurityAssociation wanted = SecurityAssociation.requested(add);
    assertThat(wanted).isNotNull();
    return contents.digest(there) == contents.digest(wanted)
        && Undigested.of(wanted).isSame(there, sadb.directions());
  }

  private static boolean compares(SecurityAssociation there, Message add, Sadb sadb) {
    SecurityAssociation wanted = SecurityAssociation.requested(add);
    assertThat(wanted).isNotNull();
    return there.isSame(wanted, sadb.directions()) && there.lifetimes().isSame(wanted.lifetimes());
  }
}
