package org.manualkey.request;

import org.manualkey.language.Command;
import org.manualkey.language.Places;
import org.manualkey.language.Problem;
import org.manualkey.language.ProblemCode;
import org.manualkey.language.Word;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Subject;

/** Turns what a database refuses into a problem of the command that asks for it. */
public final class RefusedRequest {
  private RefusedRequest() {}

  /** What is wrong with a command, at the word that is to blame. */
  public static Problem problem(Refusal refusal, Command.OneSa command) {
    Places.Place place = place(refusal.subject(), command.places());
    return new Problem(
        code(refusal),
        place.line(),
        place.column(),
        place.length(),
        null,
        details(refusal, refusal.reason()),
        details(refusal, refusal.wordless()));
  }

  /** Whether a problem is about what the database holds, rather than about the command alone. */
  public static boolean isAboutDatabase(Problem problem) {
    return switch (problem.code()) {
      case ALREADY_EXISTS, NO_SUCH_SA, REFUSED -> true;
      default -> false;
    };
  }

  private static String details(Refusal refusal, String reason) {
    if (!reason.isEmpty()) {
      return reason;
    }
    Diagnostic diagnostic = Diagnostic.of(refusal.diagnostic());
    return switch (diagnostic) {
      case NONE, SA_NOTFOUND ->
          refusal.is(Errno.EEXIST) || refusal.is(Errno.ESRCH) ? "" : text(refusal);
      case ALLOC_HSERR -> exceeds("alloc");
      case BYTES_HSERR -> exceeds("bytes");
      case ADDTIME_HSERR -> exceeds("addtime");
      case USETIME_HSERR -> exceeds("usetime");
      default -> diagnostic.text();
    };
  }

  /** In the words of the command, which the texts of PF_KEY are not. */
  private static String exceeds(String lifetime) {
    return "soft_" + lifetime + " exceeds hard_" + lifetime;
  }

  private static String text(Refusal refusal) {
    return Errno.text(refusal.errno());
  }

  private static ProblemCode code(Refusal refusal) {
    if (refusal.is(Errno.EEXIST)) {
      return ProblemCode.ALREADY_EXISTS;
    }
    if (refusal.is(Errno.EOPNOTSUPP) && !refusal.reason().isEmpty()) {
      return ProblemCode.UNSUPPORTED;
    }
    if (refusal.is(Errno.EPERM) && refusal.subject() == Subject.ENCRYPTION_KEY) {
      return ProblemCode.EARLIER_BOOT;
    }
    return switch (Diagnostic.of(refusal.diagnostic())) {
      case BAD_AKEYBITS, BAD_EKEYBITS, BAD_CTX -> ProblemCode.KEY_LENGTH;
      case WEAK_EKEY, WEAK_AKEY -> ProblemCode.WEAK_KEY;
      case MISSING_EKEY, MISSING_AKEY -> ProblemCode.MISSING_KEY;
      case MALFORMED_AKEY, MALFORMED_EKEY, AKEY_PRESENT, EKEY_PRESENT -> ProblemCode.UNUSABLE_KEY;
      case BAD_AALG, BAD_EALG, ENCR_NOTSUPP -> ProblemCode.UNUSABLE_ALGORITHM;
      case BAD_SASTATE -> ProblemCode.UNUSABLE_STATE;
      case ALLOC_HSERR, BYTES_HSERR, ADDTIME_HSERR, USETIME_HSERR -> ProblemCode.LIFETIME_ORDER;
      case BAD_SRC_AF,
          BAD_DST_AF,
          AF_MISMATCH,
          BAD_SRC,
          BAD_DST,
          MISSING_NATT_LOC,
          MISSING_NATT_REM,
          MALFORMED_NATT_LOC,
          MALFORMED_NATT_REM,
          BAD_NATT_LOC_AF,
          BAD_NATT_REM_AF ->
          ProblemCode.UNUSABLE_ADDRESS;
      case MISSING_INNER_SRC,
          MISSING_INNER_DST,
          BAD_INNER_SRC_AF,
          BAD_INNER_DST_AF,
          PREFIX_INNER_SRC,
          PREFIX_INNER_DST,
          INNER_AF_MISMATCH,
          INNER_PROTO_MISMATCH,
          DUAL_PORT_SETS ->
          ProblemCode.TUNNEL;
      case PAIR_INAPPROPRIATE, PAIR_ADD_MISMATCH, PAIR_ALREADY, PAIR_SA_NOTFOUND ->
          ProblemCode.PAIRING;
      case SA_NOTFOUND -> ProblemCode.NO_SUCH_SA;
      default -> refusal.is(Errno.ESRCH) ? ProblemCode.NO_SUCH_SA : ProblemCode.REFUSED;
    };
  }

  private static Places.Place place(Subject subject, Places places) {
    return switch (subject) {
      case REQUEST -> places.command();
      case SPI -> places.at(Word.SPI);
      case STATE -> places.at(Word.STATE);
      case DIRECTION -> first(places, Word.INBOUND, Word.OUTBOUND);
      case REPLAY_WINDOW -> places.at(Word.REPLAY);
      case REPLAY_VALUE -> places.at(Word.REPLAY_VALUE);
      case AUTH_ALGORITHM -> first(places, Word.AUTH_ALG, Word.AUTHKEY);
      case ENCRYPTION_ALGORITHM -> first(places, Word.ENCR_ALG, Word.ENCRKEY);
      case AUTH_KEY -> places.at(Word.AUTHKEY);
      case ENCRYPTION_KEY -> places.at(Word.ENCRKEY);
      case SOURCE -> places.at(Word.SRC);
      case DESTINATION -> places.at(Word.DST);
      case SOURCE_PORT -> places.at(Word.SPORT);
      case DESTINATION_PORT -> places.at(Word.DPORT);
      case PROTOCOL -> places.at(Word.PROTO);
      case INNER_SOURCE -> first(places, Word.INNER_SRC, Word.INNER_DST);
      case INNER_DESTINATION -> first(places, Word.INNER_DST, Word.INNER_SRC);
      case NATT_LOCAL -> first(places, Word.NAT_LOC, Word.NAT_LPORT);
      case NATT_REMOTE -> first(places, Word.NAT_REM, Word.NAT_RPORT);
      case SOFT_ALLOCATIONS -> first(places, Word.SOFT_ALLOC, Word.HARD_ALLOC);
      case SOFT_BYTES -> first(places, Word.SOFT_BYTES, Word.HARD_BYTES);
      case SOFT_ADD_TIME -> first(places, Word.SOFT_ADDTIME, Word.HARD_ADDTIME);
      case SOFT_USE_TIME -> first(places, Word.SOFT_USETIME, Word.HARD_USETIME);
      case IDLE_ADD_TIME -> places.at(Word.IDLE_ADDTIME);
      case IDLE_USE_TIME -> places.at(Word.IDLE_USETIME);
      case PAIR -> places.at(Word.PAIR_SPI);
      case SOURCE_IDENTITY -> places.at(Word.SRCIDTYPE);
      case DESTINATION_IDENTITY -> places.at(Word.DSTIDTYPE);
      case LABEL -> places.command();
      case REQUEST_ID -> places.at(Word.REQID);
      case MARK -> places.at(Word.MARK);
      case INTERFACE_ID -> places.at(Word.IF_ID);
      case LONG_NUMBERS -> places.at(Word.ESN);
      case CHECK_BITS -> places.at(Word.TRUNC_BITS);
    };
  }

  /** The first of two words that was given. */
  private static Places.Place first(Places places, Word one, Word other) {
    return places.at(places.has(one) ? one : other);
  }
}
