# shellcheck shell=bash
# Sourced by what builds images from Debian packages, for machines that can reach a Debian mirror and no image registry.

suite=bookworm # the Debian release that the images are made of: PostgreSQL 15, and the oldest glibc that the programs run on

# recipe FILE...: what the label handrail.recipe of an image says about the files that made it.
recipe() { cat "$@" | sha256sum | cut -c 1-16; }

# made IMAGE RECIPE: whether the image is there, and made so; what was made otherwise is made anew.
made() {
  local found
  found=$(docker image inspect --format '{{ index .Config.Labels "handrail.recipe" }}' "$1" 2>/dev/null) || return 1
  [[ "$found" == "$2" ]] && echo "$1 is there already"
}

# refuse IMAGE WHY: ends the build.
refuse() {
  echo "cannot build $1: $2" >&2
  exit 1
}

# The mirror that this machine's own apt sources name, whatever their format; nothing when they do not offer the release.
mirror() {
  # shellcheck disable=SC2016 # $(REPO_URI) is apt's own placeholder
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' "Release: $suite" | sed -n 1p
}

# download FOLDER PACKAGE...: the newest that the release and its security updates have of each.
download() {
  local folder=$1
  shift
  printf 'Package: *\nPin: release n=%s*\nPin-Priority: 990\n' "$suite" >"$folder/preferences"
  apt-get update -qq || echo "some apt sources could not be read; going on with the others" >&2
  (cd "$folder" && apt-get download -qq -o Dir::Etc::Preferences="$folder/preferences" "$@") >"$folder/download.log" 2>&1 ||
    { cat "$folder/download.log" >&2; return 1; }
}
