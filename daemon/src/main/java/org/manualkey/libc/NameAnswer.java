package org.manualkey.libc;

/** What the name service said. */
public sealed interface NameAnswer<T> {
  /** An answer. */
  record Found<T>(T value) implements NameAnswer<T> {}

  /** There is no such name, or nothing of what was asked for. */
  record None<T>() implements NameAnswer<T> {}

  /** No answer: nothing is known, and later there may be one. */
  record Silent<T>() implements NameAnswer<T> {}
}
