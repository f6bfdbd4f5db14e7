"""Network policies: worked out as a cluster would, then held to who follows whom."""

from collections.abc import Iterator
from dataclasses import dataclass

from program import ALL_IN_ONE, Program
from rendering import SERVING, WORKLOADS, Finding, Object, Rendering, containers, labels, port_of, program_of, selects

DNS = 53
POSTGRES = 5432


@dataclass(frozen=True)
class Pod:
    name: str
    labels: dict[str, str]
    ports: dict[str, int]


def check(rendering: Rendering, program: Program) -> Iterator[Finding]:
    policies = rendering.of("NetworkPolicy")
    pods = {obj["metadata"]["name"]: (obj, _pod(obj)) for obj in rendering.of(*WORKLOADS)}
    if not any(_denies_everything(policy) for policy in policies):
        yield rendering.finding(None, "no policy denies what no other allows")
    for policy in policies:
        if not any(selects(policy["spec"]["podSelector"], pod.labels) for _, pod in pods.values()):
            yield rendering.finding(policy, "it is for no pod here")
        for direction, key in (("ingress", "from"), ("egress", "to")):
            for rule in policy["spec"].get(direction, []):
                for what in _too_wide(rule, key):
                    yield rendering.finding(policy, f"{direction}: {what}")

    for caller, here in pods.values():
        for callee, there in pods.values():
            for port in sorted(set(there.ports.values())) if caller is not callee else ():
                follows = _follows(caller, callee, port, program)
                judged = "needed and not allowed" if follows else "allowed and not needed"
                if _allows(policies, "egress", here, there, port) != follows:
                    yield rendering.finding(caller, f"egress to {there.name} on port {port} is {judged}")
                if _allows(policies, "ingress", there, here, port) != follows:
                    yield rendering.finding(callee, f"ingress from {here.name} on port {port} is {judged}")
    for obj, pod in pods.values():
        yield from _outside(rendering, obj, pod, policies, program)


def _outside(rendering: Rendering, obj: Object, pod: Pod, policies: list[Object], program: Program) -> Iterator[Finding]:
    container = next(containers(obj))
    environment = rendering.environment(obj, container)
    calls = {DNS}
    if "HANDRAIL_DATABASE_URL_FILE" in environment:
        calls.add(POSTGRES)
    if endpoint := port_of(environment.get("HANDRAIL_OTLP_ENDPOINT")):
        calls.add(endpoint)
    called: set[int] = set()
    if obj["kind"] in SERVING:
        if "://" in (keys := environment.get("HANDRAIL_TOKEN_KEYS") or ""):
            calls.add(port_of(keys) or 443)
        if program_of(obj) == ALL_IN_ONE:
            called = {service.port for service in program.services.values()}
        elif program_of(obj) in program.services:
            called = {program.services[program_of(obj)].port}
        if metrics := port_of(environment.get("HANDRAIL_PROMETHEUS_LISTEN")):
            called.add(metrics)
    for direction, key, expected in (("egress", "to", calls), ("ingress", "from", called)):
        beyond = f"{direction} {key} beyond the namespace"
        found = {
            port["port"]
            for policy in policies
            if _concerns(policy, direction, pod)
            for rule in policy["spec"].get(direction, [])
            if any("namespaceSelector" in peer or "ipBlock" in peer for peer in rule.get(key, []))
            for port in rule.get("ports", [])
            if isinstance(port.get("port"), int)
        }
        for port in sorted(expected - found):
            yield rendering.finding(obj, f"{beyond} on port {port} is needed and not allowed")
        for port in sorted(found - expected):
            yield rendering.finding(obj, f"{beyond} on port {port} is allowed and not needed")


def _pod(obj: Object) -> Pod:
    ports = {port["name"]: port["containerPort"] for container in containers(obj) for port in container.get("ports", [])}
    return Pod(obj["metadata"]["name"], labels(obj), ports)


def _follows(caller: Object, callee: Object, port: int, program: Program) -> bool:
    if caller["kind"] not in SERVING or callee["kind"] not in SERVING:
        return False
    source = program.services.get(program_of(callee))
    follower = program.services.get(program_of(caller))
    return bool(source and follower and source.name in follower.follows and port == source.port)


def _denies_everything(policy: Object) -> bool:
    spec = policy["spec"]
    types = set(spec.get("policyTypes", []))
    return spec["podSelector"] == {} and types == {"Ingress", "Egress"} and not spec.get("ingress") and not spec.get("egress")


def _too_wide(rule: Object, key: str) -> Iterator[str]:
    if not rule.get(key):
        yield "anybody is allowed"
    if not rule.get("ports"):
        yield "every port is allowed"
    for port in rule.get("ports", []):
        if not isinstance(port.get("port"), int) or "endPort" in port:
            yield "ports have to be said one by one, by their numbers"
    for peer in rule.get(key, []):
        if peer.get("namespaceSelector") == {} or peer.get("podSelector") == {}:
            yield "a whole cluster or namespace is allowed"
        if peer.get("ipBlock", {}).get("cidr", "").endswith("/0"):
            yield "every address is allowed"


def _concerns(policy: Object, direction: str, pod: Pod) -> bool:
    types = policy["spec"].get("policyTypes", ["Ingress", "Egress"] if policy["spec"].get("egress") else ["Ingress"])
    return direction.capitalize() in types and selects(policy["spec"]["podSelector"], pod.labels)


def _allows(policies: list[Object], direction: str, pod: Pod, other: Pod, port: int) -> bool:
    """Whether `pod` may receive from (ingress) or call (egress) `other`, of the same namespace. `port` is the callee's."""
    concerned = [policy for policy in policies if _concerns(policy, direction, pod)]
    key, callee = ("from", pod) if direction == "ingress" else ("to", other)
    rules = [rule for policy in concerned for rule in policy["spec"].get(direction, [])]
    return not concerned or any(_peers(rule, key, other) and _ports(rule, callee, port) for rule in rules)


def _peers(rule: Object, key: str, other: Pod) -> bool:
    # Other namespaces and addresses outside are none of our pods.
    return not rule.get(key) or any(
        "podSelector" in peer and "namespaceSelector" not in peer and selects(peer["podSelector"], other.labels) for peer in rule[key]
    )


def _ports(rule: Object, callee: Pod, port: int) -> bool:
    allowed = [each.get("port") for each in rule.get("ports", [])]
    return not allowed or port in (callee.ports.get(each, each) for each in allowed)
