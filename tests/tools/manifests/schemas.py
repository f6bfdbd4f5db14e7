"""Objects against the schemas of Kubernetes."""

from collections.abc import Iterator

from kubernetes_validate import utils

from rendering import Finding, Rendering

# Kinds that operators bring. Their schemas are the operators'; what matters here is checked in objects.py.
FOREIGN = {
    ("postgresql.cnpg.io/v1", "Cluster"),
    ("postgresql.cnpg.io/v1", "Database"),
    ("cert-manager.io/v1", "Certificate"),
    ("cert-manager.io/v1", "Issuer"),
}


def newest(count: int) -> list[str]:
    """The newest Kubernetes versions whose schemas are at hand."""
    versions = dict.fromkeys(utils.major_minor(version) for version in utils.all_versions())
    return list(versions)[-count:]


def check(rendering: Rendering, versions: list[str]) -> Iterator[Finding]:
    for obj in rendering.objects:
        if (obj["apiVersion"], obj["kind"]) in FOREIGN:
            continue
        for version in versions:
            try:
                utils.validate(obj, version, strict=True)
            except utils.ValidationError as error:
                path = ".".join(str(item) for item in error.absolute_path)
                yield rendering.finding(obj, f"Kubernetes {version}: {path}: {error.message}")
            except utils.SchemaNotFoundError:
                yield rendering.finding(obj, f"Kubernetes {version} has no {obj['kind']} in {obj['apiVersion']}")


def foreign(rendering: Rendering) -> set[str]:
    """The kinds that were left out."""
    return {obj["kind"] for obj in rendering.objects if (obj["apiVersion"], obj["kind"]) in FOREIGN}
