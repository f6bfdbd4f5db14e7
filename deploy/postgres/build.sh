#!/usr/bin/env bash
# Builds the image handrail/postgres:15 from Debian packages, for machines that can reach a Debian mirror and no image registry.
# Does nothing when the image is there. Needs root, a Docker engine, and a machine whose own apt sources offer Debian 12.
set -euo pipefail
cd "$(dirname "$0")"

image=${1:-handrail/postgres:15}
suite=bookworm # the Debian release that carries PostgreSQL 15
bin=/usr/lib/postgresql/15/bin

if docker image inspect "$image" >/dev/null 2>&1; then
  echo "$image is there already"
  exit
fi
if [[ "$(id -u)" != 0 ]] || ! command -v apt-get >/dev/null; then
  echo "cannot build $image: that takes root on a Debian machine" >&2
  exit 1
fi

# The machine's own mirror, whatever the format of its sources.
# shellcheck disable=SC2016 # $(REPO_URI) is apt's own placeholder
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' "Release: $suite" | sed -n 1p)
if [[ -z "$mirror" ]]; then
  echo "cannot build $image: the apt sources of this machine do not offer Debian $suite" >&2
  exit 1
fi

work=$(mktemp -d /tmp/handrail-image.XXXXXX)
trap 'rm -rf "$work"' EXIT

debootstrap=(debootstrap)
if ! command -v debootstrap >/dev/null; then # borrowed, not installed: building an image changes nothing else on the machine
  apt-get update -qq || echo "some apt sources could not be read; going on with the others" >&2
  (cd "$work" && apt-get download -qq debootstrap && dpkg -x debootstrap_*.deb borrowed) 2>"$work/download.log" ||
    { cat "$work/download.log" >&2; exit 1; }
  debootstrap=(env DEBOOTSTRAP_DIR="$work/borrowed/usr/share/debootstrap" "$work/borrowed/usr/sbin/debootstrap")
fi

echo "building $image from Debian packages: about a minute"
if ! "${debootstrap[@]}" --variant=minbase --include=postgresql-15 "$suite" "$work/root" "$mirror" >"$work/log" 2>&1; then
  tail -n 20 "$work/log" "$work/root/debootstrap/debootstrap.log" >&2 || true
  exit 1
fi
rm -rf "$work/root/var/lib/postgresql/15" "$work/root/etc/postgresql/15" # the package's own cluster: the entrypoint makes its own
install -m 755 entrypoint.sh "$work/root/usr/local/bin/handrail-postgres"
mkdir -p "$work/root/run/postgresql"

tar -C "$work/root" -c --exclude=./var/cache/apt --exclude=./var/lib/apt/lists --exclude=./usr/share/doc --exclude=./usr/share/locale --exclude=./usr/share/man . |
  docker import \
    --change "ENV PATH=$bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
    --change 'ENV PGDATA=/var/lib/postgresql/data' \
    --change 'VOLUME /var/lib/postgresql/data' \
    --change 'EXPOSE 5432' \
    --change 'ENTRYPOINT ["/usr/local/bin/handrail-postgres"]' \
    --change 'CMD ["postgres"]' \
    - "$image" >/dev/null
echo "built $image"
