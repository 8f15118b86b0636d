package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.manualkey.it.Conversation.Shape;

/** Two hosts, of which the left one has SAs with idle limits, and an SA more that nobody uses. */
final class IdleConversation {

  private static final String LIMIT = " idle_addtime 3\n";
  private static final long UNUSED = 0x1009;

  private final TwoHosts hosts;
  private final GuestDaemon left;

  IdleConversation(TwoHosts hosts, GuestDaemon left) {
    this.hosts = hosts;
    this.left = left;
  }

  /** That SAs stay through more than twice their limit while packets use them, and go then. */
  void expectToLastAsLongAsItIsUsed() {
    Conversation talk = new Conversation(hosts, new Shape("esp", false, false));
    hosts.right().shell(ManualSa.ipXfrmAdd(talk.sas())).expectSuccess();
    StringBuilder keys = new StringBuilder();
    talk.sas().forEach(sa -> keys.append(sa.keyFileLine()).append(LIMIT));
    keys.append(ManualSa.esp("10.0.0.1", "10.0.0.9", UNUSED).keyFileLine()).append(LIMIT);
    left.load(keys.toString()).expectSuccess();

    String state =
        hosts
            .left()
            .shell(
                "ping -c 40 -i 0.2 -W 2 -I 10.0.0.1 10.0.0.2 >/dev/null && exec ip -s xfrm state")
            .expectSuccess()
            .out();
    assertThat(XfrmSa.parse(state))
        .extracting(XfrmSa::spi)
        .containsExactlyInAnyOrder(Conversation.THERE, Conversation.BACK);

    hosts
        .left()
        .shell(
            """
            exec 6<> <(:) # nothing ever comes
            for ((i = 0; i < 300; i++)); do
              [[ -n $(ip xfrm state) ]] || exit 0
              read -r -t 0.1 -u 6
            done
            exit 1
            """)
        .expectSuccess();
  }
}
