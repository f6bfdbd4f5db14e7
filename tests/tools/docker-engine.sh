#!/usr/bin/env bash
# Makes sure that a Docker engine answers. For disposable Debian machines (it installs packages and starts a daemon): continuous
# integration calls it, `make test` does not.
set -euo pipefail

if docker info >/dev/null 2>&1; then
  exit
fi
if [[ "$(id -u)" != 0 ]]; then
  echo "no Docker engine answers, and only root can start one" >&2
  exit 1
fi

if ! command -v dockerd >/dev/null; then
  echo "installing a Docker engine from Debian's packages"
  apt-get update -qq || echo "some apt sources could not be read; going on with the others" >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends docker.io iptables >/dev/null
fi

log=/var/log/dockerd.log
if ! docker info >/dev/null 2>&1; then # a machine with an init system starts it on installation; others leave that to us
  setsid dockerd >"$log" 2>&1 </dev/null &
fi
for _ in $(seq 60); do
  if docker info >/dev/null 2>&1; then
    echo "a Docker engine answers: $(docker info --format '{{.ServerVersion}}, storage {{.Driver}}')"
    exit
  fi
  sleep 0.5
done
echo "the Docker engine did not come up:" >&2
tail -n 30 "$log" >&2
exit 1
