"""Rendered manifests, and how to find one's way in them."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

Object = dict[str, Any]

WORKLOADS = ("Deployment", "StatefulSet", "Job")
SERVING = ("Deployment", "StatefulSet")


class CannotRender(Exception):
    """kubectl is missing, or refuses."""


@dataclass(frozen=True)
class Finding:
    """Something that is wrong, and where."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass
class Rendering:
    """What is applied together."""

    name: str
    objects: list[Object] = field(default_factory=list)

    def of(self, *kinds: str) -> list[Object]:
        return [obj for obj in self.objects if obj["kind"] in kinds]

    def get(self, kind: str, name: str) -> Object | None:
        return next((obj for obj in self.of(kind) if obj["metadata"]["name"] == name), None)

    def finding(self, obj: Object | None, what: str) -> Finding:
        where = f"{self.name}: {obj['kind']}/{obj['metadata']['name']}" if obj else self.name
        return Finding(where, what)

    def environment(self, obj: Object, container: Object) -> dict[str, str | None]:
        """The variables of a container; None where the value comes from elsewhere."""
        found: dict[str, str | None] = {}
        for source in container.get("envFrom", []):
            config = self.get("ConfigMap", source.get("configMapRef", {}).get("name", ""))
            found.update((config or {}).get("data", {}))
        for variable in container.get("env", []):
            found[variable["name"]] = variable.get("value")
        return found

    def mounted(self, obj: Object, container: Object, path: str) -> tuple[Object, Object, str] | None:
        """The mount and the volume under which `path` lies, and the rest of the path."""
        mounts = sorted(container.get("volumeMounts", []), key=lambda mount: -len(mount["mountPath"]))
        for mount in mounts:
            rest = os.path.relpath(path, mount["mountPath"])
            if not rest.startswith(".."):
                return mount, volumes(obj).get(mount["name"], {}), rest
        return None


def pod(obj: Object) -> Object:
    spec: Object = obj["spec"]["template"]["spec"]
    return spec


def labels(obj: Object) -> dict[str, str]:
    found: dict[str, str] = obj["spec"]["template"]["metadata"].get("labels", {})
    return found


def containers(obj: Object) -> Iterator[Object]:
    for kind in ("containers", "initContainers", "ephemeralContainers"):
        yield from pod(obj).get(kind, [])


def volumes(obj: Object) -> dict[str, Object]:
    claims = obj["spec"].get("volumeClaimTemplates", [])
    found: dict[str, Object] = {claim["metadata"]["name"]: {"persistentVolumeClaim": {}} for claim in claims}
    found.update({volume["name"]: volume for volume in pod(obj).get("volumes", [])})
    return found


def program_of(obj: Object) -> str:
    """Which program runs: the last part of the image's name."""
    return image_of(obj)[0].rsplit("/", 1)[-1]


def image_of(obj: Object) -> tuple[str, str]:
    """Name and tag."""
    image = next(containers(obj)).get("image", "")
    name, _, tag = image.rpartition(":")
    return (name, tag) if name and "/" not in tag else (image, "")


def selects(selector: Object, labelled: dict[str, str]) -> bool:
    """Whether a label selector fits. An expression that is not known here fits nothing."""

    def fits(expression: Object) -> bool:
        value = labelled.get(expression["key"])
        match expression["operator"]:
            case "In":
                return value in expression["values"]
            case "NotIn":
                return value not in expression["values"]
            case "Exists":
                return value is not None
            case "DoesNotExist":
                return value is None
        return False

    equal = all(labelled.get(key) == value for key, value in selector.get("matchLabels", {}).items())
    return equal and all(fits(expression) for expression in selector.get("matchExpressions", []))


def port_of(address: str | None) -> int | None:
    """The port of `host:port`, or of an address with a scheme."""
    if not address:
        return None
    rest = address.partition("://")[2] or address
    port = rest.partition("/")[0].rpartition(":")[2]
    if port.isdigit():
        return int(port)
    return {"https": 443, "http": 80}.get(address.partition("://")[0])


def render(folder: Path, components: tuple[Path, ...] = ()) -> Rendering:
    """Renders a kustomization, together with optional components of ours."""
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        raise CannotRender("kubectl is missing. Install version 1.27 or later: https://kubernetes.io/docs/tasks/tools/")
    name = "+".join([folder.name, *(component.name for component in components)])
    with tempfile.TemporaryDirectory() as scratch:
        target = folder
        if components:  # they can only be had in a kustomization
            target = Path(scratch).resolve()
            content = {
                "resources": [os.path.relpath(folder.resolve(), target)],
                "components": [os.path.relpath(component.resolve(), target) for component in components],
            }
            (target / "kustomization.yaml").write_text(yaml.safe_dump(content))
        ran = subprocess.run([kubectl, "kustomize", str(target)], capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise CannotRender(f"kubectl kustomize {folder}: {ran.stderr.strip()} (version 1.27 or later is needed)")
    return Rendering(name, [obj for obj in yaml.safe_load_all(ran.stdout) if obj])
