#!/usr/bin/env bash
# compose.sh up | down | run ARGUMENT... : brings up what deploy/compose.yaml describes and waits until all of it is healthy; removes
# it with its data, networks and credentials; or hands the arguments to whichever compose is installed.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=debian.sh
source debian.sh

secrets=${HANDRAIL_SECRETS:-$PWD/compose/secrets}
export HANDRAIL_SECRETS=$secrets
services=(intake transfers escalation notifications)

compose=(docker compose)
if ! docker compose version >/dev/null 2>&1; then
  compose=(docker-compose)
  if ! command -v docker-compose >/dev/null; then
    echo "neither 'docker compose' nor docker-compose is here: install one (Debian: apt-get install docker-compose)" >&2
    exit 1
  fi
fi
compose+=(--project-name handrail --file compose.yaml)

# Passwords, certificates, keys and tokens: each service gets a folder of its own, and what is needed outside stays in the one above.
# The folder is closed to others on this machine; the files in it are not, for they are read by other accounts in the containers.
make_secrets() {
  if [[ -e "$secrets/complete" ]]; then return; fi
  rm -rf "$secrets"
  mkdir -p "$secrets"
  chmod 700 "$secrets"
  mkdir "$secrets/postgres" "$secrets/outside"
  local service password
  head -c 24 /dev/urandom | base64 | tr '+/' '-_' >"$secrets/postgres/password"
  for service in "${services[@]}"; do
    password=$(head -c 24 /dev/urandom | base64 | tr '+/' '-_')
    printf '%s' "$password" >"$secrets/postgres/$service-password"
    printf 'postgres://%s:%s@postgres:5432/%s' "$service" "$password" "$service" >"$secrets/postgres/$service-database-url"
  done

  docker run --rm --user "$(id -u):$(id -g)" --network none --volume "$secrets/outside:/credentials" \
    "handrail/handrail:${HANDRAIL_VERSION:-local}" credentials /credentials
  for service in "${services[@]}"; do
    mkdir "$secrets/$service"
    cp "$secrets/outside/"{authority.pem,jwks.json} "$secrets/$service/"
    mv "$secrets/outside/$service.pem" "$secrets/$service/certificate.pem"
    mv "$secrets/outside/$service.key" "$secrets/$service/key.pem"
    mv "$secrets/outside/$service.token" "$secrets/$service/token"
  done
  chmod -R u=rwX,go=rX "$secrets"/*
  : >"$secrets/complete"
}

# Two minutes, which a slow machine may need.
wait_until_healthy() {
  local left
  for _ in $(seq 240); do
    left=$(docker inspect --format '{{ .Name }} {{ .State.Health.Status }}' handrail-{postgres,intake,transfers-1,transfers-2,escalation,notifications-1,notifications-2} |
      sed '/ healthy$/d')
    if [[ -z "$left" ]]; then return; fi
    sleep 0.5
  done
  printf 'not healthy after two minutes:\n%s\n' "$left" >&2
  "${compose[@]}" logs --tail 20 >&2
  return 1
}

case "${1:-}" in
  up)
    for image in handrail "${services[@]}"; do
      if ! docker image inspect "handrail/$image:${HANDRAIL_VERSION:-local}" >/dev/null 2>&1; then
        echo "there is no image handrail/$image:${HANDRAIL_VERSION:-local}: run \`make images\` first" >&2
        exit 1
      fi
    done
    if [[ -z "${HANDRAIL_POSTGRES_IMAGE:-}" ]]; then
      if ! postgres/build.sh handrail/postgres:15; then export HANDRAIL_POSTGRES_IMAGE=postgres:15; fi # not a Debian machine: the stock one
    fi
    make_secrets
    "${compose[@]}" up --detach --remove-orphans
    wait_until_healthy
    "${compose[@]}" ps
    ;;
  down)
    "${compose[@]}" down --volumes --remove-orphans --timeout 30
    rm -rf "$secrets"
    ;;
  run)
    shift
    "${compose[@]}" "$@"
    ;;
  *)
    echo "usage: $0 up|down|run ARGUMENT..." >&2
    exit 2
    ;;
esac
