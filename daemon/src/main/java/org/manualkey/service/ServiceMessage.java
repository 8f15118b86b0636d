package org.manualkey.service;

import org.jspecify.annotations.Nullable;

/**
 * What the service logs of loads and of SAs, and the reasons of its states, as {@code
 * manual-keyd(8)} lists them, with {@code %s} for a value.
 */
public enum ServiceMessage {
  LOADED("%s: %s loaded; %s"),
  LOAD("load of %s: %s"),
  LOADED_FROM("%s loaded from %s"),
  NO_COMMANDS("%s: no commands in the file, no SAs loaded"),
  OLD_COPY("%s (systemd's copy of its last start; restart the unit to load a changed key file)"),
  REJECTED("%s: %s valid; nothing was changed. Run 'ipseckey -c %s' to see all errors"),
  NOT_LOGGED("%s: %s not logged"),
  REFUSED("%s:%s: the SADB refused the command: %s"),
  ROLLED_BACK("%s: rolled back"),
  NOT_ALL_RESTORED(
      "%s: rolled back, but these previous SAs could not be restored as they were: %s"),
  UNRESTORABLE("loading %s: a rollback could not restore %s with all properties"),
  AEAD_RESTARTED(
      "%s: %s of ciphers with a counter were loaded before this boot, too, one of them for %s SAs by"
          + " now; a nonce may come twice: give these SAs new keys"),
  EARLIER_BOOT("config/aead_restart is refuse; give the SA a new key"),
  NO_AEAD_KEYS("%s; keys of ciphers with a counter are not remembered"),
  BAD_AEAD_KEYS(
      "%s:%s: not the digest of a key; remove the file to forget which keys were loaded before"),
  BAD_AEAD_SECRET(
      "%s:1: not the secret of the digests in %s; remove both to forget which keys were loaded"
          + " before"),
  NO_BOOT_ID("%s: does not say in which boot the host is"),
  FOREIGN("%s deletes or changes %s that the service did not add"),
  LINGERED("%s deleted after config/linger"),
  REPLACED_MEANWHILE("%s: another SA took its place while it lingered; not deleted"),
  STILL_LINGERS("not deleted after config/linger, but by the next load: %s"),
  STATE("%s -> %s"),
  LOADING("loading %s"),
  RESTARTING("restarting"),
  DISABLED("disabled; all SAs were flushed"),
  DISABLED_OWNED("disabled; the SAs of the key file were deleted"),
  STILL_THERE(
      "SAs that the service added may still be there; run 'manual-keyadm disable' to delete them"),
  ONE_MISSING("1 SA from the key file is missing: %s"),
  MISSING("%s SAs from the key file are missing, the first: %s"),
  REPAIRING("restoring %s deleted by another program"),
  PRESENT_AGAIN("all SAs from the key file are present again"),
  UNUSED("packets are not protected: no policy of the kernel uses %s"),
  ALL_USED("policies of the kernel use all SAs of the key file"),
  SEQUENCE("sequence numbers come to an end (%s of %s): three quarters or more are used by %s"),
  NO_NAT_T_PORT("cannot have UDP port %s of config/nat_t_ports over IPv%s: %s"),
  PEER_MOVED("the peer of %s sends from %s now, instead of %s; packets to it go where they went"),
  PEER_FOLLOWED("the peer of %s sends from %s now, instead of %s; %s changed to that port"),
  NOT_WATCHING("changes by other programs will not be detected: %s"),
  MAINTENANCE("maintenance: %s"),
  MARKED("requested by 'manual-keyadm mark'; 'manual-keyadm clear' ends it"),
  NO_ENABLEMENT("cannot read whether the service is enabled: %s"),
  NO_ANSWER("%s: name service not responding; will retry"),
  CANNOT_READ("%s: cannot read: %s"),
  CANNOT_WRITE("%s: cannot write: %s"),
  OWNS_MORE("%s; SAs that are gone still count as added by the service"),
  CUT_OFF("%s; the load of %s was cut off, and the SADB may hold part of it"),
  NO_LIST(
      "%s:%s: not an SA, so it is not known which SAs the service added; delete them with ipseckey,"
          + " then remove the file"),
  NOT_NOTIFIED("cannot notify systemd: %s"),
  SADB_FAILED("SADB failed: %s"),
  FLUSH_REFUSED("flush refused: %s"),
  FLUSH_FAILED("flush failed: %s"),
  NO_MEMORY("out of memory; the SADB is as it was before; give manual-keyd a larger -Xmx"),
  LOADED_WITHOUT_MEMORY("out of memory after the load; the SADB holds the SAs of %s"),
  OUT_OF_MEMORY("out of memory"),
  VERIFIED("%s: all SAs of the file are present, verified in %s"),
  INTERNAL("internal error, please report");

  private final String text;

  ServiceMessage(String text) {
    this.text = text;
  }

  /** The message, with each {@code %s} for a value. */
  public String text() {
    return text;
  }

  /** The message with these values. */
  String with(@Nullable Object... values) {
    return text.formatted(values);
  }
}
