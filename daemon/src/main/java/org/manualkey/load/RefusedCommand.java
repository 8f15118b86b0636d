package org.manualkey.load;

import org.manualkey.request.Asked;
import org.manualkey.sadb.Refusal;

/**
 * A command of a load that the database refused.
 *
 * @param line first line of the command; 0 when no command asked for it
 * @param asked what was asked
 * @param refusal the answer
 */
public record RefusedCommand(int line, Asked asked, Refusal refusal) {}
