#!/usr/bin/env bash
# What bin/spark-submit of an installation does: Spark's launcher makes the command, which then runs.
# The launcher prints a line that holds a NUL, then the words of the command, a NUL after each.
set -euo pipefail
SPARK_HOME=$(cd "$(dirname "$0")/.." && pwd)
export SPARK_HOME SPARK_SCALA_VERSION=2.12
command=()
while IFS= read -r -d '' word; do
  command+=("$word")
done < <(java -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main org.apache.spark.deploy.SparkSubmit "$@")
command[1]=${command[1]#$'\n'}
exec "${command[@]:1}"
