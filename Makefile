# What one does with Handrail; `make help` lists it. `run`, `test` and `release` need Rust, Git, Make and a C compiler, nothing else:
# the checkers of `proto`, `manifests` and `deny` are put under target/tools on first use.

.DEFAULT_GOAL := help
target := $(abspath $(or $(CARGO_TARGET_DIR),target))
export TOOLS := $(target)/tools

.PHONY: help run test lint lint-format lint-warnings lint-domain proto proto-baseline deny manifests clauses images images-postgres up down stories-compose measure release clean-data

help: ## List what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

run: ## Start everything on SQLite, play the sample caseload, keep serving
	@test -x $(target)/debug/handrail || echo "The first run builds Handrail, which takes some minutes; later ones start in seconds."
	cargo run --package handrail -- up --data data --organisation deploy/sample/organisation.toml --virtual-clock --play deploy/sample/caseload.toml

test: ## Run every test, on SQLite and on whatever PostgreSQL can be had here
	@tests/tools/with-postgres.sh tests/tools/rust-tests.sh

lint: lint-format lint-warnings lint-domain ## Check format, warnings, and that the domain stands alone
lint-format:
	cargo fmt --all --check
lint-warnings:
	cargo clippy --workspace --all-targets -- -D warnings
lint-domain:
	@tests/tools/domain-is-pure.sh

proto: ## Check the contracts: style, comments, and that nothing published is broken
	@tests/tools/install.sh buf
	$(TOOLS)/bin/buf lint
	$(TOOLS)/bin/buf format --diff --exit-code
	test ! -f proto/baseline.binpb || $(TOOLS)/bin/buf breaking --against proto/baseline.binpb

proto-baseline: ## Publish the contracts as they are: from then on they may not be broken
	@tests/tools/install.sh buf
	$(TOOLS)/bin/buf build --exclude-source-info --output proto/baseline.binpb

deny: ## Check the licences, bans, sources and known vulnerabilities of every dependency
	@tests/tools/install.sh cargo-deny
	@tests/tools/deny.sh

manifests: ## Check the Kubernetes manifests against Kubernetes' schemas, the restricted standard and the programs (needs kubectl)
	@tests/tools/install.sh kubernetes-validate
	@$(TOOLS)/python/bin/python -B tests/tools/manifests/check.py
	@$(TOOLS)/python/bin/python -B tests/tools/manifests/planted.py

clauses: ## Play the protocol and count which clauses are shown; writes docs/clauses.md and docs/pathways (needs Python 3)
	cargo build --package handrail
	@python3 -B tests/tools/clauses.py $(target)/debug/handrail
	@mkdir -p docs/pathways
	@for edition in 2018 current; do $(target)/debug/handrail edition draw $$edition >docs/pathways/$$edition.md; done

images: release ## Build the images of the programs, on a base of our own where no registry answers
	@deploy/images/build.sh $(target)/release

images-postgres: ## Build the image handrail/postgres:15 from Debian packages (Debian, root, Docker)
	@deploy/postgres/build.sh

up: ## Bring up deploy/compose.yaml: PostgreSQL, the migrations, two of what writes most, tokens over TLS (after `make images`)
	@deploy/compose.sh up

down: ## Remove what `make up` brought up, with its data and credentials
	@deploy/compose.sh down

stories-compose: ## Tell stories from outside against what is up, while its containers are killed
	@tests/tools/stories-compose.sh $(target)/stories-compose

measure: ## Measure what each image costs, against what is up: size, time to ready, idle memory
	@tests/tools/measure-images.sh

release: ## Build the optimised programs into target/release
	cargo build --release --workspace --bins

clean-data: ## Forget what `make run` has stored
	rm -rf data
