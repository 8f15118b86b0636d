package org.manualkey.sadb.rules;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.sadb.Refusal;

/** One check of a request. It may put the request into its normal form while it looks at it. */
@FunctionalInterface
public interface Rule {
  /** Why the request cannot be granted, or null. */
  @Nullable Refusal refusal(RequestInProgress request);

  /** The rules one after the other; the first refusal counts. */
  static Rule inOrder(Rule... rules) {
    Rule[] all = rules.clone();
    return request -> {
      for (Rule rule : all) {
        Refusal refusal = rule.refusal(request);
        if (refusal != null) {
          return refusal;
        }
      }
      return null;
    };
  }

  /** The extension must be there. */
  static Rule needs(ExtensionType type, Diagnostic otherwise) {
    return request -> request.has(type) ? null : Refusal.invalid(otherwise);
  }

  /** The extension must not be there. */
  static Rule forbids(ExtensionType type, Refusal otherwise) {
    return request -> request.has(type) ? otherwise : null;
  }
}
