#!/usr/bin/env bash
# The domain on its own: it compiles without chrono's clock, and nothing in its whole tree reaches a runtime, a wire or a database.
# Built together with the rest the clock would be there, because cargo joins the features that anybody asks for; so: alone.
set -euo pipefail

cargo check --package handrail-domain

tree=$(cargo tree --package handrail-domain --edges normal,features --prefix none --no-dedupe)
if found=$(grep -E '^(chrono feature "(clock|now)"|(tokio|tonic|prost|sea-orm|sqlx|tracing|rand) v)' <<<"$tree" | sort -u); then
  printf 'handrail-domain may not depend on:\n%s\n' "$found" >&2
  exit 1
fi
echo "handrail-domain stands alone: no clock, no runtime, no wire, no database"
