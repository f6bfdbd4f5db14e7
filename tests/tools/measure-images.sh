#!/usr/bin/env bash
# measure-images.sh : what each service of `make up` costs: the size of its image, from the start of its container until it is ready (the
# best and the worst of five), and what it holds in memory a quarter of a minute later with nothing to do. Then the all-in-one, on SQLite.
set -euo pipefail

version=${HANDRAIL_VERSION:-local}
milliseconds() { date -d "$1" +%s%3N; }

# From the start of the container until it listens on all its ports, as Docker saw both.
start() {
  local container=$1 ports=$2 started ready
  docker restart --time 30 "$container" >/dev/null
  started=$(docker inspect --format '{{ .State.StartedAt }}' "$container")
  for _ in $(seq 100); do
    ready=$(docker logs --timestamps --since "$started" "$container" 2>&1 | grep '"listening"' | cut -d ' ' -f 1 || true)
    if [[ "$(wc -w <<<"$ready")" == "$ports" ]]; then
      ready=$(tail -n 1 <<<"$ready")
      echo $(($(milliseconds "$ready") - $(milliseconds "$started")))
      return
    fi
    sleep 0.1
  done
  echo "$container did not get ready" >&2
  return 1
}

# What the process holds: its resident memory, not the cache of its files.
resident() {
  local pid
  pid=$(docker inspect --format '{{ .State.Pid }}' "$1")
  awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$pid/status"
}

row() {
  local image=$1 container=$2 ports=$3 times size
  times=$(for _ in 1 2 3 4 5; do start "$container" "$ports"; done | sort -n)
  sleep 15
  size=$(docker image inspect --format '{{ .Size }}' "handrail/$image:$version" | awk '{ printf "%.0f", $1 / 1e6 }')
  printf '| handrail/%s | %s MB | %s to %s ms | %s MB |\n' "$image" "$size" "$(head -n 1 <<<"$times")" "$(tail -n 1 <<<"$times")" "$(resident "$container")"
}

echo '| image | size | ready after | idle memory |'
echo '|---|---|---|---|'
for service in intake transfers escalation notifications; do
  container=handrail-$service
  if ! docker inspect "$container" >/dev/null 2>&1; then container+=-1; fi
  row "$service" "$container" 1
done

docker rm --force handrail-measured >/dev/null 2>&1 || true
docker run --detach --name handrail-measured --read-only --tmpfs /var/lib/handrail/data:uid=65532 \
  --volume "$(cd "$(dirname "$0")/../.." && pwd)/deploy/sample/organisation.toml:/organisation.toml:ro" \
  --env HANDRAIL_HOST=127.0.0.1 --env HANDRAIL_ORGANISATION=/organisation.toml --env HANDRAIL_LOG=json "handrail/handrail:$version" up >/dev/null
trap 'docker rm --force --volumes handrail-measured >/dev/null' EXIT
row handrail handrail-measured 4
