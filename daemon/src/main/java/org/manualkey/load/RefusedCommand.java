package org.manualkey.load;

import org.manualkey.request.Outcome;

/**
 * A command of a file that the database refused, or that no database would carry out.
 *
 * @param line first line of the command; 0 when no command asked for it
 * @param said what was said to it
 */
public record RefusedCommand(int line, Outcome.Refused said) {}
