package org.manualkey.sadb.memory;

import org.manualkey.pfkey.Message;

/** What one type of message does, once its addresses are found in order. */
@FunctionalInterface
interface Verb {
  Message answer(Request request);
}
