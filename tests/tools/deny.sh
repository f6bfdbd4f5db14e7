#!/usr/bin/env bash
# Licences, bans and sources of every dependency; known vulnerabilities too wherever the advisory database can be had.
set -euo pipefail
deny=("${TOOLS:?the folder of the checkers}/bin/cargo-deny" --locked)

# What fails is shown with the path that leads to it; a wrapper is one who may, not one who must, so unused ones are no news.
"${deny[@]}" check --allow duplicate --allow unused-wrapper licenses bans sources

echo "== crates that are there in more than one version:"
"${deny[@]}" check --hide-inclusion-graph --allow unused-wrapper bans 2>&1 | sed -n 's/.*duplicate entries for crate/ /p'

"${deny[@]}" fetch db >/dev/null 2>&1 || true # an older copy serves too; cargo-deny itself refuses one older than 90 days
if compgen -G "${CARGO_HOME:-$HOME/.cargo}/advisory-dbs/advisory-db-*/.git" >/dev/null; then
  "${deny[@]}" --offline check advisories
else
  printf '\n== ADVISORIES WERE NOT CHECKED: the advisory database cannot be had here\n'
fi
