package org.manualkey.sadb.linux;

import java.util.IdentityHashMap;
import java.util.Map;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Message;

/** Makes refusals, and remembers those of one exchange whose numbers do not say enough. */
final class Refusals {
  /** By identity: an equal refusal of another request has its own reason. */
  private final Map<Message, String> explanations = new IdentityHashMap<>();

  /** Forgets what was explained before. */
  void clear() {
    explanations.clear();
  }

  /** One line, or nothing. */
  String explanation(Message refusal) {
    return explanations.getOrDefault(refusal, "");
  }

  /** A request that Linux cannot carry out. */
  Message cannot(Message request, LinuxLimits.Refused cannot) {
    Message refusal = refusal(request, Errno.EOPNOTSUPP, cannot.diagnostic());
    explanations.put(refusal, cannot.reason());
    return refusal;
  }

  /** A request that the kernel did not carry out. */
  Message byKernel(Message request, int errno) {
    if (errno == LinuxErrno.ENOENT || errno == LinuxErrno.ENOSYS) {
      Message refusal = refusal(request, Errno.EOPNOTSUPP, Diagnostic.NONE);
      explanations.put(
          refusal,
          "the kernel lacks the algorithm, or a module for it (esp4, esp6, ah4, ah6, authenc,"
              + " echainiv, cbc, hmac, sha512_generic and the like)");
      return refusal;
    }
    return refusal(request, LinuxErrno.illumos(errno), Diagnostic.NONE);
  }

  static Message refusal(Message request, Errno errno, Diagnostic diagnostic) {
    return Message.of(request.header().withError(errno.code(), diagnostic.code()));
  }
}
