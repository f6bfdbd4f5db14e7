"""What stands round the pods: Services, budgets, autoscalers, accounts, migrations, the database and the certificates."""

from collections.abc import Iterator

from program import ALL_IN_ONE, Program
from rendering import SERVING, WORKLOADS, Finding, Object, Rendering, containers, image_of, labels, pod, program_of, selects, volumes


def check(rendering: Rendering, program: Program) -> Iterator[Finding]:
    yield from _namespace(rendering)
    yield from _selectors(rendering)
    for obj in rendering.of(*WORKLOADS):
        account = rendering.get("ServiceAccount", pod(obj).get("serviceAccountName", "default"))
        if account is None or account.get("automountServiceAccountToken") is not False:
            yield rendering.finding(obj, "it runs under no account of its own that gets no token")
    for obj in rendering.of("Deployment"):
        yield from _replicas(rendering, obj)
        yield from _migration(rendering, obj, program)
    for obj in rendering.of(*SERVING):
        yield from _service(rendering, obj, program)
    wanted = set(program.services) if rendering.of("Deployment") else {ALL_IN_ONE}
    if rendering.of(*WORKLOADS):
        for missing in sorted(wanted - {program_of(obj) for obj in rendering.of(*SERVING)}):
            yield rendering.finding(None, f"nothing runs {missing}")


def _namespace(rendering: Rendering) -> Iterator[Finding]:
    namespaces = rendering.of("Namespace")
    if len(namespaces) != 1:
        yield rendering.finding(None, "there has to be one namespace")
        return
    for mode in ("enforce", "audit", "warn"):
        if namespaces[0]["metadata"].get("labels", {}).get(f"pod-security.kubernetes.io/{mode}") != "restricted":
            yield rendering.finding(namespaces[0], f"the restricted pod security standard is not in force: {mode}")
    for obj in rendering.objects:
        if obj["kind"] != "Namespace" and obj["metadata"].get("namespace") != namespaces[0]["metadata"]["name"]:
            yield rendering.finding(obj, "it is in another namespace")


def _selectors(rendering: Rendering) -> Iterator[Finding]:
    serving = [labels(obj) for obj in rendering.of(*SERVING)]
    for obj in rendering.of("Service", "PodDisruptionBudget", *SERVING):
        selector = obj["spec"].get("selector", {})
        if obj["kind"] == "Service":
            selector = {"matchLabels": selector}
        selected = sum(selects(selector, labelled) for labelled in serving)
        if selected != 1:
            yield rendering.finding(obj, f"its selector fits the pods of {selected} workloads")


def _replicas(rendering: Rendering, obj: Object) -> Iterator[Finding]:
    scalers = [scaler for scaler in rendering.of("HorizontalPodAutoscaler") if _target(scaler) == (obj["kind"], obj["metadata"]["name"])]
    if len(scalers) != 1:
        yield rendering.finding(obj, "it needs one HorizontalPodAutoscaler")
    for scaler in scalers:
        if scaler["spec"].get("minReplicas", 1) < 2:
            yield rendering.finding(scaler, "fewer than two replicas: one machine's end would be the service's")
    if "replicas" in obj["spec"]:
        yield rendering.finding(obj, "replicas are said here and by its HorizontalPodAutoscaler: applying it would undo the scaling")
    budgets = [budget for budget in rendering.of("PodDisruptionBudget") if selects(budget["spec"]["selector"], labels(obj))]
    if [budget["spec"].get("maxUnavailable") for budget in budgets] != [1]:
        yield rendering.finding(obj, "it needs one PodDisruptionBudget with maxUnavailable 1")
    spread = pod(obj).get("topologySpreadConstraints", [])
    for key in ("kubernetes.io/hostname", "topology.kubernetes.io/zone"):
        if not any(each["topologyKey"] == key and selects(each["labelSelector"], labels(obj)) for each in spread):
            yield rendering.finding(obj, f"its replicas are not spread over {key}")


def _target(scaler: Object) -> tuple[str, str]:
    target = scaler["spec"]["scaleTargetRef"]
    return target["kind"], target["name"]


def _service(rendering: Rendering, obj: Object, program: Program) -> Iterator[Finding]:
    service = rendering.get("Service", program_of(obj))
    if service is None:
        yield rendering.finding(obj, f"there is no Service {program_of(obj)}, the name that others call")
        return
    if service["spec"].get("clusterIP") != "None":
        yield rendering.finding(service, "it is not headless: callers could not balance")
    if program_of(obj) == ALL_IN_ONE:
        expected = {each.port for each in program.services.values()}
    elif program_of(obj) in program.services:
        expected = {program.services[program_of(obj)].port}
    else:
        return
    ports = service["spec"]["ports"]
    if {port["port"] for port in ports} != expected:
        yield rendering.finding(service, f"its ports are not {sorted(expected)}, on which the program listens")
    named = {port.get("name"): port["containerPort"] for each in containers(obj) for port in each.get("ports", [])}
    for port in ports:
        target = port.get("targetPort", port["port"])
        if named.get(target, target) != port["port"]:
            yield rendering.finding(service, f"port {port['port']} leads to {target}, on which the program does not listen")


