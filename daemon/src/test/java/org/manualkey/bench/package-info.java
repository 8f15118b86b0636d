/**
 * Benchmarks (JMH); {@code ./manual-key bench [PATTERN]} runs them. They are no tests and run in no
 * build.
 */
@NullMarked
package org.manualkey.bench;

import org.jspecify.annotations.NullMarked;
