# Makes the template manual-keyd@.service, for one network namespace each, of manual-keyd.service: the same
# sandbox, and a state, a socket, properties and a key file of its own.
NR == 1 {
  print "# manual-key for the network namespace /run/netns/INSTANCE, as ip-netns(8) names it. Its properties are"
  print "# /etc/manual-key/INSTANCE.properties, and its key file is /etc/inet/secret/INSTANCE.ipseckeys. Clients reach"
  print "# it by MANUAL_KEY_SOCKET=/run/manual-key/netns/INSTANCE/socket. Made of manual-keyd.service."
  next
}
/^Description=/ { print $0 " of network namespace %i"; next }
/^Documentation=/ {
  print
  print "# Without properties of its own, it would load the keys of the host."
  print "AssertPathExists=/etc/manual-key/%i.properties"
  print "AssertPathExists=/run/netns/%i"
  next
}
/^Wants=network-pre.target$/ { next }
/^Before=/ { print "Before=frr.service bird.service babeld.service"; next }
/^ExecStart=/ {
  print "NetworkNamespacePath=/run/netns/%i"
  print "BindReadOnlyPaths=-/etc/netns/%i/resolv.conf:/etc/resolv.conf"
  print "Environment=MANUAL_KEY_SOCKET=/run/manual-key/netns/%i/socket"
  print $0 " --state-dir /var/lib/manual-key/netns/%i --config /etc/manual-key/%i.properties \\"
  print "  --set config/config_file=/etc/inet/secret/%i.ipseckeys"
  changed++
  next
}
/^RuntimeDirectory=/ { print "RuntimeDirectory=manual-key/netns/%i"; changed++; next }
/^StateDirectory=/ { print "StateDirectory=manual-key/netns/%i"; changed++; next }
/^# The sockets of manual-keyd.socket are in it/ { next }
/^RuntimeDirectoryPreserve=/ { next }
{ print }
END { exit changed != 3 }
