# Adds the runtime, of which Maven does not know, to the list of components in JSON; version is its version.
# The licence of JLine has three clauses, as the address in its POM says; the name there is ambiguous.
/"id" : "BSD-4-Clause"/ { sub(/BSD-4/, "BSD-3") }
{ print }
/^  "components" : \[$/ {
  print "    {"
  print "      \"type\" : \"platform\","
  print "      \"bom-ref\" : \"runtime\","
  print "      \"name\" : \"OpenJDK\","
  print "      \"version\" : \"" version "\","
  print "      \"description\" : \"Java runtime, linked with the modules that the programs need\","
  print "      \"licenses\" : [ { \"license\" : { \"id\" : \"GPL-2.0-with-classpath-exception\" } } ]"
  print "    },"
  added++
}
END { exit added != 1 }
