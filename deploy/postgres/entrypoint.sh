#!/bin/bash
# Starts PostgreSQL in a container. Honours POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_PASSWORD_FILE and POSTGRES_DB as the stock image
# does, so that either image serves. Unlike the stock image it says "ready to accept connections" once, when everything is there.
set -euo pipefail

if [[ "${1:-postgres}" == -* ]]; then # options alone are options of the server
  set -- postgres "$@"
fi
if [[ "${1:-postgres}" != postgres ]]; then
  exec "$@"
fi

if [[ "$(id -u)" == 0 ]]; then # the server refuses to run as root
  mkdir -p "$PGDATA"
  chown postgres:postgres "$PGDATA" /run/postgresql
  chmod 700 "$PGDATA"
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi

if [[ ! -s "$PGDATA/PG_VERSION" ]]; then
  user=${POSTGRES_USER:-postgres}
  database=${POSTGRES_DB:-$user}
  if [[ -n "${POSTGRES_PASSWORD_FILE:-}" ]]; then POSTGRES_PASSWORD=$(<"$POSTGRES_PASSWORD_FILE"); fi
  : "${POSTGRES_PASSWORD:?set it, or POSTGRES_PASSWORD_FILE: without a password nobody may connect}"

  initdb --pgdata="$PGDATA" --username="$user" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") \
    --auth-local=trust --auth-host=scram-sha-256 --encoding=UTF8 --no-locale
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  if [[ "$database" != postgres ]]; then
    printf 'CREATE DATABASE "%s"\n' "${database//\"/\"\"}" | postgres --single -D "$PGDATA" postgres
  fi
fi

shift || true
exec postgres -D "$PGDATA" -c listen_addresses='*' -c unix_socket_directories=/run/postgresql "$@"
