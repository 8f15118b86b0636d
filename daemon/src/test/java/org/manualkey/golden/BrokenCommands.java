package org.manualkey.golden;

import java.util.ArrayList;
import java.util.List;

/** Commands with a key in them that are wrong in every way a slip of the hand can make them. */
final class BrokenCommands {
  private final String authKey;
  private final String encryptionKey;

  BrokenCommands(String authKey, String encryptionKey) {
    this.authKey = authKey;
    this.encryptionKey = encryptionKey;
  }

  List<String> all() {
    List<String> sound =
        List.of(
            "add",
            "esp",
            "spi",
            "0x2001",
            "src",
            "192.0.2.1",
            "dst",
            "192.0.2.2",
            "authalg",
            "sha1",
            "authkey",
            authKey,
            "encralg",
            "aes",
            "encrkey",
            encryptionKey,
            "srcidtype",
            "fqdn",
            "me.example.com",
            "isrc",
            "10.0.0.0/8",
            "replay",
            "0",
            "hard_bytes",
            "1000");
    List<String> commands = new ArrayList<>();
    for (int i = 0; i < sound.size(); i++) {
      for (String other : slips(sound.get(i))) {
        commands.add(joined(sound, i, other));
      }
      if (i + 1 < sound.size()) {
        List<String> swapped = new ArrayList<>(sound);
        swapped.set(i, sound.get(i + 1));
        swapped.set(i + 1, sound.get(i));
        commands.add(String.join(" ", swapped));
      }
      commands.add(String.join(" ", sound.subList(0, i + 1)));
    }
    for (String key : brokenKeys(encryptionKey)) {
      commands.add(joined(sound, sound.indexOf(encryptionKey), key));
      commands.add("add esp spi 0x2001 dst 192.0.2.2 authalg sha1 " + key + " authkey " + authKey);
      commands.add(key);
      commands.add("flush " + key);
      commands.add("frob esp " + key);
      commands.add("save esp " + key);
      commands.add("delete esp spi 1 dst " + key);
      commands.add("dump esp " + key + " " + key);
    }
    return commands;
  }

  /** What may stand where a word should. */
  private List<String> slips(String word) {
    return List.of(
        "",
        word + "x",
        word.substring(1),
        word + " " + word,
        authKey,
        word + authKey,
        word + "=" + authKey,
        "\"" + word + " " + authKey + "\"",
        authKey + "/" + word,
        "# " + word,
        "\\\n" + word + " \\\n" + authKey);
  }

  private static List<String> brokenKeys(String key) {
    int half = key.length() / 2;
    return List.of(
        key.substring(1),
        key + "f",
        key + "g",
        key.substring(0, half) + "g" + key.substring(half),
        key.substring(0, half) + " " + key.substring(half),
        key.substring(0, half) + "\u0001" + key.substring(half),
        key.substring(0, half) + "\u00fc" + key.substring(half),
        key.replaceAll("(.{7})", "$1O"),
        key.replaceAll("(..)", "$1:"),
        "0x0x" + key,
        "x" + key,
        "\"" + key,
        key + "\"",
        "'" + key + "'",
        key.toUpperCase(java.util.Locale.ROOT) + "H",
        key + "/",
        key + "/0",
        key + "/99999999999",
        key + "/12x",
        key + "/9",
        key + "/" + key,
        key + "," + key,
        key.repeat(300),
        key + ".example.com");
  }

  private static String joined(List<String> sound, int at, String other) {
    List<String> words = new ArrayList<>(sound);
    words.set(at, other);
    return String.join(" ", words);
  }
}
