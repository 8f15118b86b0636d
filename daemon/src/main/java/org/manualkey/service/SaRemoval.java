package org.manualkey.service;

import java.io.UncheckedIOException;
import java.util.Set;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.LoadPolicy;
import org.manualkey.load.LoadResult;
import org.manualkey.load.Plural;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;
import org.manualkey.secret.SecretText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes SAs when the service is disabled: all of them or its own, by {@code config/scope}. */
final class SaRemoval {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVICE);

  private final Configuration configuration;
  private final OwnedSas ownedSas;
  private final CommandPipeline pipeline;

  SaRemoval(Configuration configuration, OwnedSas ownedSas, CommandPipeline pipeline) {
    this.configuration = configuration;
    this.ownedSas = ownedSas;
    this.pipeline = pipeline;
  }

  /**
   * Removes them.
   *
   * @throws SadbException when the database fails or refuses; the message is the reason
   * @throws java.io.UncheckedIOException when the state directory cannot be used; nothing was
   *     removed then
   */
  void run(Sadb sadb) {
    String refusal;
    try {
      refusal =
          switch (configuration.properties().policy().scope()) {
            case ALL -> flush(sadb);
            case OWNED -> removeOwned(sadb);
          };
    } catch (SadbException e) {
      throw new SadbException(ServiceMessage.FLUSH_FAILED.with(e.getMessage()), e.errno());
    }
    if (!refusal.isEmpty()) {
      throw new SadbException(ServiceMessage.FLUSH_REFUSED.with(refusal), 0);
    }
  }

  /** Why it was refused, or an empty string. */
  private String flush(Sadb sadb) {
    if (isKnownWhatIsOwned()) {
      logForeign(foreign(sadb), "disabling the service");
    }
    Reply reply = sadb.exchange(RequestBuilder.whole(MessageType.FLUSH, SaType.UNSPEC));
    if (reply instanceof Reply.Refused(Refusal refusal)) {
      return Errno.text(refusal.errno());
    }
    ownedSas.commit(Set.of());
    LOG.info(ServiceMessage.DISABLED.text());
    return "";
  }

  /** A flush need not know whose the SAs are: what cannot be read is replaced after it. */
  private boolean isKnownWhatIsOwned() {
    try {
      ownedSas.owned();
      return true;
    } catch (UncheckedIOException e) {
      LOG.warn(e.getMessage());
      return false;
    }
  }

  /** Logs that SAs are about to be removed or changed that the service did not add. */
  static void logForeign(int foreign, String what) {
    if (foreign > 0) {
      LOG.warn(ServiceMessage.FOREIGN.with(what, Plural.of(foreign, "SA")));
    }
  }

  /** How many SAs are there that the service did not add. */
  private int foreign(Sadb sadb) {
    int[] foreign = new int[1];
    sadb.forEach(sa -> {
      foreign[0] += ownedSas.owns(sa) ? 0 : 1;
      sa.keys().wipe();
    });
    return foreign[0];
  }

  /** What is left of owned SAs by a file that asks for none. */
  private String removeOwned(Sadb sadb) {
    LoadPolicy policy = new LoadPolicy(LoadPolicy.Refresh.DELTA, LoadPolicy.Scope.OWNED);
    LoadResult result;
    try (SecretText nothing = SecretText.taking("", new byte[0])) {
      result =
          pipeline
              .loader(CommandPipeline.NameLookup.OFF, sadb.judge())
              .load(nothing, sadb, policy, ownedSas);
    }
    if (result instanceof LoadResult.RolledBack rolledBack) {
      return Errno.text(rolledBack.refusals().getFirst().refusal().errno());
    }
    LOG.info(ServiceMessage.DISABLED_OWNED.text());
    return "";
  }
}
