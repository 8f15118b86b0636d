package org.manualkey.fuzz;

import java.util.List;

/** Texts of commands about few SAs, which meet often: all that a key file may hold. */
final class GeneratedText {
  private static final List<String> REMOTE =
      List.of("10.0.0.2", "10.0.0.3", "peer", "many", "dual", "224.0.0.9", "10.0.0.0", "10.0.0.9");
  private static final List<String> REMOTE6 = List.of("2001:db8::2", "peer6", "ff02::5", "fe80::2");
  private static final List<String> IDENTITIES =
      List.of("fqdn a.example", "mailbox b@c.example", "fqdn \"two words\"", "prefix 10.0.0.0/8");
  private static final String AUTH = " authalg sha1 authkey ";
  private static final String CIPHER = " encralg aes encrkey ";

  private final Choices choices;
  private final StringBuilder text = new StringBuilder();

  private GeneratedText(Choices choices) {
    this.choices = choices;
  }

  /** Up to eight commands. */
  static String of(Choices choices) {
    GeneratedText generated = new GeneratedText(choices);
    int lines = 1 + choices.nextInt(8);
    for (int i = 0; i < lines && !choices.isExhausted(); i++) {
      generated.command();
    }
    return generated.text.toString();
  }

  private void command() {
    switch (choices.nextInt(16)) {
      case 0 -> text.append("flush").append(choices.of(List.of("", " esp", " ah", " all")));
      case 1 -> named("delete");
      case 2 -> named("delete-pair");
      case 3 -> {
        named("update");
        limits();
        pair();
      }
      case 4 -> {
        named("update-pair");
        limits();
      }
      case 5 -> named("get");
      default -> add();
    }
    text.append('\n');
  }

  private void named(String verb) {
    text.append(verb).append(choices.oneIn(8) ? " ah" : " esp");
    spi();
    ends();
  }

  private void spi() {
    text.append(" spi ").append(1 + choices.nextInt(4));
  }

  private void ends() {
    boolean six = choices.oneIn(4);
    String local = six ? "2001:db8::1" : choices.oneIn(6) ? "me" : "10.0.0.1";
    String remote = choices.of(six ? REMOTE6 : REMOTE);
    switch (choices.nextInt(6)) {
      case 0, 1, 2 -> text.append(" src ").append(local).append(" dst ").append(remote);
      case 3, 4 -> text.append(" src ").append(remote).append(" dst ").append(local);
      default -> text.append(" dst ").append(remote);
    }
  }

  private void add() {
    boolean ah = choices.oneIn(8);
    text.append(ah ? "add ah" : "add esp");
    spi();
    ends();
    switch (choices.nextInt(6)) {
      case 0 -> text.append(" inbound");
      case 1 -> text.append(" outbound");
      case 2 -> text.append(choices.oneIn(3) ? " inbound outbound" : "");
      default -> {}
    }
    pair();
    for (int more = choices.nextInt(4); more > 0; more--) {
      attribute(ah);
    }
    keys(ah);
  }

  private void pair() {
    if (choices.oneIn(4)) {
      text.append(" pair-spi ").append(choices.nextInt(5));
    }
  }

  private void attribute(boolean ah) {
    switch (choices.nextInt(8)) {
      case 0, 1 -> limits();
      case 2 -> tunnel();
      case 3 -> natt(ah);
      case 4 -> {
        text.append(choices.nextBoolean() ? " srcidtype " : " dstidtype ");
        text.append(choices.of(IDENTITIES));
      }
      case 5 -> text.append(" replay ").append(choices.nextInt(66));
      case 6 -> {
        text.append(" proto ").append(choices.of(List.of("6", "17", "udp")));
        text.append(choices.nextBoolean() ? " sport " : " dport ").append(choices.nextInt(256));
      }
      default ->
          text.append(
              choices.of(
                  List.of(
                      " state active-elsewhere",
                      " replay_value 5",
                      " reqid 5",
                      " mark 7/0xff",
                      " esn replay 32",
                      " trunc_bits 96")));
    }
  }

  private void limits() {
    for (String kind : List.of("soft", "hard", "idle")) {
      if (choices.oneIn(3)) {
        String unit = choices.of(List.of("_addtime ", "_usetime ", "_bytes ", "_alloc "));
        text.append(' ').append(kind).append(unit).append(choices.nextInt(5));
      }
    }
  }

  private void tunnel() {
    boolean six = choices.oneIn(4);
    String prefix = "/" + choices.of(List.of("0", "8", "16", "31", "32"));
    text.append(six ? " isrc 2001:db8:1::/64" : " isrc 10.1.2.3" + prefix);
    text.append(six ? " idst 2001:db8:2::/56" : " idst 10.2.3.4" + prefix);
    if (choices.oneIn(3)) {
      text.append(" iproto 6 isport ").append(choices.nextInt(3)).append(" idport 7");
    }
  }

  private void natt(boolean ah) {
    if (!ah) {
      text.append(" encap udp");
    }
    if (choices.nextBoolean()) {
      text.append(" nat_loc 10.0.0.9 nat_lport ").append(choices.of(List.of("0", "4500", "9")));
    }
    if (choices.nextBoolean()) {
      text.append(" nat_rem 10.0.0.8 nat_rport ").append(choices.of(List.of("0", "4501", "9")));
    }
  }

  private void keys(boolean ah) {
    String last = choices.of(List.of("0", "1", "2"));
    String auth = AUTH + Planted.DIGITS.substring(1) + last;
    String cipher = CIPHER + Planted.SHORT_DIGITS.substring(1) + last;
    switch (choices.nextInt(8)) {
      case 0 -> text.append(ah ? auth : " encralg null" + auth);
      case 1 -> text.append(ah ? "" : cipher);
      case 2 -> text.append(ah ? auth : " encralg des encrkey 0123456789abcdee" + auth);
      default -> text.append(ah ? auth : cipher + auth);
    }
  }
}
