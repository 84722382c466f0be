#!/usr/bin/env bash
# Runs a command as long as this script's standard input is open: when the parent dies, the pipe closes.
"$@" < /dev/null &
child=$!
{
  cat > /dev/null <&3
  kill -9 "$child" 2> /dev/null
} 3<&0 &
watcher=$!
wait "$child"
status=$?
kill "$watcher" 2> /dev/null
exit "$status"
