/**
 * Coverage-guided fuzzing of whatever reads octets, texts or requests; {@code ./manual-key fuzz}
 * runs it, and {@link org.manualkey.fuzz.CorpusTest} replays the stored inputs.
 *
 * <p>Inputs are plain octets and targets plain code, so that a replay needs no fuzzer. Where raw
 * octets would not get far, they make {@link org.manualkey.fuzz.Choices} instead.
 */
package org.manualkey.fuzz;
