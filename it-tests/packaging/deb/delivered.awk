# Makes the properties that the package delivers of those of a checkout.
/^config\/refresh = flush$/ {
  print "# This package delivers delta. Without this file it is flush, as on illumos."
  print "config/refresh = delta"
  changed++
  next
}
/^config\/scope = all$/ {
  print "# This package delivers owned: on a host that also runs IKE, nothing else may be lost. Without this file"
  print "# it is all, as on illumos."
  print "config/scope = owned"
  changed++
  next
}
{ print }
END { exit changed != 2 }
