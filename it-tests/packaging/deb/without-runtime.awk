# Makes the copyright of a package without a runtime of that of the package with one: no OpenJDK, and
# JUnixSocket as files of its own.
/^Files: usr\/lib\/manual-key\/runtime\/\*$/ { skipped++; skip = 1 }
/^$/ { if (skip) { skip = 0; next } }
skip { next }
/^Files: usr\/lib\/manual-key\/runtime\/lib\/libjunixsocket/ {
  print "Files: usr/lib/manual-key/lib/native/*"
  print "       usr/lib/manual-key/lib/modules/junixsocket-*"
  getline
  changed++
  next
}
/^ The modules org.newsclub.net.unix/ { getline; next }
/^Comment:$/ { held = $0; next }
{
  if (held != "") {
    if ($0 ~ /^ /) print held
    held = ""
  }
  print
}
END { exit skipped != 1 || changed != 1 }
