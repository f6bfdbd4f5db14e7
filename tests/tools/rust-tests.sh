#!/usr/bin/env bash
# Every Rust test of the workspace: by cargo-nextest where it is installed (it runs test programs side by side), else by `cargo test`.
set -euo pipefail

if cargo nextest --version >/dev/null 2>&1; then
  cargo nextest run --workspace "$@"
else
  cargo test --workspace --lib --bins --tests "$@"
fi
cargo test --workspace --doc --quiet # examples in the documentation: nextest leaves these out
