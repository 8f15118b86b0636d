package org.manualkey.load;

import java.util.Set;
import org.manualkey.sa.SaId;

/**
 * What a planned load does to a database.
 *
 * @param sas the SAs of the text that will be there; must not be changed
 * @param foreign how many SAs that the service did not add are deleted or changed
 * @param unrestorable how many SAs that are there could not be restored as they are
 */
record Effect(Set<SaId> sas, int foreign, int unrestorable) {}
