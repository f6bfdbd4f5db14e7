#!/bin/bash
# databases.sh SERVICE... : a login and a database of the same name for each, and nobody else may use the database. Whatever is so
# already stays; passwords become what the secrets say.
set -euo pipefail
PGPASSWORD=$(</run/secrets/postgres-password)
export PGPASSWORD PGHOST=${PGHOST:-postgres} PGUSER=postgres PGDATABASE=postgres

for service in "$@"; do
  export service
  psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --set service="$service" <<'SQL'
\set password `cat "/run/secrets/$service-password"`
SELECT format('CREATE ROLE %I LOGIN', :'service') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'service') \gexec
ALTER ROLE :"service" PASSWORD :'password';
SELECT format('CREATE DATABASE %I OWNER %I', :'service', :'service') WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'service') \gexec
REVOKE CONNECT, TEMPORARY ON DATABASE :"service" FROM PUBLIC;
SQL
  echo "$service has a login and a database"
done
