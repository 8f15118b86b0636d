package org.manualkey.golden;

import java.io.IOException;
import java.util.List;
import org.manualkey.sadb.Sadb;

/** The database of a case, and what was written to it. */
public interface CaseSadb extends AutoCloseable {
  /** Where the databases of cases come from. */
  interface Supply {
    /**
     * The database of a case.
     *
     * @param interrupt what happens where the script has a SIGINT
     */
    CaseSadb of(GoldenCase golden, Runnable interrupt);
  }

  /** A session, which its user closes. */
  Sadb sadb();

  /** Messages written, in order; without those that the original does not write. */
  List<byte[]> written();

  /** Ends what is behind the session, after it. */
  @Override
  void close() throws IOException;
}
