#!/usr/bin/env bash
# with-postgres.sh COMMAND... : runs COMMAND with a PostgreSQL to test on, and says before and after which databases that were.
#
# The command is told by
#   HANDRAIL_TEST_POSTGRES        testcontainers | postgres://user:password@host:port/database | none
#   HANDRAIL_TEST_POSTGRES_IMAGE  name:tag of the image, when it is testcontainers
#   HANDRAIL_TEST_RUN             what it shall put on every container that it starts, as the label handrail.test-run
# Set HANDRAIL_TEST_POSTGRES yourself to choose; unset, the first of these that works is taken: containers, a throw-away cluster of
# the PostgreSQL programs on this machine, SQLite alone. HANDRAIL_POSTGRES_IMAGE names another image than our own local one.
# REQUIRE_POSTGRES=1 turns "SQLite alone" into a failure.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
HANDRAIL_TEST_RUN="$$-$(date +%s)"
export HANDRAIL_TEST_RUN

used=''    # the databases of this run, in words
missed=''  # why a better choice was not taken, in words
cluster='' # the folder of the throw-away cluster, the programs that made it, and the command that becomes the account it runs under
programs=''
account=()

say() { printf '\n== databases: %s\n' "$1"; }
missed() { missed+="${missed:+; }$1"; }

use_containers() {
  local ours=handrail/postgres:15 image
  image=${HANDRAIL_POSTGRES_IMAGE:-$ours}
  if ! docker info >/dev/null 2>&1; then
    missed "no Docker engine answers"
    return 1
  fi
  if [[ "$image" == "$ours" ]] && ! "$root/deploy/postgres/build.sh" "$ours"; then
    image=postgres:15 # not a Debian machine: the stock image serves as well
  fi
  if ! docker image inspect "$image" >/dev/null 2>&1 && ! docker pull "$image"; then
    missed "the image $image cannot be had"
    return 1
  fi
  HANDRAIL_TEST_POSTGRES=testcontainers
  HANDRAIL_TEST_POSTGRES_IMAGE=$image
  used="SQLite, and PostgreSQL by testcontainers ($image)"
}

# Test programs that were killed leave containers behind, and nothing else would remove them: those of this run, and old ones.
sweep_containers() {
  local left
  left=$(
    docker ps -aq --filter "label=handrail.test-run=$HANDRAIL_TEST_RUN"
    docker ps -a --filter label=org.testcontainers.managed-by=testcontainers --format '{{.ID}} {{.Image}} {{.RunningFor}}' |
      awk -v image="$HANDRAIL_TEST_POSTGRES_IMAGE" '$2 == image && / (hour|day|week|month|year)s? / { print $1 }'
  )
  # shellcheck disable=SC2086 # a list of ids
  if [[ -n "$left" ]]; then docker rm -fv $left >/dev/null 2>&1; fi
  left=$(docker network ls -q --filter "name=handrail-test-$HANDRAIL_TEST_RUN-")
  # shellcheck disable=SC2086
  if [[ -n "$left" ]]; then docker network rm $left >/dev/null 2>&1; fi
  left=$(docker volume ls -q --filter "name=handrail-test-$HANDRAIL_TEST_RUN-")
  # shellcheck disable=SC2086
  if [[ -n "$left" ]]; then docker volume rm $left >/dev/null 2>&1; fi
}

as_account() { (cd "$cluster" && ${account[@]+"${account[@]}"} "$@"); }

use_cluster() {
  local initdb password port settings
  initdb=$(command -v initdb || printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)
  if [[ ! -x "$initdb" ]]; then
    missed "no initdb in PATH or /usr/lib/postgresql"
    return 1
  fi
  programs=$(dirname "$initdb")
  cluster=$(mktemp -d /tmp/handrail-postgres.XXXXXX) || return 1 # /tmp: the path of a socket has to be short, and root's own folder is closed
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  echo "$password" >"$cluster/password"
  if [[ "$(id -u)" == 0 ]]; then # the server refuses to run as root
    account=(runuser -u "$(id -un postgres 2>/dev/null || echo nobody)" --)
    chown -R "${account[2]}" "$cluster"
  fi
  if ! as_account "$initdb" --pgdata=data --username=handrail --pwfile=password --auth=scram-sha-256 \
    --encoding=UTF8 --no-locale --no-sync >"$cluster/initdb.log" 2>&1; then
    tail -n 20 "$cluster/initdb.log" >&2
    missed "$initdb failed"
    return 1
  fi
  settings="-c listen_addresses=127.0.0.1 -c unix_socket_directories=$cluster -c max_connections=300" # tests run side by side
  settings+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off"                         # and the data dies with them
  for _ in 1 2 3 4 5; do                                                                              # the port may be taken
    port=$((20000 + RANDOM % 10000))
    if as_account "$programs/pg_ctl" --pgdata=data --log=server.log --silent --wait start -o "-p $port $settings" >/dev/null; then
      HANDRAIL_TEST_POSTGRES="postgres://handrail:$password@127.0.0.1:$port/postgres"
      used="SQLite, and the $("$programs/postgres" --version | awk '{ print "PostgreSQL", $3 }') of this machine in a throw-away cluster"
      return 0
    fi
  done
  tail -n 20 "$cluster/server.log" >&2
  missed "$programs/postgres did not start"
  return 1
}

use_none() {
  HANDRAIL_TEST_POSTGRES=none
  used="SQLite alone. NOTHING RUNS ON POSTGRESQL: ${missed:-as HANDRAIL_TEST_POSTGRES says}"
}

finish() {
  local status=$?
  trap - EXIT
  set +e # whatever fails from here on, the rest is still cleaned up
  if [[ -n "$cluster" ]]; then
    if [[ -f "$cluster/data/postmaster.pid" ]]; then as_account "$programs/pg_ctl" --pgdata=data --silent --mode=immediate stop; fi
    rm -rf "$cluster"
  fi
  if [[ -n "${HANDRAIL_TEST_POSTGRES_IMAGE:-}" ]]; then sweep_containers; fi
  if [[ -n "$used" ]]; then say "$used"; fi
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

case "${HANDRAIL_TEST_POSTGRES:-${HANDRAIL_POSTGRES_IMAGE:+testcontainers}}" in # whoever names an image wants it used
  '') use_containers || use_cluster || use_none ;;
  testcontainers) use_containers || { say "no PostgreSQL: $missed" >&2; exit 1; } ;;
  none) use_none ;;
  *) used="SQLite, and the PostgreSQL at ${HANDRAIL_TEST_POSTGRES##*@}" ;;
esac
if [[ "$HANDRAIL_TEST_POSTGRES" == none && "${REQUIRE_POSTGRES:-}" == 1 ]]; then
  echo "PostgreSQL is required (REQUIRE_POSTGRES=1): ${missed:-yet HANDRAIL_TEST_POSTGRES=none}" >&2
  used=''
  exit 1
fi

export HANDRAIL_TEST_POSTGRES HANDRAIL_TEST_POSTGRES_IMAGE
say "$used"
"$@"
