#!/bin/sh
# Owns one throw-away PostgreSQL server: cluster.sh BIN HOME FSYNC
#
# Obeys the orders on its standard input (init, start, stop) and answers each with one line: done or failed.
# When the input ends, whatever ended its writer (return, panic, kill -9), the server is stopped and HOME removed.
# As every server command runs here, one after the other, no order can overtake that clean-up.
set -u
bin=$1 home=$2 fsync=$3
data=$home/data
log=$home/log

# A Ctrl-C meant for the tests, or a reader that went away, must not keep the clean-up from happening.
trap '' HUP INT PIPE TERM

init() {
    "$bin/initdb" --pgdata="$data" --username=unisson --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync &&
        cat >>"$data/postgresql.conf" <<EOF
listen_addresses = ''
unix_socket_directories = '$home'
max_connections = 200
fsync = $fsync
full_page_writes = $fsync
EOF
}

obey() {
    case $1 in
        init) init ;;
        start) "$bin/pg_ctl" --pgdata="$data" --log="$log" --wait --timeout=60 start ;;
        stop) "$bin/pg_ctl" --pgdata="$data" --mode=immediate --wait --timeout=60 stop ;;
        *) return 1 ;;
    esac
}

while read -r order; do
    if obey "$order" </dev/null >>"$log" 2>&1; then
        echo "done"
    else
        echo "failed"
    fi
done

obey stop </dev/null >>"$log" 2>&1
rm -rf "$home"
