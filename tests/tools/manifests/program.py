"""What the manifests have to agree with, read from the programs' own sources so that it is said once."""

import re
from dataclasses import dataclass
from pathlib import Path


class Unreadable(Exception):
    """A source does not say what it is read for: it has changed, and this module has to follow."""


@dataclass(frozen=True)
class Service:
    name: str
    port: int
    follows: frozenset[str]


@dataclass(frozen=True)
class Key:
    """A variable of the configuration."""

    default: str
    secret: bool

    @property
    def required(self) -> bool:
        return self.default.startswith("none; it has to be said")


@dataclass(frozen=True)
class Program:
    version: str
    services: dict[str, Service]
    keys: dict[str, Key]
    suite_keys: frozenset[str]  # what only the all-in-one understands
    service_keys: frozenset[str]  # what it does not
    probes: dict[str, str]  # startup, readiness, liveness -> the name to probe
    shutdown_seconds: int
    database_wait_seconds: int
    connections: int  # how many a replica may hold
    wrong_configuration: int  # the exit code
    editions: dict[str, frozenset[str]]  # id -> its files

    def spellings(self, key: str) -> set[str]:
        """The variables that give `key` a value."""
        return {key, f"{key}_FILE"} if key in self.keys and self.keys[key].secret else {key}


ALL_IN_ONE = "handrail"
SUITE_KEYS = frozenset({"HANDRAIL_HOST", "HANDRAIL_DATA"})
# Beyond the deadline of an orderly shutdown: a second for tasks and one for connections that are cut off.
CUT_OFF_SECONDS = 2


def read(root: Path) -> Program:
    """Reads everything from the repository at `root`."""
    chassis = root / "libs/chassis/src"
    keys = _keys(root / "docs/configuration.md")  # a test holds it to the program's own table
    probe = chassis / "probe.rs"
    lifecycle = chassis / "lifecycle.rs"
    wait = re.match(r"\d+", keys["HANDRAIL_DATABASE_WAIT"].default)
    if wait is None:
        raise Unreadable("the default of HANDRAIL_DATABASE_WAIT is no number")
    return Program(
        version=_one(root / "Cargo.toml", r'\[workspace\.package\]\s+version = "([^"]+)"'),
        services=_services(root),
        keys=keys,
        suite_keys=SUITE_KEYS,
        service_keys=_of_one_service(chassis / "config/keys.rs"),
        probes={kind: _one(probe, rf'const {kind.upper()}: &str = "(\w+)"') for kind in ("startup", "readiness", "liveness")},
        shutdown_seconds=int(_one(lifecycle, r"SHUTDOWN_DEADLINE: Duration = Duration::from_secs\((\d+)\)")) + CUT_OFF_SECONDS,
        database_wait_seconds=int(wait.group()),
        connections=int(_one(chassis / "database.rs", r"const POSTGRES_POOL: u32 = (\d+)")),
        wrong_configuration=int(_one(lifecycle, r"Self::Config => (\d+)")),
        editions={
            folder.name: frozenset(file.name for file in folder.glob("*.toml"))
            for folder in (root / "libs/domain/editions").iterdir()
            if folder.is_dir()
        },
    )


def _services(root: Path) -> dict[str, Service]:
    services = {}
    for source in sorted((root / "services").glob("*/src/lib.rs")):
        text = source.read_text()
        if "const PORT" not in text:
            continue  # the all-in-one has none of its own
        name = _one(source, r'const NAME: &str = "([\w-]+)"')
        listed = re.search(r"const SOURCES: .* = \[(.*?)\]", text, re.DOTALL)
        follows = re.findall(r'"([\w-]+)"', listed.group(1)) if listed else re.findall(r'\.follow\(\s*"([\w-]+)"', text)
        if not follows:
            raise Unreadable(f"{source}: whom does it follow?")
        services[name] = Service(name, int(_one(source, r"const PORT: u16 = (\d+)")), frozenset(follows))
    return services


def _keys(source: Path) -> dict[str, Key]:
    rows = re.findall(r"^\| `(HANDRAIL_\w+)` \| `\w+` \| (.*?) \| (.*) \|$", source.read_text(), re.MULTILINE)
    if not rows:
        raise Unreadable(f"{source}: no table of keys")
    return {variable: Key(default, "Secret: `_FILE`" in meaning) for variable, default, meaning in rows}


def _of_one_service(source: Path) -> frozenset[str]:
    listed = _one(source, r"OF_ONE_SERVICE: &\[&Key\] = &\[([^]]*)\]")
    return frozenset(f"HANDRAIL_{name}" for name in re.findall(r"&(\w+)", listed))


def _one(source: Path, pattern: str) -> str:
    found = re.search(pattern, source.read_text())
    if found is None:
        raise Unreadable(f"{source}: nothing matches {pattern}")
    return found.group(1)
