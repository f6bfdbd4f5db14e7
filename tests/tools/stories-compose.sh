#!/usr/bin/env bash
# stories-compose.sh FOLDER : tells stories from outside against what `make up` has brought up; FOLDER is for what that needs.
#
# First on the deployment as it is, on the system's clock, while each of its containers is stopped and killed. Then its services are
# started on a virtual clock, and each story gets schemas of its own in their databases and has one of each service killed half way.
# What was in the databases before is left alone, and at the end the services are as they were.
set -euo pipefail
work=${1:?a folder for what the stories need}
cd "$(dirname "$0")/../.."
compose=deploy/compose.sh
secrets=${HANDRAIL_SECRETS:-$PWD/deploy/compose/secrets}
document=deploy/compose/config/handrail.toml
services=(intake transfers-1 transfers-2 escalation notifications-1 notifications-2)

tell() { cargo test --workspace --quiet --test stories -- --ignored --test-threads=1 "$@"; }

rm -rf "$work"
mkdir -p "$work/config"
work=$(cd "$work" && pwd)
chmod 755 "$work/config"
export HANDRAIL_TEST_OUTSIDE=$work/outside.toml
cat >"$HANDRAIL_TEST_OUTSIDE" <<DESCRIPTION
credentials = { authorities = "$secrets/outside/authority.pem", issuer_key = "$secrets/outside/issuer.key" }
document = "$work/config/handrail.toml"
document_text = '''
$(sed 's/^migrate = .*/migrate = "at-start"/; /^drain_wait/d' "$document")
'''
mail = "/var/lib/handrail/data/mail"

[intake]
handrail-intake = "127.0.0.1:7401"
[transfers]
handrail-transfers-1 = "127.0.0.1:7402"
handrail-transfers-2 = "127.0.0.1:7412"
[escalation]
handrail-escalation = "127.0.0.1:7403"
[notifications]
handrail-notifications-1 = "127.0.0.1:7404"
handrail-notifications-2 = "127.0.0.1:7414"
DESCRIPTION

finish() {
  local status=$?
  trap - EXIT
  set +e
  if [[ "$status" != 0 ]]; then "$compose" run logs --no-color --tail 50 >&2; fi
  # The schemas of the stories, then the services as they were.
  "$compose" run stop --timeout 30 "${services[@]}" 2>/dev/null
  for service in intake transfers escalation notifications; do
    docker exec --interactive handrail-postgres psql --username postgres --dbname "$service" --quiet <<'SQL'
SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM pg_namespace WHERE nspname LIKE 'story\_%' \gexec
SQL
  done
  "$compose" up || status=1
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

printf '\n== on the system'\''s clock, as it was brought up\n'
tell deployed::

printf '\n== on a virtual clock\n'
cp "$document" "$work/config/handrail.toml"
HANDRAIL_CONFIG_FOLDER=$work/config "$compose" run up --detach --no-deps "${services[@]}"
tell outside::
