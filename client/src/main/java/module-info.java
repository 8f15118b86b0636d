/** The ipseckey and manual-keyadm commands, and the wire format they share with the daemon. */
module org.manualkey.client {
  requires org.newsclub.net.unix;
  requires static org.jspecify;

  exports org.manualkey.client;
  exports org.manualkey.wire;
}