def _migration(rendering: Rendering, obj: Object, program: Program) -> Iterator[Finding]:
    jobs = [job for job in rendering.of("Job") if program_of(job) == program_of(obj)]
    if len(jobs) != 1:
        yield rendering.finding(obj, "it needs one Job that brings its schema up to date")
    for job in jobs:
        if image_of(job) != image_of(obj):
            yield rendering.finding(job, f"it runs {image_of(job)}; the service is {image_of(obj)}")
        if [container.get("args") for container in containers(job)] != [["migrate"]]:
            yield rendering.finding(job, "its arguments are not: migrate")
        if volumes(job).get("database") != volumes(obj).get("database"):
            yield rendering.finding(job, "it has another database than its service")
        codes = [
            code
            for rule in job["spec"].get("podFailurePolicy", {}).get("rules", [])
            if rule["action"] == "FailJob"
            for code in rule["onExitCodes"]["values"]
        ]
        if codes != [program.wrong_configuration]:
            yield rendering.finding(job, f"it has to fail at once on exit code {program.wrong_configuration}, and on no other")


def check_database(database: Rendering, users: Rendering, program: Program) -> Iterator[Finding]:
    """The example database against the services that use it."""
    yield from _namespace(database)
    databases = {obj["spec"]["name"]: obj["spec"]["owner"] for obj in database.of("Database")}
    if databases != {name: name for name in program.services}:
        yield database.finding(None, f"there has to be a database for each service, and its own: {databases}")
    for cluster in database.of("Cluster"):
        roles = {role["name"]: role for role in cluster["spec"]["managed"]["roles"]}
        if set(roles) != set(program.services):
            yield database.finding(cluster, f"there has to be a login for each service: {sorted(roles)}")
        for name, role in roles.items():
            if role.get("superuser") or role.get("createrole") or role.get("createdb") or role.get("bypassrls"):
                yield database.finding(cluster, f"{name} may do more than a service has to")
            if role.get("passwordSecret", {}).get("name") != f"{name}-login":
                yield database.finding(cluster, f"{name} has no password of its own")
            scaler = users.get("HorizontalPodAutoscaler", name)
            most = (scaler["spec"]["maxReplicas"] if scaler else 1) + 1  # a rollout has one more
            needed = (most + 1) * program.connections  # and the migration
            if role.get("connectionLimit", needed) < needed:
                yield database.finding(cluster, f"{name} may hold {role['connectionLimit']} connections; it can need {needed}")
        there = int(cluster["spec"]["postgresql"]["parameters"].get("max_connections", 100))
        if sum(role.get("connectionLimit", 0) for role in roles.values()) > there - 20:
            yield database.finding(cluster, f"max_connections is {there}: the logins' limits and 20 for the operator do not fit into it")


def check_certificates(certificates: Rendering, users: Rendering) -> Iterator[Finding]:
    """The example certificates against the services that mount them."""
    issued = {obj["spec"]["secretName"]: obj for obj in certificates.of("Certificate")}
    issuers = {obj["metadata"]["name"] for obj in certificates.of("Issuer")}
    for obj in certificates.of("Certificate"):
        if obj["spec"]["issuerRef"]["name"] not in issuers:
            yield certificates.finding(obj, "its issuer is not here")
    for obj in users.of("Deployment"):
        name = program_of(obj)
        secret = volumes(obj)["tls"]["secret"]["secretName"]
        certificate = issued.get(secret)
        if certificate is None:
            yield certificates.finding(None, f"nothing makes {secret}")
            continue
        if name not in certificate["spec"].get("dnsNames", []):
            yield certificates.finding(certificate, f"it is not for {name}, the name that others call")
        if certificate["spec"].get("uris") != [f"spiffe://handrail/{name}"]:
            yield certificates.finding(certificate, f"it does not say who shows it: spiffe://handrail/{name}")
        if not {"server auth", "client auth"} <= set(certificate["spec"].get("usages", [])):
            yield certificates.finding(certificate, "it is not for servers and clients")
        if certificate["metadata"]["namespace"] != obj["metadata"]["namespace"]:
            yield certificates.finding(certificate, "it is in another namespace than its service")
