package org.manualkey.sadb.memory;

import org.manualkey.pfkey.Message;
import org.manualkey.sadb.rules.RequestInProgress;

/** What one type of message does, once its addresses are found in order. */
@FunctionalInterface
interface Verb {
  Message answer(RequestInProgress request);
}
