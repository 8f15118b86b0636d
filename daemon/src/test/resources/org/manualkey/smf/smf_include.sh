# What the methods use of /lib/svc/share/smf_include.sh, with other means.
smf_configure_ip() { [ ! -e "$PLAYED/shared-ip" ]; }

# smf_kill_contract CONTRACT SIGNAL WAIT TIMEOUT
smf_kill_contract() {
  pids=$(pgrep -c "$1") || return 0
  # Not by this shell: ksh93 lets a stopped process go on for that, and pkill does not.
  sh -c 'kill -s "$0" "$@"' "$2" $pids 2>/dev/null
  [ "${3:-0}" = 1 ] || return 0
  tries=0
  while pgrep -c "$1" >/dev/null; do
    if [ "$tries" -ge $((${4:-60} * 10)) ]; then return 2; fi
    tries=$((tries + 1))
    sleep 0.1
  done
}
