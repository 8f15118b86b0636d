package org.manualkey.print;

import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.pfkey.ExtendedProposal;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Proposal;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.Supported;

/** Prints algorithms, proposals and supported algorithms as JSON. */
final class JsonAlgorithms {
  private static final int AUTHENTICATION = 1;
  private static final int ENCRYPTION = 2;

  private final Algorithms algorithms;
  private final JsonLines json;

  JsonAlgorithms(Algorithms algorithms, JsonLines json) {
    this.algorithms = algorithms;
    this.json = json;
  }

  /** The name of an algorithm, or its number if it has none, as in a key file. */
  String name(Algorithm.Kind kind, int id) {
    if (id == Sa.HIDDEN) {
      return "not-shown";
    }
    Algorithm algorithm = algorithms.byId(kind, id);
    return algorithm == null ? Integer.toString(id) : algorithm.name();
  }

  /** Prints proposals and supported algorithms. */
  void negotiation(Message message) {
    if (message.find(ExtensionType.PROPOSAL) instanceof Proposal proposal) {
      json.list("proposal");
      proposal.combinations().forEach(this::combination);
      json.endList();
    }
    if (message.find(ExtensionType.X_EPROP) instanceof ExtendedProposal proposal) {
      json.list("extended_proposal");
      proposal.combinations().forEach(this::combination);
      json.endList();
    }
    supported(message.find(ExtensionType.SUPPORTED_AUTH), "supported_auth");
    supported(message.find(ExtensionType.SUPPORTED_ENCRYPT), "supported_encr");
  }

  private void combination(Proposal.Combination combination) {
    json.object();
    if (combination.auth() != 0) {
      json.text("auth_alg", name(Algorithm.Kind.AUTHENTICATION, combination.auth()));
      bits("authkey", combination.authBits());
    }
    if (combination.encrypt() != 0) {
      json.text("encr_alg", name(Algorithm.Kind.ENCRYPTION, combination.encrypt()));
      bits("encrkey", combination.encryptBits());
      json.numberIfAny("encrkey_salt_bits", combination.saltBits());
    }
    limits(combination.limits());
    json.endObject();
  }

  private void combination(ExtendedProposal.Combination combination) {
    json.object().list("algorithms");
    for (ExtendedProposal.AlgorithmDescription algorithm : combination.algorithms()) {
      json.object().text("sa_type", JsonPrinter.saType(SaType.of(algorithm.saType())));
      int id = algorithm.algorithm();
      switch (algorithm.kind()) {
        case AUTHENTICATION -> json.text("auth_alg", name(Algorithm.Kind.AUTHENTICATION, id));
        case ENCRYPTION -> json.text("encr_alg", name(Algorithm.Kind.ENCRYPTION, id));
        default -> json.number("alg_type", algorithm.kind()).number("alg", id);
      }
      bits("key", algorithm.bits());
      json.numberIfAny("key_salt_bits", algorithm.saltBits()).endObject();
    }
    json.endList();
    limits(combination.limits());
    json.endObject();
  }

  private void limits(Proposal.Limits limits) {
    JsonPrinter.limits(
        json,
        "hard",
        limits.hardAllocations(),
        limits.hardBytes(),
        limits.hardAddTime(),
        limits.hardUseTime());
    JsonPrinter.limits(
        json,
        "soft",
        limits.softAllocations(),
        limits.softBytes(),
        limits.softAddTime(),
        limits.softUseTime());
  }

  private void supported(@Nullable Extension extension, String word) {
    if (extension instanceof Supported supported) {
      Algorithm.Kind kind =
          switch (supported.kind()) {
            case AUTH -> Algorithm.Kind.AUTHENTICATION;
            case ENCRYPT -> Algorithm.Kind.ENCRYPTION;
          };
      json.list(word);
      for (Supported.Algorithm algorithm : supported.algorithms()) {
        json.object().text("alg", name(kind, algorithm.id()));
        bits("key", new Proposal.BitRange(algorithm.minBits(), algorithm.maxBits()));
        json.number("key_increment", algorithm.increment())
            .number("iv_length", algorithm.ivLength())
            .numberIfAny("key_salt_bits", algorithm.saltBits())
            .endObject();
      }
      json.endList();
    }
  }

  private void bits(String word, Proposal.BitRange range) {
    json.number(word + "_min_bits", range.min()).number(word + "_max_bits", range.max());
  }
}
