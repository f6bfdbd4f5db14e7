"""What every pod is held to: the restricted pod security standard and more, its share of the machine, its probes and its end."""

from collections.abc import Iterator

from program import Program
from rendering import SERVING, WORKLOADS, Finding, Object, Rendering, containers, pod, port_of

USER = 65532  # of our images
VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}
UNITS = {"": 1, "m": 0.001, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "k": 1e3, "M": 1e6, "G": 1e9}


def check(rendering: Rendering, program: Program) -> Iterator[Finding]:
    for obj in rendering.of(*WORKLOADS):
        for what in (*_restricted(obj), *_ours(obj), *_resources(obj)):
            yield rendering.finding(obj, what)
    for obj in rendering.of(*SERVING):
        for container in containers(obj):
            for what in (*_probes(rendering, obj, container, program), *_end(rendering, obj, container, program)):
                yield rendering.finding(obj, what)


def _restricted(obj: Object) -> Iterator[str]:
    """https://kubernetes.io/docs/concepts/security/pod-security-standards/, level "restricted"."""
    spec = pod(obj)
    shared = spec.get("securityContext", {})
    for key in ("hostNetwork", "hostPID", "hostIPC"):
        if spec.get(key):
            yield f"{key} is not allowed"
    if shared.get("sysctls"):
        yield "sysctls are not allowed"
    for volume in spec.get("volumes", []):
        if forbidden := set(volume) - {"name"} - VOLUMES:
            yield f"volume {volume['name']} is of a kind that is not allowed: {', '.join(sorted(forbidden))}"
    for container in containers(obj):
        own = container.get("securityContext", {})
        of = f"container {container['name']}"
        if (own.get("runAsNonRoot", shared.get("runAsNonRoot"))) is not True:
            yield f"{of} may run as root: runAsNonRoot is not true"
        if 0 in (own.get("runAsUser"), shared.get("runAsUser")):
            yield f"{of} runs as root: runAsUser is 0"
        if own.get("privileged"):
            yield f"{of} is privileged"
        if own.get("allowPrivilegeEscalation") is not False:
            yield f"{of} may gain privileges: allowPrivilegeEscalation is not false"
        capabilities = own.get("capabilities", {})
        if "ALL" not in capabilities.get("drop", []):
            yield f"{of} does not drop ALL capabilities"
        if added := set(capabilities.get("add", [])) - {"NET_BIND_SERVICE"}:
            yield f"{of} adds capabilities: {', '.join(sorted(added))}"
        seccomp = own.get("seccompProfile", shared.get("seccompProfile", {})).get("type")
        if seccomp not in ("RuntimeDefault", "Localhost"):
            yield f"{of} has no seccomp profile"
        for context in (shared, own):
            if context.get("appArmorProfile", {}).get("type", "RuntimeDefault") not in ("RuntimeDefault", "Localhost"):
                yield f"{of} is not confined by AppArmor"
            if context.get("seLinuxOptions", {}).keys() & {"user", "role"}:
                yield f"{of} has an SELinux user or role of its own"
            if context.get("windowsOptions", {}).get("hostProcess"):
                yield f"{of} is a process of the machine"
        if own.get("procMount", "Default") != "Default":
            yield f"{of} has a procMount of its own"
        hooks = [container.get(f"{kind}Probe", {}) for kind in ("startup", "readiness", "liveness")]
        hooks += container.get("lifecycle", {}).values()
        if any(hook.get(by, {}).get("host") for hook in hooks for by in ("httpGet", "tcpSocket")):
            yield f"{of} has a probe or a hook that is sent to another host"
        if any(port.get("hostPort") for port in container.get("ports", [])):
            yield f"{of} takes a port of the machine"


def _ours(obj: Object) -> Iterator[str]:
    spec = pod(obj)
    shared = spec.get("securityContext", {})
    if spec.get("automountServiceAccountToken") is not False:
        yield "automountServiceAccountToken is not false: nothing of ours talks to the cluster"
    if spec.get("enableServiceLinks") is not False:
        yield "enableServiceLinks is not false: a Service called handrail-... would put unknown HANDRAIL_ variables into the environment"
    if (shared.get("runAsUser"), shared.get("runAsGroup"), shared.get("fsGroup")) != (USER, USER, USER):
        yield f"runAsUser, runAsGroup and fsGroup are not all {USER}, whom the images are made for"
    for container in containers(obj):
        if container.get("securityContext", {}).get("readOnlyRootFilesystem") is not True:
            yield f"container {container['name']} has a root file system that it may write to"


def _resources(obj: Object) -> Iterator[str]:
    for container in containers(obj):
        of = f"container {container['name']}"
        requests = container.get("resources", {}).get("requests", {})
        limits = container.get("resources", {}).get("limits", {})
        for resource in ("cpu", "memory"):
            if resource not in requests:
                yield f"{of} requests no {resource}"
        if "memory" not in limits:
            yield f"{of} has no limit on memory"
        elif quantity(limits["memory"]) < quantity(requests.get("memory", 0)):
            yield f"{of} may use less memory than it requests"


def quantity(text: str | float) -> float:
    """A Kubernetes quantity, as 64Mi or 50m, in units."""
    digits = str(text).rstrip("KMGimk")
    return float(digits) * UNITS[str(text)[len(digits) :]]


def _probes(rendering: Rendering, obj: Object, container: Object, program: Program) -> Iterator[str]:
    environment = rendering.environment(obj, container)
    port = port_of(environment.get("HANDRAIL_PROBE_LISTEN"))
    if port is None:
        yield "HANDRAIL_PROBE_LISTEN says no port, and so there is nothing to probe"
    for kind, name in program.probes.items():
        probe = container.get(f"{kind}Probe")
        if probe is None:
            yield f"there is no {kind} probe"
        elif "grpc" not in probe:
            yield f"the {kind} probe is not by gRPC"
        else:
            if probe["grpc"].get("service") != name:
                yield f"the {kind} probe asks for {probe['grpc'].get('service')!r}; the program answers to {name!r}"
            if probe["grpc"].get("port") != port:
                yield f"the {kind} probe is sent to port {probe['grpc'].get('port')}; probes are answered on {port}"
    startup = container.get("startupProbe", {})
    patience = startup.get("periodSeconds", 10) * startup.get("failureThreshold", 3)
    wait = int(environment.get("HANDRAIL_DATABASE_WAIT") or program.database_wait_seconds)
    if patience <= 2 * wait:
        yield f"the startup probe gives up after {patience} s; the program may wait {wait} s for its database and as long for its schema"


def _end(rendering: Rendering, obj: Object, container: Object, program: Program) -> Iterator[str]:
    drain = int(rendering.environment(obj, container).get("HANDRAIL_DRAIN_WAIT") or 0)
    grace = pod(obj).get("terminationGracePeriodSeconds", 30)
    needed = drain + program.shutdown_seconds
    if grace < needed:
        yield f"terminationGracePeriodSeconds is {grace}; stopping takes up to {needed} s, {drain} s of them HANDRAIL_DRAIN_WAIT"
    if obj["kind"] == "Deployment" and drain == 0:
        yield "HANDRAIL_DRAIN_WAIT is 0: calls would arrive after it has stopped"
