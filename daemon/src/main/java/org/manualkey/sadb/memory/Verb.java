package org.manualkey.sadb.memory;

import org.manualkey.sadb.Reply;
import org.manualkey.sadb.rules.RequestInProgress;

/** What one type of message does, once its addresses are found in order. */
@FunctionalInterface
interface Verb {
  Reply answer(RequestInProgress request);
}
