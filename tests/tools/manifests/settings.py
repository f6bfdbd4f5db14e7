"""What the programs are told: images, keys, addresses, documents, secrets, and where they may write."""

import re
from collections.abc import Iterator

from program import ALL_IN_ONE, Program
from rendering import (
    SERVING,
    WORKLOADS,
    Finding,
    Object,
    Rendering,
    containers,
    image_of,
    port_of,
    program_of,
    volumes,
)

OTHERS = re.compile(r"OTEL_\w+|POD_NAME")  # variables that are not ours
PASSWORD = re.compile(r"://[^/\s:@]*:[^@/\s]+@")
PRIVATE = re.compile(r"PRIVATE KEY|^ey[\w-]+\.[\w-]+\.", re.MULTILINE)
HASHED = re.compile(r"-[a-z0-9]{10}$")
WRITES = ("HANDRAIL_MAIL_FOLDER", "HANDRAIL_DATA")
READS_SECRET = (
    "HANDRAIL_DATABASE_URL_FILE",
    "HANDRAIL_SERVICE_TOKEN_FILE",
    "HANDRAIL_TOKEN_KEYS",
    "HANDRAIL_TLS_CERTIFICATE",
    "HANDRAIL_TLS_KEY",
    "HANDRAIL_TLS_AUTHORITIES",
    "HANDRAIL_TLS_CLIENT_AUTHORITIES",
    "HANDRAIL_CLIENT_CERTIFICATE",
    "HANDRAIL_CLIENT_KEY",
)
# What whoever serves beyond its own machine needs.
SERVES = ("HANDRAIL_IDENTITY", "HANDRAIL_TOKEN_ISSUER", "HANDRAIL_TOKEN_AUDIENCE", "HANDRAIL_TOKEN_KEYS", "HANDRAIL_SERVICE_TOKEN")
OF_TOKENS = ("HANDRAIL_TOKEN_", "HANDRAIL_SERVICE_TOKEN")
SERVES_TLS = ("HANDRAIL_TLS_CERTIFICATE", "HANDRAIL_TLS_KEY", "HANDRAIL_TLS_AUTHORITIES", "HANDRAIL_PROBE_LISTEN")


def check(rendering: Rendering, program: Program) -> Iterator[Finding]:
    for obj in rendering.of(*WORKLOADS):
        name, tag = image_of(obj)
        if name not in {f"handrail/{service}" for service in (*program.services, ALL_IN_ONE)}:
            yield rendering.finding(obj, f"there is no image {name}")
            continue
        if tag != program.version:
            yield rendering.finding(obj, f"the image's tag is {tag!r}; this is version {program.version}")
        for container in containers(obj):
            for what in (*_keys(rendering, obj, container, program), *_documents(rendering, obj, container, program)):
                yield rendering.finding(obj, what)
    for obj in rendering.of(*SERVING):
        if program_of(obj) in {*program.services, ALL_IN_ONE}:
            for container in containers(obj):
                for what in _addresses(rendering, obj, container, program):
                    yield rendering.finding(obj, what)
    yield from _secrets(rendering)


def _keys(rendering: Rendering, obj: Object, container: Object, program: Program) -> Iterator[str]:
    for source in container.get("envFrom", []):
        name = source.get("configMapRef", {}).get("name")
        if name is None or rendering.get("ConfigMap", name) is None:
            yield f"variables come from {source}, which is not here"
    environment = rendering.environment(obj, container)
    suite = program_of(obj) == ALL_IN_ONE
    keys = (set(program.keys) - program.service_keys | program.suite_keys) if suite else set(program.keys)
    known = {spelling for key in keys for spelling in program.spellings(key)}
    for variable in environment:
        if variable not in known and not OTHERS.fullmatch(variable):
            yield f"{variable} is no key of {program_of(obj)}'s configuration"

    needed = {key for key, meaning in program.keys.items() if meaning.required}
    needed |= program.suite_keys if suite else {"HANDRAIL_DATABASE_URL"}
    if obj["kind"] in SERVING:
        needed.update((*SERVES, *SERVES_TLS))
    for key in sorted(needed):
        if not program.spellings(key) & set(environment):
            yield f"{key} is not said"
    if environment.get("HANDRAIL_IDENTITY") != "token":
        if obj["kind"] in SERVING:
            yield "HANDRAIL_IDENTITY is not token"
        for key in sorted(key for key in environment if key.startswith(OF_TOKENS)):
            yield f"{key} is refused: it is for HANDRAIL_IDENTITY=token alone"
        if not (environment.get("HANDRAIL_LISTEN") or "").startswith("127.0.0.1:"):
            yield "HANDRAIL_LISTEN is not on the loopback interface: the image's own, 0.0.0.0, is refused without identity"

    for variable, value in environment.items():
        if variable in program.keys and program.keys[variable].secret and value is not None:
            yield f"{variable} is a secret and is written out"


