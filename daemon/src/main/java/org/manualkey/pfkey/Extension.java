package org.manualkey.pfkey;

/** One extension of a message: a type and the value it carries. */
public sealed interface Extension
    permits Sa,
        Lifetime,
        Address,
        Key,
        Identity,
        Sensitivity,
        Proposal,
        Supported,
        SpiRange,
        ExtendedRegister,
        ExtendedProposal,
        KmCookie,
        Pair,
        ReplayValue,
        ExtendedDump,
        XfrmSettings,
        Oversized,
        UnknownExtension {

  /** The type; {@link ExtensionType#UNKNOWN} for a code that RFC 2367 and illumos do not know. */
  ExtensionType type();
}
