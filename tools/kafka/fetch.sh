#!/usr/bin/env bash
# Fetches a real Kafka for the tests into node_modules/.cache/kafka; there already, it costs nothing. Needs Maven; to run it, Java 17.
set -euo pipefail
cd "$(dirname "$0")"
to=../../node_modules/.cache/kafka
if cmp -s pom.xml "$to/pom.xml"; then exit 0; fi

command -v mvn >/dev/null || { echo 'kafka: no-maven: mvn is not there; install it with: apt-get install maven default-jre-headless' >&2; exit 1; }
rm -rf "$to"
mkdir -p "$to"
mvn -q -B -f pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory="$PWD/$to/lib" >&2
# Written last: what was interrupted is fetched again.
cp pom.xml "$to/pom.xml"
