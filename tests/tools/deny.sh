#!/usr/bin/env bash
# Licences, bans and sources of every dependency; known vulnerabilities too wherever the advisory database can be had.
set -euo pipefail
deny=("${TOOLS:?the folder of the checkers}/bin/cargo-deny")

"${deny[@]}" --locked check --hide-inclusion-graph licenses bans sources

"${deny[@]}" fetch db >/dev/null 2>&1 || true # an older copy serves too; cargo-deny itself refuses one older than 90 days
if compgen -G "${CARGO_HOME:-$HOME/.cargo}/advisory-dbs/advisory-db-*/.git" >/dev/null; then
  "${deny[@]}" --locked --offline check advisories
else
  printf '\n== ADVISORIES WERE NOT CHECKED: the advisory database cannot be had here\n'
fi
