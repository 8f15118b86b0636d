/** The ipseckey and manual-keyadm commands, and the wire format they share with the daemon. */
module org.manualkey.client {
  requires transitive org.newsclub.net.unix;
  requires static transitive org.jspecify;

  // What the line editor needs, which is loaded beside the modules of the runtime.
  requires java.logging;
  requires jdk.unsupported;

  uses org.manualkey.client.LineEditor.Provider;

  exports org.manualkey.client;
  exports org.manualkey.wire;
}
