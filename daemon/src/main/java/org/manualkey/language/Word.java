package org.manualkey.language;

import java.util.HashMap;
import java.util.Map;

/** The words that introduce a value of an SA, with their synonyms. */
public enum Word {
  SPI(true, "spi"),
  PAIR_SPI("pair-spi"),
  REPLAY("replay"),
  STATE("state"),
  AUTH_ALG("auth_alg", "authalg"),
  ENCR_ALG("encr_alg", "encralg"),
  SOFT_ALLOC("soft_alloc"),
  SOFT_BYTES("soft_bytes"),
  SOFT_ADDTIME("soft_addtime"),
  SOFT_USETIME("soft_usetime"),
  HARD_ALLOC("hard_alloc"),
  HARD_BYTES("hard_bytes"),
  HARD_ADDTIME("hard_addtime"),
  HARD_USETIME("hard_usetime"),
  IDLE_ADDTIME("idle_addtime"),
  IDLE_USETIME("idle_usetime"),
  SRC(true, "saddr", "srcaddr", "src"),
  SRC6(true, "saddr6", "srcaddr6", "src6"),
  DST(true, "daddr", "dstaddr", "dst"),
  DST6(true, "daddr6", "dstaddr6", "dst6"),
  SPORT(true, "sport"),
  DPORT(true, "dport"),
  PROTO(true, "proto", "ulp"),
  INNER_SRC("proxyaddr", "proxy", "innersrc", "isrc"),
  INNER_SRC6("proxyaddr6", "proxy6", "innersrc6", "isrc6"),
  INNER_DST("innerdst", "idst"),
  INNER_DST6("innerdst6", "idst6"),
  INNER_SPORT("innersport", "isport"),
  INNER_DPORT("innerdport", "idport"),
  INNER_PROTO("iproto", "iulp"),
  ENCAP("encap"),
  NAT_LOC("nat_loc"),
  NAT_REM("nat_rem"),
  NAT_LPORT("nat_lport"),
  NAT_RPORT("nat_rport"),
  AUTHKEY("authkey"),
  ENCRKEY("encrkey"),
  RESERVED_BITS("reserved_bits"),
  SRCIDTYPE("srcidtype"),
  DSTIDTYPE("dstidtype"),
  REPLAY_VALUE("replay_value"),
  INBOUND(true, "inbound"),
  OUTBOUND(true, "outbound"),
  REQID("reqid"),
  MARK(true, "mark"),
  IF_ID("if_id"),
  ESN("esn"),
  TRUNC_BITS("trunc_bits"),
  /** Known to the language, but cannot be set. */
  FIXED(
      "flags",
      "current_alloc",
      "current_bytes",
      "current_addtime",
      "current_usetime",
      "dpd",
      "sens_level",
      "sens_map",
      "integ_level",
      "integ_map");

  private static final Map<String, Word> BY_SPELLING = Map.copyOf(spellings());
  static final WordTable<Word> TABLE = new WordTable<>(BY_SPELLING);

  private final boolean namesSa;

  @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
  private final String[] spellings;

  Word(String... spellings) {
    this(false, spellings);
  }

  Word(boolean namesSa, String... spellings) {
    this.namesSa = namesSa;
    this.spellings = spellings;
  }

  /** Whether delete, delete-pair and get accept it. */
  boolean namesSa() {
    return namesSa;
  }

  /** Whether its value is a key, which no message may show. */
  public boolean isKey() {
    return this == AUTHKEY || this == ENCRKEY;
  }

  /** Whether it is one of the two that may be repeated, and take no value. */
  boolean isDirection() {
    return this == INBOUND || this == OUTBOUND;
  }

  /** Whether it takes no value, unlike all other words. */
  boolean isAlone() {
    return isDirection() || this == ESN;
  }

  /** Whether it says what an SA is made with, of which only lifetimes and pair can be changed. */
  boolean isOfAdd() {
    return switch (this) {
      case REQID, IF_ID, ESN, TRUNC_BITS -> true;
      default -> false;
    };
  }

  /** The word that stands for both of a pair with one value: SRC for SRC6. */
  public Word slot() {
    return switch (this) {
      case SRC6 -> SRC;
      case DST6 -> DST;
      case INNER_SRC6 -> INNER_SRC;
      case INNER_DST6 -> INNER_DST;
      default -> this;
    };
  }

  /** All spellings, for hints and completion. */
  static Map<String, Word> bySpelling() {
    return BY_SPELLING;
  }

  private static Map<String, Word> spellings() {
    Map<String, Word> words = new HashMap<>();
    for (Word word : values()) {
      for (String spelling : word.spellings) {
        words.put(spelling, word);
      }
    }
    return words;
  }
}
