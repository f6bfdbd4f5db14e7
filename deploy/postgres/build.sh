#!/usr/bin/env bash
# Builds the image handrail/postgres:15 from Debian packages, for machines that can reach a Debian mirror and no image registry.
# Does nothing when the image is there. Needs root, a Docker engine, and a machine whose own apt sources offer Debian 12.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=../debian.sh
source ../debian.sh

image=${1:-handrail/postgres:15}
bin=/usr/lib/postgresql/15/bin

recipe=$(recipe build.sh entrypoint.sh ../debian.sh)
if made "$image" "$recipe"; then exit; fi
if [[ "$(id -u)" != 0 ]] || ! command -v apt-get >/dev/null; then refuse "$image" "that takes root on a Debian machine"; fi
mirror=$(mirror)
if [[ -z "$mirror" ]]; then refuse "$image" "the apt sources of this machine do not offer Debian $suite"; fi

work=$(mktemp -d /tmp/handrail-image.XXXXXX)
trap 'rm -rf "$work"' EXIT

debootstrap=(debootstrap)
if ! command -v debootstrap >/dev/null; then # borrowed, not installed: building an image changes nothing else on the machine
  download "$work" debootstrap
  dpkg -x "$work"/debootstrap_*.deb "$work/borrowed"
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
    --change "LABEL handrail.recipe=$recipe" \
    --change "ENV PATH=$bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
    --change 'ENV PGDATA=/var/lib/postgresql/data' \
    --change 'VOLUME /var/lib/postgresql/data' \
    --change 'EXPOSE 5432' \
    --change 'ENTRYPOINT ["/usr/local/bin/handrail-postgres"]' \
    --change 'CMD ["postgres"]' \
    - "$image" >/dev/null
echo "built $image"
