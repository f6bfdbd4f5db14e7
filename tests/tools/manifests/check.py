"""Renders the Kubernetes manifests and checks them: against the schemas of Kubernetes, the restricted pod security standard, and the
programs that they run."""

import sys
from collections.abc import Iterator
from pathlib import Path

import network
import objects
import pods
import program
import schemas
import settings
from rendering import CannotRender, Finding, Rendering, render

ROOT = Path(__file__).resolve().parents[3]
KUBERNETES = ROOT / "deploy/kubernetes"
VERSIONS = 3


def renderings() -> list[Rendering]:
    """Every overlay, and production with what can be added to it."""
    overlays = [render(folder) for folder in sorted((KUBERNETES / "overlays").iterdir())]
    mutual = render(KUBERNETES / "overlays/production", (KUBERNETES / "components/mutual-tls",))
    return [*overlays, mutual]


def on_its_own(rendering: Rendering, facts: program.Program) -> Iterator[Finding]:
    """What is wrong with an overlay, but for the schemas."""
    for part in (pods, settings, objects, network):
        yield from part.check(rendering, facts)


def main() -> int:
    try:
        facts = program.read(ROOT)
        overlays = renderings()
        database = render(KUBERNETES / "postgres")
        certificates = render(KUBERNETES / "certificates")
    except (CannotRender, program.Unreadable, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    production = next(rendering for rendering in overlays if rendering.name == "production")
    versions = schemas.newest(VERSIONS)
    everything = [*overlays, database, certificates]

    findings = [finding for rendering in everything for finding in schemas.check(rendering, versions)]
    if not findings:  # what has the wrong form can't be read further
        findings += [finding for overlay in overlays for finding in on_its_own(overlay, facts)]
        findings += objects.check_database(database, production, facts)
        findings += objects.check_certificates(certificates, production)
    for finding in findings:
        print(finding)

    for rendering in everything:
        left_out = sorted(schemas.foreign(rendering))
        print(f"{rendering.name}: {len(rendering.objects)} objects" + (f"; no schema for {', '.join(left_out)}" if left_out else ""))
    print(f"held to Kubernetes {', '.join(versions)}, the restricted standard and the programs: {len(findings) or 'nothing'} wrong")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