def _addresses(rendering: Rendering, obj: Object, container: Object, program: Program) -> Iterator[str]:
    environment = rendering.environment(obj, container)
    ports = {port["name"]: port["containerPort"] for port in container.get("ports", []) if "name" in port}
    if program_of(obj) == ALL_IN_ONE:
        expected: dict[str, int | None] = {name: service.port for name, service in program.services.items()}
        follows: frozenset[str] = frozenset()
        if environment.get("HANDRAIL_HOST") != "0.0.0.0":
            yield "HANDRAIL_HOST is not 0.0.0.0: nobody else could call"
    else:
        service = program.services[program_of(obj)]
        expected = {"grpc": service.port}
        follows = service.follows
        if environment.get("HANDRAIL_LISTEN") != f"0.0.0.0:{service.port}":
            yield f"HANDRAIL_LISTEN is {environment.get('HANDRAIL_LISTEN')}; {service.name} listens on port {service.port}"
    expected["probe"] = port_of(environment.get("HANDRAIL_PROBE_LISTEN"))
    expected["metrics"] = port_of(environment.get("HANDRAIL_PROMETHEUS_LISTEN"))
    for name, port in expected.items():
        if ports.get(name) != port:
            yield f"the container's port {name} is {ports.get(name)}; the program listens on {port}"
    for name in sorted(set(ports) - set(expected)):
        yield f"the container has a port {name}, on which nothing listens"

    told = {key.removeprefix("HANDRAIL_PEER_").lower(): value for key, value in environment.items() if key.startswith("HANDRAIL_PEER_")}
    for peer in sorted(follows - set(told)):
        yield f"HANDRAIL_PEER_{peer.upper()} is not said: it follows {peer}"
    for peer, address in told.items():
        if peer not in follows:
            yield f"HANDRAIL_PEER_{peer.upper()} is said, but it does not follow {peer}"
        elif address != f"https://{peer}:{program.services[peer].port}":
            yield f"HANDRAIL_PEER_{peer.upper()} is {address}; {peer} is at https://{peer}:{program.services[peer].port}"
    if "HANDRAIL_DATABASE_URL_FILE" in environment and environment.get("HANDRAIL_MIGRATE") != "apart":
        yield "HANDRAIL_MIGRATE is not apart: every replica would change the schema when it starts"


def _documents(rendering: Rendering, obj: Object, container: Object, program: Program) -> Iterator[str]:
    environment = rendering.environment(obj, container)
    for key in ("HANDRAIL_ORGANISATION", "HANDRAIL_CALENDAR"):
        if path := environment.get(key):
            found = rendering.mounted(obj, container, path)
            config = _config(rendering, found[1]) if found else None
            if found is None or config is None or found[2] not in config.get("data", {}):
                yield f"{key} names {path}, which no ConfigMap here puts there"
    if folder := environment.get("HANDRAIL_EDITIONS"):
        for edition, files in program.editions.items():
            found = rendering.mounted(obj, container, f"{folder}/{edition}")
            config = _config(rendering, found[1]) if found and found[2] == "." else None
            if config is None or set(config.get("data", {})) != files:
                yield f"{folder}/{edition} does not have the files of edition {edition}"
    for mount in container.get("volumeMounts", []):
        volume = volumes(obj).get(mount["name"])
        if volume is None:
            yield f"{mount['mountPath']} is mounted from {mount['name']}, which is no volume"
        elif "configMap" in volume:
            if "subPath" in mount or "subPathExpr" in mount:
                yield f"{mount['mountPath']} is mounted by subPath: a new version would never arrive"
            if HASHED.search(volume["configMap"]["name"]):
                yield f"{mount['mountPath']} comes from a ConfigMap with a hash in its name: a new version would restart pods"

    for key in READS_SECRET:
        path = environment.get(key)
        if path and "://" not in path:  # the issuer's keys may also be at an address
            found = rendering.mounted(obj, container, path)
            if obj["kind"] in SERVING and (found is None or "secret" not in found[1]):
                yield f"{key} names {path}, which is in no mounted Secret"
    if obj["kind"] not in SERVING:
        return
    if program_of(obj) == "notifications" and "HANDRAIL_MAIL_FOLDER" not in environment:
        yield "HANDRAIL_MAIL_FOLDER is not said, and the root file system is read-only"
    for key in WRITES:
        if path := environment.get(key):
            found = rendering.mounted(obj, container, path)
            if found is None or found[0].get("readOnly") or "persistentVolumeClaim" not in found[1]:
                yield f"{key} is {path}, which is on no volume that lasts and can be written to"


def _config(rendering: Rendering, volume: Object) -> Object | None:
    return rendering.get("ConfigMap", volume.get("configMap", {}).get("name", ""))


def _secrets(rendering: Rendering) -> Iterator[Finding]:
    for obj in rendering.of("Secret"):
        yield rendering.finding(obj, "a secret stands in the manifests: name it, and let whoever deploys make it")
    for obj in rendering.of("ConfigMap"):
        for key, text in obj.get("data", {}).items():
            if PASSWORD.search(text) or PRIVATE.search(text):
                yield rendering.finding(obj, f"{key} looks like a secret")
    for obj in rendering.of(*WORKLOADS):
        for container in containers(obj):
            for variable, value in rendering.environment(obj, container).items():
                if value is not None and (PASSWORD.search(value) or PRIVATE.search(value)):
                    yield rendering.finding(obj, f"{variable} looks like a secret")
