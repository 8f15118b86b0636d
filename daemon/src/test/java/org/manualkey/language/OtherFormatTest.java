package org.manualkey.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.language.Texts.ADD;
import static org.manualkey.language.Texts.count;
import static org.manualkey.language.Texts.file;
import static org.manualkey.language.Texts.places;
import static org.manualkey.language.Texts.text;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of other programs. */
final class OtherFormatTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "#!/usr/sbin/setkey -f\\nflush;|1:1|setkey(8)",
        "flush;|1:1|setkey(8)",
        "flush ;|1:1|setkey(8)",
        "# x\\n  spdflush;|2:3|setkey(8)",
        "add 192.0.2.1 192.0.2.2 esp 0x1 -E null;|1:1|setkey(8)",
        "add 192.0.2.1 192.0.2.2 ah-old\\n 0x1 -A keyed-md5 \"x\";|1:1|setkey(8)",
        "add -6 ::1 ::2 esp 1 -E null;|1:1|setkey(8)",
        "deleteall 192.0.2.1 192.0.2.2 esp;|1:1|setkey(8)",
        "spdadd 10.0.0.0/8 any -P out ipsec esp/transport//require;|1:1|setkey(8)",
        "192.0.2.1 192.0.2.2\\n\tesp mode=transport spi=1|2:2|setkey -D",
        "ip xfrm state add src 192.0.2.1 dst 192.0.2.2 proto esp spi 1|1:1|ip-xfrm(8)",
        "#!/bin/sh\\nsudo /sbin/ip -6 xfrm policy add|2:1|ip-xfrm(8)",
        "ip x s a src 192.0.2.1|1:1|ip-xfrm(8)",
        "xfrm state add src 192.0.2.1|1:1|ip-xfrm(8)",
        "src 192.0.2.1 dst 192.0.2.2\\n\tproto esp spi 0x1 reqid 0 mode tunnel|2:2|ip xfrm state",
        "flow esp from 10.0.0.0/8 to 10.1.0.0/16 peer 192.0.2.1|1:1|ipsecctl(8)",
        "esp from 192.0.2.1 to 192.0.2.2 spi 0x1:0x2 authkey 0x01:0x02|1:1|ipsecctl(8)",
        "esp tunnel from 192.0.2.1 to 192.0.2.2 spi 0x1 \\\\\\n enckey 0x01|1:1|ipsecctl(8)",
        "tcpmd5 from 192.0.2.1 to 192.0.2.2 spi 0x1 authkey 0x01|1:1|ipsecctl(8)"
      })
  void fileOfAnotherProgramIsOneErrorThatNamesIt(String lines, String place, String program) {
    List<Parsed> parsed = file(lines.replace("\\n", "\n"));
    assertThat(places(parsed)).containsExactly("other-format@" + place);
    Problem problem = parsed.getFirst().problems().getFirst();
    assertThat(problem.message()).contains("this looks like", program);
    assertThat(problem.withoutWords()).contains(program);
    assertThat(Parser.otherFormat(text(lines.replace("\\n", "\n")))).isEqualTo(problem);
  }

  @Test
  void nothingIsDeliveredBehindTheError() {
    String lines = "flush\nnonsense\nspdflush;\n" + ADD + "\n";
    assertThat(places(file(lines))).containsExactly("other-format@3:1");
    assertThat(count(lines)).isEqualTo(new Parser.Count(2, 1, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flush\nadd esp \\\n src 192.0.2.1 dst 192.0.2.2 \\\n proto 6 spi 5\nbad",
        "add 0x3 spi 5 dst ::1\nbad",
        "add spi 5 dst esp",
        "add esp spi 1 srcidtype fqdn \"ip xfrm state\" bad",
        "# ip xfrm state add\n# spdflush;\nbad",
        "flush esp\ndump esp\nbad",
        "flush esp ah",
        "delete esp spi 5 dst 192.0.2.1;",
        "esp spi 5"
      })
  void brokenFileOfOursIsNone(String lines) {
    assertThat(Parser.otherFormat(text(lines))).isNull();
  }

  @Test
  void fileWithoutErrorsIsNone() {
    assertThat(Parser.otherFormat(text((ADD + "\nflush\nflush esp\nexit\n").repeat(3)))).isNull();
  }
}
