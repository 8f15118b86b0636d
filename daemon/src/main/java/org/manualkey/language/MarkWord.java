package org.manualkey.language;

import org.jspecify.annotations.Nullable;

/** Reads marks: a value, and after a slash the bits of it that count; without them, all do. */
final class MarkWord {
  private static final long MAX = 0xffff_ffffL;
  private static final int ALL = -1;

  private final NumberWord number = new NumberWord();
  private int value;
  private int mask;

  /** Reads a word; returns the problem with it, or null. */
  @Nullable Problem read(Tokens tokens, int at) {
    int end = tokens.length(at);
    int slash = 0;
    while (slash < end && tokens.octet(at, slash) != '/') {
      slash++;
    }
    NumberWord.Result result = number.read(tokens, at, 0, slash, MAX);
    value = (int) number.value();
    mask = ALL;
    if (result == NumberWord.Result.NUMBER && slash < end) {
      result = number.read(tokens, at, slash + 1, end, MAX);
      mask = (int) number.value();
    }
    return switch (result) {
      case NUMBER ->
          (value & ~mask) == 0
              ? null
              : tokens.problem(
                  ProblemCode.OUT_OF_RANGE, at, "the value has bits that the mask has not");
      case NOT_A_NUMBER ->
          tokens.problem(ProblemCode.BAD_NUMBER, at, "expected VALUE or VALUE/MASK");
      case OUT_OF_RANGE -> tokens.problem(ProblemCode.OUT_OF_RANGE, at, "at most " + MAX);
    };
  }

  /** The value of the mark that was read last. */
  int value() {
    return value;
  }

  /** Which bits of it count. */
  int mask() {
    return mask;
  }
}
