#!/usr/bin/env bash
# Runs a command as long as this script's standard input is open. When the parent process ends, that pipe closes.
exec 3<&0
"$@" < /dev/null 3<&- &
child=$!
{
  cat <&3 > /dev/null
  kill -9 "$child" 2> /dev/null
} &
watcher=$!
wait "$child"
status=$?
kill "$watcher" 2> /dev/null
exit "$status"
