package org.manualkey.program;

import org.jspecify.annotations.Nullable;
import org.manualkey.load.LoadPolicy;
import org.manualkey.service.LoadHistory;
import org.manualkey.service.LoadHistory.Result;
import org.manualkey.service.ManualKeyService;
import org.manualkey.service.PortWarning;
import org.manualkey.service.SaWarning;
import org.manualkey.service.ServiceStatus;
import org.manualkey.service.ServiceWarning;

/** What it means that the service is not online, and what helps; {@code status -x}. */
enum Explanation {
  DISABLED(
      "the service has no SAs; packets that a policy protects are dropped, others are not protected",
      "manual-keyadm enable -s"),
  LEFT("SAs of the service may still be in use", "manual-keyadm disable -s"),
  LOADING("the load may be changing SAs", "wait for the end of the load"),
  WAITING("the load has changed no SA; it is repeated every 10 seconds", "ipseckey -c %s"),
  MISSING(
      "packets that need the missing SAs are dropped or, without a policy, not protected",
      "manual-keyadm clear -s"),
  REPLACED(
      "packets that need these SAs are protected in another way than the key file says, or dropped",
      "delete the other SAs, for example with ipseckey, then manual-keyadm clear -s"),
  MARKED("the mark changed no SA", "manual-keyadm clear -s"),
  REJECTED(
      "the load changed no SA, unless the reason says otherwise",
      "ipseckey -c %s; when it finds no error: manual-keyadm refresh -s"),
  ROLLED_BACK(
      "the load was taken back, except for SAs that are listed as missing",
      "manual-keyadm refresh -s, once the reason is gone"),
  FAILED(
      "the load changed no SA, unless the reason says otherwise",
      "manual-keyadm refresh -s, once the reason is gone"),
  UNUSED(
      "packets are sent, and accepted, without protection: SAs alone do not require any",
      "ip xfrm policy prints the policies; add those that use the SAs"),
  SEQUENCE(
      "after the last sequence number the kernel drops all packets that these SAs are to protect",
      "before that, SAs with new keys under new SPIs in the key files of both hosts"),
  NAT_T_PORT(
      "encapsulated packets that arrive there are dropped, unless the program that has the port asked"
          + " the kernel to take ESP out of them, as IKE daemons do",
      "once the reason is gone, set config/nat_t_ports again, or to nothing if another program is to"
          + " have the port");

  private final String traffic;
  private final String help;

  Explanation(String traffic, String help) {
    this.traffic = traffic;
    this.help = help;
  }

  /** The explanation of a status; null: nothing is wrong. */
  static @Nullable Explanation of(ServiceStatus status, ManualKeyService service) {
    LoadHistory.Load last = service.history().last();
    Result result = last == null ? null : last.result();
    return switch (status.state()) {
      case ONLINE -> null;
      case DISABLED -> status.reason().isEmpty() ? DISABLED : LEFT;
      case OFFLINE -> result == Result.WAITING ? WAITING : LOADING;
      case DEGRADED -> isReplaced(service) ? REPLACED : MISSING;
      case MAINTENANCE ->
          service.obstacle() == ManualKeyService.Obstacle.MARKED ? MARKED : ofLoad(result);
    };
  }

  /** Whether other SAs are in the way, which the service may not delete. */
  private static boolean isReplaced(ManualKeyService service) {
    return service.conditions().policy().scope() == LoadPolicy.Scope.OWNED
        && service.missingSas().stream().anyMatch(sa -> sa.cause().isReplaced());
  }

  /** The explanation of a warning, whatever the state. */
  static Explanation of(ServiceWarning warning) {
    return switch (warning) {
      case SaWarning sas ->
          switch (sas.kind()) {
            case UNUSED -> UNUSED;
            case SEQUENCE -> SEQUENCE;
          };
      case PortWarning _ -> NAT_T_PORT;
    };
  }

  private static Explanation ofLoad(@Nullable Result result) {
    return switch (result) {
      case REJECTED -> REJECTED;
      case ROLLED_BACK -> ROLLED_BACK;
      case LOADED, WAITING, FAILED -> FAILED;
      case null -> FAILED;
    };
  }

  /** Whether errors that the last load found in the key file are the cause. */
  boolean isOfKeyFile() {
    return switch (this) {
      case REJECTED, ROLLED_BACK, WAITING -> true;
      case DISABLED,
          LEFT,
          LOADING,
          MISSING,
          REPLACED,
          MARKED,
          FAILED,
          UNUSED,
          SEQUENCE,
          NAT_T_PORT ->
          false;
    };
  }

  /** What happens to packets. */
  String traffic() {
    return traffic;
  }

  /** The command that helps, or what else does. */
  String help(ServiceStatus status) {
    return help.formatted(status.keyFile());
  }
}
