package org.manualkey.service;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.manualkey.load.ChangePlan;
import org.manualkey.load.Planned;
import org.manualkey.load.PlannedChange;
import org.manualkey.load.Plural;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Sa;
import org.manualkey.sa.KeyDigest;
import org.manualkey.sadb.Capability;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Subject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys with nonces from a counter that one load adds, and what is known of them before. */
final class AeadLoad {
  /** Of a load into a database without such ciphers, or whose keys nobody remembers. */
  static final AeadLoad NONE = new AeadLoad(null, null, Map.of(), "", false);

  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVICE);

  private final @Nullable AeadKeys keys;
  private final @Nullable KeyDigest digests;
  private final Map<KeyDigest.Value, AeadKeys.Seen> known;
  private final String boot;
  private final boolean refuses;

  /** How many SAs of the text have each key. */
  private final Map<KeyDigest.Value, Integer> wanted = new HashMap<>();

  private final Set<KeyDigest.Value> earlier = new HashSet<>();

  /**
   * A load.
   *
   * @param boot the one that the host is in
   * @param refuses whether a key of an earlier boot is refused
   */
  AeadLoad(
      @Nullable AeadKeys keys,
      @Nullable KeyDigest digests,
      Map<KeyDigest.Value, AeadKeys.Seen> known,
      String boot,
      boolean refuses) {
    this.keys = keys;
    this.digests = digests;
    this.known = known;
    this.boot = boot;
    this.refuses = refuses;
  }

  /** The judgement of a database, and after it that of the keys; null: it has none. */
  @Nullable Judge judge(@Nullable Judge database) {
    return keys == null || database == null ? database : new Judging(database);
  }

  private final class Judging implements Judge {
    private final Judge database;

    Judging(Judge database) {
      this.database = database;
    }

    @Override
    public @Nullable Refusal judge(Message request) {
      Refusal refusal = database.judge(request);
      return refusal == null ? refusal(request) : refusal;
    }

    @Override
    public Judge now() {
      return new Judging(database.now());
    }

    @Override
    public boolean covers(Judge other) {
      return database.covers(other);
    }
  }

  private @Nullable Refusal refusal(Message request) {
    KeyDigest.Value digest = request.header().type() == MessageType.ADD ? digest(request) : null;
    if (digest == null) {
      return null;
    }
    wanted.merge(digest, 1, Integer::sum);
    AeadKeys.Seen seen = known.get(digest);
    if (seen == null || seen.boot().equals(boot)) {
      return null;
    }
    earlier.add(digest);
    return refuses
        ? new Refusal(
            Errno.EPERM.code(), 0, Subject.ENCRYPTION_KEY, ServiceMessage.EARLIER_BOOT.text())
        : null;
  }

  /** Of the key that an ADD has for a cipher with a counter; null: it has none. */
  private KeyDigest.@Nullable Value digest(Message add) {
    Sa sa = add.sa();
    Key key = add.key(Key.Kind.ENCRYPT);
    return digests == null || sa == null || key == null || !Capability.counts(sa.encrypt())
        ? null
        : digests.of(key, key.bits());
  }

  /**
   * Remembers what a load is about to add, and warns of keys that are from an earlier boot.
   *
   * @param name of the text
   * @throws java.io.UncheckedIOException if it cannot be kept
   */
  void remember(Planned planned, String name) {
    if (keys == null || wanted.isEmpty()) {
      return;
    }
    Map<KeyDigest.Value, Integer> added =
        planned instanceof ChangePlan changes ? added(changes) : wanted;
    Map<KeyDigest.Value, AeadKeys.Seen> changed = new HashMap<>();
    int most = 0;
    for (KeyDigest.Value key : wanted.keySet()) {
      AeadKeys.Seen seen = known.get(key);
      int before = seen == null ? 0 : seen.count();
      // One that stays although it is not known was added before this was kept.
      long sum = (long) before + added.getOrDefault(key, 0);
      int count = Math.clamp(sum, 1, AeadKeys.MOST);
      AeadKeys.Seen now = new AeadKeys.Seen(boot, count);
      if (!now.equals(seen)) {
        changed.put(key, now);
      }
      most = earlier.contains(key) ? Math.max(most, count) : most;
    }
    keys.keep(changed);
    if (!earlier.isEmpty()) {
      LOG.warn(ServiceMessage.AEAD_RESTARTED.with(name, Plural.of(earlier.size(), "key"), most));
    }
  }

  private Map<KeyDigest.Value, Integer> added(ChangePlan plan) {
    Map<KeyDigest.Value, Integer> added = new HashMap<>();
    for (PlannedChange change : plan.plan().changes()) {
      KeyDigest.Value key =
          switch (change) {
            case PlannedChange.Add add -> digest(add.add());
            case PlannedChange.Replace replace -> digest(replace.add());
            case PlannedChange.Delete _, PlannedChange.Update _ -> null;
          };
      if (key != null) {
        added.merge(key, 1, Integer::sum);
      }
    }
    return added;
  }
}
