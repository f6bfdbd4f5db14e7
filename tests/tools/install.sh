#!/usr/bin/env bash
# install.sh buf|cargo-deny|kubernetes-validate : puts one of the checkers where the Makefile looks for it (TOOLS), if it is not there
# yet. Nothing outside that folder changes. Running Handrail and its tests needs none of them.
set -euo pipefail
tools=${TOOLS:?the folder to install into}

case "${1:-}" in
  buf) # the real program in a wheel: no download of a release archive
    if [[ -x "$tools/bin/buf" ]]; then exit; fi
    echo "installing buf"
    python3 -m venv "$tools/python"
    "$tools/python/bin/pip" install --quiet --disable-pip-version-check buf-bin==1.75.0
    mkdir -p "$tools/bin"
    ln -sf ../python/bin/buf "$tools/bin/buf"
    ;;
  kubernetes-validate) # the schemas of Kubernetes, in a package
    if [[ -x "$tools/python/bin/kubernetes-validate" ]]; then exit; fi
    echo "installing kubernetes-validate"
    python3 -m venv "$tools/python"
    "$tools/python/bin/pip" install --quiet --disable-pip-version-check kubernetes-validate==1.37.0
    ;;
  cargo-deny) # unoptimised: it compiles in half the time and still checks in seconds
    if [[ -x "$tools/bin/cargo-deny" ]]; then exit; fi
    if found=$(command -v cargo-deny); then
      mkdir -p "$tools/bin"
      ln -sf "$found" "$tools/bin/cargo-deny"
      exit
    fi
    echo "installing cargo-deny: about three minutes, once"
    cargo install --quiet --locked --debug --root "$tools" cargo-deny --version 0.20.2
    ;;
  *)
    echo "usage: TOOLS=folder $0 buf|cargo-deny|kubernetes-validate" >&2
    exit 2
    ;;
esac
