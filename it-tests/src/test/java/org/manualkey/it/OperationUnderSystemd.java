package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an administrator of an enabled service under systemd uses beside it: journal, metrics,
 * groups.
 */
record OperationUnderSystemd(DebianHost host) {

  private static final String METRICS = "/var/lib/prometheus/node-exporter/manual-key.prom";

  /** After a load that was rejected for an error in column 9. */
  void journalHasTheFieldsOfEvents(String keyFile, int line) throws Exception {
    host.run(0, "journalctl --sync");
    String journal = "journalctl -q -o json -u manual-keyd ";
    assertThat(host.run(0, journal + "MANUAL_KEY_EVENT=problem"))
        .contains(
            "\"MESSAGE\":\"" + keyFile + ":" + line + ":9: unknown extension",
            "\"PRIORITY\":\"3\"",
            "\"SYSLOG_IDENTIFIER\":\"manual-keyd\"",
            "\"MANUAL_KEY_FILE\":\"" + keyFile + "\"",
            "\"MANUAL_KEY_LINE\":\"" + line + "\"",
            "\"MANUAL_KEY_COLUMN\":\"9\"",
            "\"MANUAL_KEY_CODE\":\"unknown-extension\"",
            "\"_TRANSPORT\":\"journal\"");
    assertThat(host.run(0, journal + "MANUAL_KEY_EVENT=load MANUAL_KEY_RESULT=rejected"))
        .contains(
            "\"MESSAGE\":\"load of " + keyFile + ": result=rejected ",
            "\"PRIORITY\":\"6\"",
            "\"MANUAL_KEY_VALID\":\"",
            "\"MANUAL_KEY_SAS\":\"0\"",
            "\"MANUAL_KEY_DURATION\":\"");
    assertThat(host.run(0, journal + "MANUAL_KEY_EVENT=load MANUAL_KEY_RESULT=loaded"))
        .contains("\"MANUAL_KEY_COMMANDS\":\"");
  }

  /**
   * The drop-in for metrics, and a socket of systemd for a group; without the socket of the
   * journal, since that is one restart less.
   */
  void metricsAreKept_groupsHaveTheSadb_andTheJournalHasLines() throws Exception {
    host.run(
        0,
        """
        set -e
        groupadd keepers; useradd -G keepers keeper; useradd stranger
        mkdir -p /etc/systemd/system/manual-keyd-private.socket.d /var/lib/prometheus/node-exporter
        install -D -m 644 /usr/share/doc/manual-key/examples/systemd/metrics-file.conf \
          /etc/systemd/system/manual-keyd.service.d/metrics-file.conf
        printf '[Service]\\nInaccessiblePaths=/run/systemd/journal/socket\\n' \
          >/etc/systemd/system/manual-keyd.service.d/journal.conf
        printf '[Socket]\\nSocketGroup=keepers\\nSocketMode=0660\\n' \
          >/etc/systemd/system/manual-keyd-private.socket.d/group.conf
        manual-keyadm setprop config/metrics_file=%1$s
        manual-keyadm setprop config/sadb_group=keepers
        systemctl daemon-reload
        systemctl stop manual-keyd
        systemctl start manual-keyd.socket manual-keyd
        """
            .formatted(METRICS));

    assertThat(host.run(0, "stat -c '%a %U:%G' /run/manual-key/socket.private"))
        .isEqualTo("660 root:keepers\n");
    assertThat(host.runAs("keeper", 0, "ipseckey -n -p dump")).contains("spi=0x2112");
    assertThat(host.runAs("stranger", 1, "ipseckey -n -p dump"))
        .isEqualTo("ipseckey: permission denied: must be root\n");

    host.run(0, "timeout 60 bash -c 'until [[ -s %s ]]; do sleep 0.2; done'".formatted(METRICS));
    assertThat(host.run(0, "cat " + METRICS))
        .contains("\nmanual_key_state{state=\"online\"} 1\n")
        .endsWith("# EOF\n");
    assertThat(host.run(0, "stat -c '%a %U' " + METRICS)).isEqualTo("644 root\n");

    assertThat(
            host.run(
                0,
                "journalctl --sync; journalctl -q -o json -u manual-keyd PRIORITY=4 _TRANSPORT=stdout"))
        .contains("using the embedded SADB");

    host.run(
        0,
        """
        set -e
        manual-keyadm setprop -d config/metrics_file
        manual-keyadm setprop -d config/sadb_group
        systemctl stop manual-keyd.socket manual-keyd-private.socket manual-keyd
        [[ ! -e %1$s ]]
        cd /etc/systemd/system
        rm manual-keyd.service.d/{metrics-file,journal}.conf; rm -r manual-keyd-private.socket.d
        systemctl daemon-reload; systemctl start manual-keyd
        """
            .formatted(METRICS));
  }
}
