#!/usr/bin/env bash
# build.sh FOLDER : builds the five images out of the programs in FOLDER (target/release), each tagged with the version and `local`.
# Builds nothing that is there already.
#   HANDRAIL_IMAGE_BASE    what to build on; unset: the stock base where a registry answers, else our own (base.sh)
#   HANDRAIL_IMAGE_SOURCE  where the source code is published, for the label
set -euo pipefail
programs=$(cd "${1:?the folder of the programs}" && pwd)
cd "$(dirname "$0")/../.."

version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)
stock=$(sed -n 's/^ARG BASE=//p' deploy/images/Dockerfile)
ours=handrail/base:bookworm

base=${HANDRAIL_IMAGE_BASE:-}
if [[ -z "$base" ]]; then
  base=$stock
  if ! docker image inspect "$stock" >/dev/null 2>&1; then
    # Our own is there when no registry answered before: it is not asked again and again.
    if docker image inspect "$ours" >/dev/null 2>&1 || ! timeout 120 docker pull --quiet "$stock" 2>/dev/null; then
      deploy/images/base.sh "$ours"
      base=$ours
    fi
  fi
fi

labels=()
if revision=$(git rev-parse HEAD 2>/dev/null); then
  if [[ -n "$(git status --porcelain 2>/dev/null)" ]]; then revision+=-modified; fi
  labels+=(--label "org.opencontainers.image.revision=$revision")
fi
if [[ -n "${HANDRAIL_IMAGE_SOURCE:-}" ]]; then labels+=(--label "org.opencontainers.image.source=$HANDRAIL_IMAGE_SOURCE"); fi

context=$(mktemp -d "$programs/images.XXXXXX") # on the same file system, so that nothing is copied
log=$(mktemp)
trap 'rm -rf "$context" "$log"' EXIT
mkdir "$context/data"
cp LICENSE "$context"
for program in handrail handrail-{intake,transfers,escalation,notifications}; do ln "$programs/$program" "$context"; done

for image in intake transfers escalation notifications handrail; do
  docker build --file deploy/images/Dockerfile --target "$image" --build-arg BASE="$base" --build-arg VERSION="$version" \
    ${labels[@]+"${labels[@]}"} --tag "handrail/$image:$version" --tag "handrail/$image:local" "$context" >"$log" 2>&1 ||
    { cat "$log" >&2; exit 1; }
  docker image inspect --format "{{ .Size }}" "handrail/$image:local" |
    awk -v image="handrail/$image:$version" '{ printf "%-28s %5.1f MB\n", image, $1 / 1e6 }'
done
