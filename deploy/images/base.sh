#!/usr/bin/env bash
# Builds the image handrail/base:bookworm from Debian packages: what a program of ours needs beside itself, and nothing that could be
# used against it (no shell, no package manager). For machines that can reach a Debian mirror and no image registry.
# Does nothing when the image is there: remove it to have one with the latest security updates.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=../debian.sh
source ../debian.sh

image=${1:-handrail/base:$suite}
packages=(base-files ca-certificates gcc-12-base libc6 libgcc-s1)

recipe=$(recipe base.sh ../debian.sh)
if made "$image" "$recipe"; then exit; fi
if ! command -v apt-get >/dev/null; then refuse "$image" "that takes a Debian machine"; fi
if [[ -z "$(mirror)" ]]; then refuse "$image" "the apt sources of this machine do not offer Debian $suite"; fi

work=$(mktemp -d /tmp/handrail-image.XXXXXX)
trap 'rm -rf "$work"' EXIT
root=$work/root

echo "building $image from Debian packages: ${packages[*]}"
download "$work" "${packages[@]}"
mkdir -p "$root/var/lib/dpkg/status.d"
for package in "$work"/*.deb; do
  dpkg-deb --extract "$package" "$root"
  # Where scanners look for what an image without a package manager is made of.
  dpkg-deb --field "$package" >"$root/var/lib/dpkg/status.d/$(dpkg-deb --field "$package" Package)"
done

# Character sets other than UTF-8, documentation except licences, and what only a shell would read.
rm -rf "$root"/usr/lib/*/gconv "$root"/usr/share/{base-files,info,lintian,locale,man} "$root"/etc/{dpkg,profile.d,update-motd.d} \
  "$root"/usr/sbin "$root"/etc/{default,ca-certificates,ld.so.conf.d}
find "$root/usr/share/doc" -type f ! -name copyright -delete
rm -rf "$root/usr/share/doc/ca-certificates/examples"

# What the packages' own scripts would have made, had there been a shell to run them.
mkdir -p "$root/etc/ssl/certs" "$root/home/nonroot"
awk 1 "$root"/usr/share/ca-certificates/mozilla/*.crt >"$root/etc/ssl/certs/ca-certificates.crt"
rm -rf "$root/usr/share/ca-certificates"
cat >"$root/etc/passwd" <<'PASSWD'
root:x:0:0:root:/root:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
nonroot:x:65532:65532:nonroot:/home/nonroot:/usr/sbin/nologin
PASSWD
cat >"$root/etc/group" <<'GROUP'
root:x:0:
nogroup:x:65534:
nonroot:x:65532:
GROUP
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
find "$root" -mindepth 2 -depth -type d -empty ! -path "$root/home/nonroot" -delete
chmod 1777 "$root/tmp"

tar -C "$root" -c --sort=name --owner=0 --group=0 --numeric-owner . |
  docker import --change 'USER 65532:65532' --change 'WORKDIR /home/nonroot' \
    --change "LABEL handrail.recipe=$recipe" \
    --change 'LABEL org.opencontainers.image.title="Handrail base"' \
    --change 'LABEL org.opencontainers.image.description="glibc, libgcc and certificate authorities of Debian; no shell"' \
    - "$image" >/dev/null
echo "built $image, $(docker image inspect --format '{{.Size}}' "$image" | awk '{ printf "%.1f MB", $1 / 1e6 }')"
