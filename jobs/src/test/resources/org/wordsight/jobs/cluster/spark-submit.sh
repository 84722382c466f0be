#!/usr/bin/env bash
# Does the same as bin/spark-submit of an installation: Spark's launcher makes a command, which then runs.
# The launcher prints a line with a NUL, then the words of the command, each with a NUL at its end.
set -euo pipefail
SPARK_HOME=$(cd "$(dirname "$0")/.." && pwd)
export SPARK_HOME SPARK_SCALA_VERSION=2.12
command=()
while IFS= read -r -d '' word; do
  command+=("$word")
done < <(java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main org.apache.spark.deploy.SparkSubmit "$@")
command[1]=${command[1]#$'\n'}
exec "${command[@]:1}"
