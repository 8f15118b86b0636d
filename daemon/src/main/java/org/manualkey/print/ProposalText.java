package org.manualkey.print;

import org.manualkey.algorithm.Algorithm;
import org.manualkey.pfkey.ExtendedProposal;
import org.manualkey.pfkey.Proposal;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.Supported;

/** Prints proposals and supported algorithms, used between IKE and the kernel. */
final class ProposalText {
  private final AlgorithmText algorithms;
  private final TextSink out;

  ProposalText(AlgorithmText algorithms, TextSink out) {
    this.algorithms = algorithms;
    this.out = out;
  }

  void print(Proposal proposal) {
    out.text("PRP: Proposal, replay counter = ").unsigned(proposal.replay()).text(".\n");
    int number = 0;
    for (Proposal.Combination combination : proposal.combinations()) {
      out.text("PRP:  Combination #").unsigned(++number).character(' ');
      if (combination.auth() != 0) {
        out.text("Authentication = ");
        algorithms.print(Algorithm.Kind.AUTHENTICATION, combination.auth());
        bits("  ", combination.authBits());
        out.text(".\nPRP:  ");
      }
      if (combination.encrypt() != 0) {
        out.text("Encryption = ");
        algorithms.print(Algorithm.Kind.ENCRYPTION, combination.encrypt());
        bits("  ", combination.encryptBits());
        out.text(", saltbits=").unsigned(combination.saltBits()).text(".\nPRP:  ");
      }
      Proposal.Limits limits = combination.limits();
      out.text("HARD: ");
      nonZero("alloc=", Integer.toUnsignedLong(limits.hardAllocations()), " ");
      nonZero("bytes=", limits.hardBytes(), " ");
      nonZero("post-add secs=", limits.hardAddTime(), " ");
      nonZero("post-use secs=", limits.hardUseTime(), "");
      out.text("\nPRP:  SOFT: ");
      nonZero("alloc=", Integer.toUnsignedLong(limits.softAllocations()), " ");
      nonZero("bytes=", limits.softBytes(), " ");
      nonZero("post-add secs=", limits.softAddTime(), " ");
      nonZero("post-use secs=", limits.softUseTime(), "");
      out.newline();
    }
  }

  private void nonZero(String title, long value, String end) {
    if (value != 0) {
      out.text(title).unsigned(value).text(end);
    }
  }

  void print(ExtendedProposal proposal) {
    out.text("EPR: Extended Proposal, replay counter = ")
        .unsigned(proposal.replay())
        .text(", number of combinations = ")
        .unsigned(proposal.combinations().size())
        .text(".\n");
    int number = 0;
    for (ExtendedProposal.Combination combination : proposal.combinations()) {
      out.text("EPR:  Extended combination #").unsigned(++number).text(":\n");
      Proposal.Limits limits = combination.limits();
      limits(
          "EPR:  HARD: alloc=",
          limits.hardAllocations(),
          limits.hardBytes(),
          limits.hardAddTime(),
          limits.hardUseTime());
      limits(
          "EPR:  SOFT: alloc=",
          limits.softAllocations(),
          limits.softBytes(),
          limits.softAddTime(),
          limits.softUseTime());
      int algorithmNumber = 0;
      for (ExtendedProposal.AlgorithmDescription algorithm : combination.algorithms()) {
        out.text("EPR:  Alg #").unsigned(++algorithmNumber);
        print(algorithm);
      }
    }
  }

  private void limits(String title, int allocations, long bytes, long addTime, long useTime) {
    out.text(title).unsigned(allocations);
    out.text(", bytes=").unsigned(bytes);
    out.text(", post-add secs=").unsigned(addTime);
    out.text(", post-use secs=").unsigned(useTime).newline();
  }

  private void print(ExtendedProposal.AlgorithmDescription algorithm) {
    if (algorithm.saType() == SaType.ESP.code()) {
      out.text(" for ESP ");
    } else if (algorithm.saType() == SaType.AH.code()) {
      out.text(" for AH ");
    } else {
      out.text(" for satype=").unsigned(algorithm.saType()).character(' ');
    }
    switch (algorithm.kind()) {
      case 1 -> {
        out.text("Authentication = ");
        algorithms.print(Algorithm.Kind.AUTHENTICATION, algorithm.algorithm());
      }
      case 2 -> {
        out.text("Encryption = ");
        algorithms.print(Algorithm.Kind.ENCRYPTION, algorithm.algorithm());
      }
      default ->
          out.text("algtype(")
              .unsigned(algorithm.kind())
              .text(") = alg(")
              .unsigned(algorithm.algorithm())
              .character(')');
    }
    bits("  ", algorithm.bits());
    out.text(", saltbits=").unsigned(algorithm.saltBits()).newline();
  }

  void print(Supported supported) {
    boolean encryption =
        switch (supported.kind()) {
          case AUTH -> false;
          case ENCRYPT -> true;
        };
    String tag = encryption ? "SUE: " : "SUA: ";
    out.text(tag).text("Supported ").text(encryption ? "encryption" : "authentication");
    out.text(" algorithms.\n");
    for (Supported.Algorithm algorithm : supported.algorithms()) {
      out.text(tag);
      algorithms.print(
          encryption ? Algorithm.Kind.ENCRYPTION : Algorithm.Kind.AUTHENTICATION, algorithm.id());
      bits(" ", new Proposal.BitRange(algorithm.minBits(), algorithm.maxBits()));
      out.text(", ivlen=").unsigned(algorithm.ivLength());
      out.text(", saltbits=").unsigned(algorithm.saltBits());
      if (encryption) {
        out.text(", increment=").unsigned(algorithm.increment());
      }
      out.text(".\n");
    }
  }

  private void bits(String before, Proposal.BitRange bits) {
    out.text(before).text("minbits=").unsigned(bits.min());
    out.text(", maxbits=").unsigned(bits.max());
  }
}
