package org.manualkey.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.manualkey.sa.KeyDigest;
import org.manualkey.sadb.Capability;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.Support;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which keys of ciphers with a counter for a nonce (AES-GCM and the like) this service has loaded,
 * how often, and in which boot of the host last: the kernel draws a random number for each SA that
 * keeps nonces apart, and with each SA of a key the chance grows that two of them agree.
 *
 * <p>It is kept in the state directory, without the keys: {@code aead-keys} has keyed digests, for
 * each boot a line {@code boot ID}, and below it a line with digest and count of each key that was
 * loaded in it last. {@code aead-secret} has the secret of the digests, 32 octets.
 *
 * <p>Belongs to the thread of the database.
 */
public final class AeadKeys {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVICE);
  private static final int SECRET = 32;

  /** Of the SAs of a key, more are not counted: the file has room for nine digits. */
  static final int MOST = 999_999_999;

  private static final Pattern BOOT = Pattern.compile("boot (\\S{1,64})");
  private static final Pattern KEY = Pattern.compile("([0-9a-f]{16})([0-9a-f]{16}) ([0-9]{1,9})");
  private static final Pattern SECRET_LINE = Pattern.compile("[0-9a-f]{64}");

  private final DurableLines file;
  private final DurableLines secretFile;
  private final Path bootId;

  /** What the files have; null: they were not read yet. */
  private @Nullable Memory memory;

  /**
   * The keys of which a state directory knows.
   *
   * @param bootId a file that has another word after each boot
   */
  public AeadKeys(Path stateDirectory, Path bootId) {
    file = new DurableLines(stateDirectory.resolve("aead-keys"));
    secretFile = new DurableLines(stateDirectory.resolve("aead-secret"));
    this.bootId = bootId;
  }

  /**
   * A key.
   *
   * @param boot in which it was loaded last
   * @param count of the SAs that have been given it
   */
  record Seen(String boot, int count) {}

  private record Memory(KeyDigest digests, Map<KeyDigest.Value, Seen> keys) {}

  /**
   * Begins a load, or the preview of one.
   *
   * @param refuses whether a key of an earlier boot is refused
   * @throws UncheckedIOException if keys of earlier boots are to be refused, and nobody knows them
   */
  AeadLoad begin(Sadb sadb, boolean refuses) {
    boolean concerned =
        sadb.backEnd().protectsTraffic()
            && sadb.backEnd().capabilities().row(Capability.COMBINED_MODES).support()
                != Support.REFUSED;
    if (!concerned) {
      return AeadLoad.NONE;
    }
    try {
      Memory known = memory();
      return new AeadLoad(this, known.digests, known.keys, boot(), refuses);
    } catch (IOException e) {
      if (refuses) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
      LOG.warn(ServiceMessage.NO_AEAD_KEYS.with(e.getMessage()));
      return AeadLoad.NONE;
    }
  }

  private String boot() throws IOException {
    List<String> lines = new DurableLines(bootId).read();
    if (lines.isEmpty() || !BOOT.matcher("boot " + lines.getFirst().strip()).matches()) {
      throw new IOException(ServiceMessage.NO_BOOT_ID.with(bootId));
    }
    return lines.getFirst().strip();
  }

  private Memory memory() throws IOException {
    Memory known = memory;
    if (known == null) {
      Map<KeyDigest.Value, Seen> keys = keys();
      known = new Memory(digests(keys.isEmpty()), keys);
      memory = known;
    }
    return known;
  }

  private Map<KeyDigest.Value, Seen> keys() throws IOException {
    List<String> lines = file.read();
    Map<KeyDigest.Value, Seen> keys = HashMap.newHashMap(lines.size());
    String boot = "";
    for (int i = 0; i < lines.size(); i++) {
      Matcher newBoot = BOOT.matcher(lines.get(i));
      Matcher key = KEY.matcher(lines.get(i));
      if (newBoot.matches()) {
        boot = newBoot.group(1);
      } else if (key.matches() && !boot.isEmpty()) {
        KeyDigest.Value digest =
            new KeyDigest.Value(
                Long.parseUnsignedLong(key.group(1), 16), Long.parseUnsignedLong(key.group(2), 16));
        keys.put(digest, new Seen(boot, Integer.parseInt(key.group(3))));
      } else {
        throw new IOException(ServiceMessage.BAD_AEAD_KEYS.with(file.path(), i + 1));
      }
    }
    return keys;
  }

  /**
   * The digests under the secret of this host.
   *
   * @param anew whether there are no digests yet, so that a secret that is missing is made
   */
  private KeyDigest digests(boolean anew) throws IOException {
    List<String> lines = secretFile.read();
    if (lines.isEmpty() && anew) {
      return newDigests();
    }
    if (lines.size() != 1 || !SECRET_LINE.matcher(lines.getFirst()).matches()) {
      throw new IOException(ServiceMessage.BAD_AEAD_SECRET.with(secretFile.path(), file.path()));
    }
    byte[] secret = HexFormat.of().parseHex(lines.getFirst());
    try {
      return new KeyDigest(secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private KeyDigest newDigests() throws IOException {
    byte[] secret = new byte[SECRET];
    new SecureRandom().nextBytes(secret);
    try {
      secretFile.replace(List.of(HexFormat.of().formatHex(secret)));
      return new KeyDigest(secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /**
   * Keeps what a load is about to add: it is known then, whatever becomes of the load.
   *
   * @param changed keys that are new here, or were loaded again
   * @throws UncheckedIOException if it cannot be kept
   */
  void keep(Map<KeyDigest.Value, Seen> changed) {
    Memory known = memory;
    if (known == null || changed.isEmpty()) {
      return;
    }
    Map<KeyDigest.Value, Seen> keys = new HashMap<>(known.keys);
    keys.putAll(changed);
    Map<String, List<String>> boots = new LinkedHashMap<>();
    HexFormat hex = HexFormat.of();
    keys.forEach((digest, seen) ->
        boots
            .computeIfAbsent(seen.boot, _ -> new ArrayList<>())
            .add(
                hex.toHexDigits(digest.high()) + hex.toHexDigits(digest.low()) + " " + seen.count));
    List<String> lines = new ArrayList<>(keys.size() + boots.size());
    boots.forEach((boot, ofBoot) -> {
      lines.add("boot " + boot);
      lines.addAll(ofBoot);
    });
    try {
      file.replace(lines);
      memory = new Memory(known.digests, keys);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
