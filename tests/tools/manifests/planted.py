"""Plants mistakes into sound manifests, one at a time: each has to be found, where it is and for what it is."""

import copy
import re
import unittest
from collections.abc import Callable

import objects
import program
import schemas
from check import KUBERNETES, ROOT, on_its_own
from rendering import Finding, Object, Rendering, containers, pod, render

FACTS = program.read(ROOT)
PRODUCTION = render(KUBERNETES / "overlays/production")
EVALUATION = render(KUBERNETES / "overlays/evaluation")
DATABASE = render(KUBERNETES / "postgres")
CERTIFICATES = render(KUBERNETES / "certificates")


def overlay(rendering: Rendering) -> list[Finding]:
    known = [*PRODUCTION.objects, *EVALUATION.objects]  # make manifests has held those to the schemas
    changed = Rendering(rendering.name, [obj for obj in rendering.objects if obj not in known])
    return [*on_its_own(rendering, FACTS), *schemas.check(changed, schemas.newest(1))]


def database(rendering: Rendering) -> list[Finding]:
    return list(objects.check_database(rendering, PRODUCTION, FACTS))


def certificates(rendering: Rendering) -> list[Finding]:
    return list(objects.check_certificates(rendering, PRODUCTION))


class Sown:
    """A rendering to plant a mistake into."""

    def __init__(self, rendering: Rendering):
        self.rendering = copy.deepcopy(rendering)

    def get(self, kind: str, name: str) -> Object:
        found = self.rendering.get(kind, name)
        if found is None:
            raise LookupError(f"{kind}/{name}")
        return found

    def pod(self, name: str, kind: str = "Deployment") -> Object:
        return pod(self.get(kind, name))

    def container(self, name: str, kind: str = "Deployment") -> Object:
        return next(containers(self.get(kind, name)))

    def say(self, name: str, variable: str, value: str | None, kind: str = "Deployment") -> None:
        """Gives a variable another value, or none."""
        environment = [each for each in self.container(name, kind)["env"] if each["name"] != variable]
        self.container(name, kind)["env"] = environment + ([{"name": variable, "value": value}] if value is not None else [])

    def config(self, prefix: str) -> Object:
        return next(obj for obj in self.rendering.of("ConfigMap") if obj["metadata"]["name"].startswith(prefix))

    def remove(self, kind: str, name: str) -> None:
        self.rendering.objects.remove(self.get(kind, name))

    def add(self, obj: Object) -> None:
        obj["metadata"]["namespace"] = "handrail"
        self.rendering.objects.append(obj)


def mount_mail_on(volume: Object) -> Callable[[Sown], None]:
    def plant(sown: Sown) -> None:
        volumes = sown.pod("notifications")["volumes"]
        volumes[:] = [each for each in volumes if each["name"] != "mail"] + [{"name": "mail", **volume}]

    return plant


def allow(direction: str, key: str, peers: list[Object], port: int) -> Callable[[Sown], None]:
    """A rule more for transfers."""

    def plant(sown: Sown) -> None:
        rules = sown.get("NetworkPolicy", "transfers")["spec"][direction]
        rules.append({key: peers, "ports": [{"protocol": "TCP", "port": port}]})

    return plant


def labelled(name: str) -> Object:
    return {"podSelector": {"matchLabels": {"app.kubernetes.io/name": name}}}


def role(sown: Sown, name: str) -> Object:
    roles = sown.get("Cluster", "handrail")["spec"]["managed"]["roles"]
    return next(each for each in roles if each["name"] == name)


# What is planted, where it has to be found, and as what.
Planted = tuple[Callable[[Sown], object], str, str]

IN_PRODUCTION: list[Planted] = [
    # Ports.
    (lambda s: s.container("intake")["ports"][2].update(containerPort=7409), "Deployment/intake", "port grpc is 7409; .* on 7401"),
    (lambda s: s.say("intake", "HANDRAIL_LISTEN", "0.0.0.0:7402"), "Deployment/intake", "listens on port 7401"),
    (lambda s: s.say("intake", "HANDRAIL_LISTEN", "127.0.0.1:7401"), "Deployment/intake", "HANDRAIL_LISTEN is 127.0.0.1"),
    (lambda s: s.say("intake", "HANDRAIL_PEER_ESCALATION", "https://escalation:7404"), "Deployment/intake", "escalation is at .*:7403"),
    (lambda s: s.get("Service", "transfers")["spec"]["ports"][0].update(port=7409), "Service/transfers", "its ports are not"),
    (lambda s: s.get("Service", "transfers")["spec"]["ports"][0].update(targetPort="metrics"), "Service/transfers", "leads to metrics"),
    (lambda s: s.get("Service", "transfers")["spec"].pop("clusterIP"), "Service/transfers", "not headless"),
    (
        lambda s: s.get("Service", "transfers")["spec"]["selector"].update({"app.kubernetes.io/name": "transfer"}),
        "Service/transfers",
        "0 workloads",
    ),
    (lambda s: s.say("intake", "HANDRAIL_PROMETHEUS_LISTEN", "0.0.0.0:9000"), "Deployment/intake", "port metrics is 9464"),
    # Probes and the end.
    (lambda s: s.container("escalation").pop("startupProbe"), "Deployment/escalation", "no startup probe"),
    (lambda s: s.container("escalation").pop("readinessProbe"), "Deployment/escalation", "no readiness probe"),
    (lambda s: s.container("escalation").pop("livenessProbe"), "Deployment/escalation", "no liveness probe"),
    (
        lambda s: s.container("escalation")["livenessProbe"]["grpc"].update(service="readiness"),
        "Deployment/escalation",
        "answers to 'liveness'",
    ),
    (lambda s: s.container("escalation")["livenessProbe"]["grpc"].pop("service"), "Deployment/escalation", "asks for None"),
    (lambda s: s.container("escalation")["readinessProbe"]["grpc"].update(port=7403), "Deployment/escalation", "answered on 7400"),
    (lambda s: s.container("escalation").update(livenessProbe={"tcpSocket": {"port": 7403}}), "Deployment/escalation", "not by gRPC"),
    (lambda s: s.container("escalation")["startupProbe"].update(failureThreshold=30), "Deployment/escalation", "gives up after 30 s"),
    (lambda s: s.pod("escalation").update(terminationGracePeriodSeconds=26), "Deployment/escalation", "takes up to 27 s"),
    (lambda s: s.say("escalation", "HANDRAIL_DRAIN_WAIT", "30"), "Deployment/escalation", "takes up to 52 s"),
    (lambda s: s.say("escalation", "HANDRAIL_DRAIN_WAIT", None), "Deployment/escalation", "HANDRAIL_DRAIN_WAIT is 0"),
    # Privileges.
    (lambda s: s.container("intake")["securityContext"].update(runAsUser=0), "Deployment/intake", "runs as root"),
    (lambda s: s.pod("intake")["securityContext"].update(runAsUser=0), "Deployment/intake", "runs as root"),
    (lambda s: s.pod("intake")["securityContext"].pop("runAsNonRoot"), "Deployment/intake", "may run as root"),
    (lambda s: s.container("intake")["securityContext"].update(runAsNonRoot=False), "Deployment/intake", "may run as root"),
    (lambda s: s.pod("intake")["securityContext"].update(runAsUser=1000), "Deployment/intake", "not all 65532"),
    (lambda s: s.container("intake")["securityContext"].update(privileged=True), "Deployment/intake", "is privileged"),
    (lambda s: s.container("intake")["securityContext"].pop("allowPrivilegeEscalation"), "Deployment/intake", "may gain privileges"),
    (lambda s: s.container("intake")["securityContext"].pop("capabilities"), "Deployment/intake", "does not drop ALL"),
    (
        lambda s: s.container("intake")["securityContext"]["capabilities"].update(add=["SYS_PTRACE"]),
        "Deployment/intake",
        "adds capabilities",
    ),
    (lambda s: s.pod("intake")["securityContext"].pop("seccompProfile"), "Deployment/intake", "no seccomp profile"),
    (lambda s: s.container("intake")["securityContext"].pop("readOnlyRootFilesystem"), "Deployment/intake", "may write to"),
    (lambda s: s.pod("intake").update(hostNetwork=True), "Deployment/intake", "hostNetwork is not allowed"),
    (lambda s: s.pod("intake")["volumes"].append({"name": "x", "hostPath": {"path": "/"}}), "Deployment/intake", "not allowed: hostPath"),
    (lambda s: s.container("intake")["ports"][0].update(hostPort=7400), "Deployment/intake", "takes a port of the machine"),
    (
        lambda s: s.pod("intake").update(initContainers=[{"name": "init", "image": "x"}]),
        "Deployment/intake",
        "container init .*runs? as root|container init may",
    ),
    (lambda s: s.container("intake-migrate", "Job")["securityContext"].update(runAsUser=0), "Job/intake-migrate", "runs as root"),
    (lambda s: s.pod("intake").pop("automountServiceAccountToken"), "Deployment/intake", "automountServiceAccountToken"),
    (lambda s: s.get("ServiceAccount", "intake").pop("automountServiceAccountToken"), "Deployment/intake", "gets no token"),
    (lambda s: s.pod("intake").pop("enableServiceLinks"), "Deployment/intake", "enableServiceLinks"),
    (lambda s: s.get("Namespace", "handrail")["metadata"].pop("labels"), "Namespace/handrail", "restricted .* enforce"),
    # Shares of the machine.
    (lambda s: s.container("transfers")["resources"].pop("limits"), "Deployment/transfers", "no limit on memory"),
    (lambda s: s.container("transfers")["resources"].pop("requests"), "Deployment/transfers", "requests no cpu"),
    (
        lambda s: s.container("transfers")["resources"]["limits"].update(memory="32Mi"),
        "Deployment/transfers",
        "less memory than it requests",
    ),
    # Images.
    (lambda s: s.container("transfers").update(image="handrail/transfer:0.1.0"), "Deployment/transfers", "no image handrail/transfer"),
    (lambda s: s.container("transfers").update(image="handrail/transfers:latest"), "Deployment/transfers", "tag is 'latest'"),
    (lambda s: s.container("transfers").update(image="handrail/transfers"), "Deployment/transfers", "tag is ''"),
    (lambda s: s.container("transfers-migrate", "Job").update(image="handrail/intake:0.1.0"), "Deployment/transfers", "needs one Job"),
    # Keys.
    (lambda s: s.say("transfers", "HANDRAIL_LISTENS", "x"), "Deployment/transfers", "HANDRAIL_LISTENS is no key"),
    (lambda s: s.say("transfers", "RUST_LOG", "debug"), "Deployment/transfers", "RUST_LOG is no key"),
    (lambda s: s.say("transfers", "HANDRAIL_DATA", "/x"), "Deployment/transfers", "HANDRAIL_DATA is no key"),
    (lambda s: s.config("settings")["data"].update(HANDRAIL_OTEL="x"), "Deployment/intake", "HANDRAIL_OTEL is no key"),
    (lambda s: s.say("transfers", "HANDRAIL_ORGANISATION", None), "Deployment/transfers", "HANDRAIL_ORGANISATION is not said"),
    (lambda s: s.say("transfers", "HANDRAIL_PROBE_LISTEN", None), "Deployment/transfers", "HANDRAIL_PROBE_LISTEN is not said"),
    (lambda s: s.say("transfers", "HANDRAIL_PEER_INTAKE", None), "Deployment/transfers", "it follows intake"),
    (
        lambda s: s.say("intake", "HANDRAIL_PEER_NOTIFICATIONS", "https://notifications:7404"),
        "Deployment/intake",
        "does not follow notifications",
    ),
    (lambda s: s.say("transfers", "HANDRAIL_IDENTITY", "development"), "Deployment/transfers", "IDENTITY is not token"),
    (lambda s: s.config("database")["data"].update(HANDRAIL_TOKEN_ISSUER="x"), "Job/intake-migrate", "TOKEN_ISSUER is refused"),
    (lambda s: s.config("settings")["data"].pop("HANDRAIL_TOKEN_ISSUER"), "Deployment/transfers", "TOKEN_ISSUER is not said"),
    (lambda s: s.config("database")["data"].pop("HANDRAIL_DATABASE_URL_FILE"), "Deployment/transfers", "DATABASE_URL is not said"),
    (lambda s: s.config("database")["data"].pop("HANDRAIL_MIGRATE"), "Deployment/transfers", "MIGRATE is not apart"),
    (lambda s: s.rendering.objects.remove(s.config("settings")), "Deployment/transfers", "which is not here"),
    (lambda s: s.say("intake-migrate", "HANDRAIL_LISTEN", None, "Job"), "Job/intake-migrate", "not on the loopback interface"),
    # Secrets.
    (lambda s: s.say("intake", "HANDRAIL_DATABASE_URL", "postgres://h/d"), "Deployment/intake", "DATABASE_URL is a secret"),
    (lambda s: s.say("intake", "HANDRAIL_OTLP_ENDPOINT", "http://me:pass@host:4317"), "Deployment/intake", "looks like a secret"),
    (lambda s: s.config("settings")["data"].update(HANDRAIL_SERVICE_TOKEN="x"), "Deployment/intake", "SERVICE_TOKEN is a secret"),
    (lambda s: s.config("organisation")["data"].update(key="-----BEGIN PRIVATE KEY-----"), "ConfigMap/organisation", "looks like a secret"),
    (
        lambda s: s.add({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "intake-token"}}),
        "Secret/intake-token",
        "stands in the manifests",
    ),
    (lambda s: s.pod("intake")["volumes"].clear(), "Deployment/intake", "HANDRAIL_TLS_KEY names .* no mounted Secret"),
    # Documents, and where one may write.
    (lambda s: s.say("intake", "HANDRAIL_CALENDAR", "/etc/handrail/calendar/wales.toml"), "Deployment/intake", "CALENDAR names"),
    (lambda s: s.config("edition-2018")["data"].pop("principles.toml"), "Deployment/intake", "files of edition 2018"),
    (lambda s: s.container("intake")["volumeMounts"][3].update(subPath="x"), "Deployment/intake", "by subPath"),
    (lambda s: s.pod("intake")["volumes"][0]["configMap"].update(name="organisation-8h2k9d4f7t"), "Deployment/intake", "hash in its name"),
    (mount_mail_on({"emptyDir": {}}), "Deployment/notifications", "MAIL_FOLDER is .* no volume that lasts"),
    (lambda s: s.say("notifications", "HANDRAIL_MAIL_FOLDER", None), "Deployment/notifications", "MAIL_FOLDER is not said"),
    # Replicas.
    (lambda s: s.remove("HorizontalPodAutoscaler", "intake"), "Deployment/intake", "one HorizontalPodAutoscaler"),
    (
        lambda s: s.get("HorizontalPodAutoscaler", "intake")["spec"].update(minReplicas=1),
        "HorizontalPodAutoscaler/intake",
        "fewer than two",
    ),
    (lambda s: s.get("Deployment", "intake")["spec"].update(replicas=2), "Deployment/intake", "would undo the scaling"),
    (lambda s: s.remove("PodDisruptionBudget", "intake"), "Deployment/intake", "one PodDisruptionBudget"),
    (lambda s: s.pod("intake").pop("topologySpreadConstraints"), "Deployment/intake", "not spread over"),
    (lambda s: s.remove("Deployment", "intake"), "production", "nothing runs intake"),
    # Migrations.
    (lambda s: s.remove("Job", "intake-migrate"), "Deployment/intake", "one Job"),
    (lambda s: s.container("intake-migrate", "Job").pop("args"), "Job/intake-migrate", "arguments"),
    (lambda s: s.pod("intake-migrate", "Job")["volumes"].pop(), "Job/intake-migrate", "another database"),
    (lambda s: s.get("Job", "intake-migrate")["spec"].pop("podFailurePolicy"), "Job/intake-migrate", "exit code 78"),
    # The network.
    (lambda s: s.remove("NetworkPolicy", "default-deny"), "production", "no policy denies"),
    (
        lambda s: s.get("NetworkPolicy", "intake")["spec"]["ingress"][0]["ports"][0].update(port=7402),
        "Deployment/intake",
        "ingress from transfers on port 7401 is needed",
    ),
    (
        lambda s: s.get("NetworkPolicy", "intake")["spec"]["egress"].clear(),
        "Deployment/intake",
        "egress to escalation on port 7403 is needed",
    ),
    (lambda s: s.remove("NetworkPolicy", "notifications"), "Deployment/notifications", "egress to intake on port 7401 is needed"),
    (allow("egress", "to", [labelled("notifications")], 7400), "Deployment/transfers", "egress to notifications on port 7400 is allowed"),
    (allow("ingress", "from", [labelled("intake")], 7402), "Deployment/transfers", "ingress from intake on port 7402 is allowed"),
    (allow("ingress", "from", [labelled("escalation")], 7400), "Deployment/transfers", "ingress from escalation on port 7400 is allowed"),
    (allow("ingress", "from", [{"namespaceSelector": {}}], 7402), "NetworkPolicy/transfers", "whole cluster"),
    (
        allow("ingress", "from", [{"namespaceSelector": {"matchLabels": {"a": "b"}}}], 7400),
        "Deployment/transfers",
        "7400 is allowed and not needed",
    ),
    (allow("egress", "to", [{"ipBlock": {"cidr": "0.0.0.0/0"}}], 443), "NetworkPolicy/transfers", "every address"),
    (allow("egress", "to", [{"ipBlock": {"cidr": "192.0.2.0/24"}}], 22), "Deployment/transfers", "22 is allowed and not needed"),
    (lambda s: s.get("NetworkPolicy", "transfers")["spec"]["ingress"][0].pop("ports"), "NetworkPolicy/transfers", "every port"),
    (lambda s: s.get("NetworkPolicy", "transfers")["spec"]["ingress"][0].pop("from"), "NetworkPolicy/transfers", "anybody"),
    (
        lambda s: s.get("NetworkPolicy", "transfers")["spec"]["ingress"][0]["ports"][0].update(endPort=7500),
        "NetworkPolicy/transfers",
        "one by one",
    ),
    (lambda s: s.remove("NetworkPolicy", "database"), "Job/intake-migrate", "5432 is needed"),
    (lambda s: s.remove("NetworkPolicy", "token-keys"), "Deployment/intake", "443 is needed"),
    (lambda s: s.remove("NetworkPolicy", "metrics"), "Deployment/intake", "9464 is needed"),
    (lambda s: s.config("settings")["data"].update(HANDRAIL_OTLP_ENDPOINT="http://c:4318"), "Deployment/intake", "4318 is needed"),
    # The schemas.
    (lambda s: s.container("intake").update(imagePullPolcy="Always"), "Deployment/intake", "imagePullPolcy"),
    (lambda s: s.get("Deployment", "intake")["spec"]["strategy"]["rollingUpdate"].update(maxSurge=[]), "Deployment/intake", "maxSurge"),
    (lambda s: s.get("Job", "intake-migrate").update(apiVersion="batch/v1beta1"), "Job/intake-migrate", "has no Job in batch/v1beta1"),
    (lambda s: s.get("Service", "intake")["metadata"].update(namespace="default"), "Service/intake", "another namespace"),
]


IN_EVALUATION: list[Planted] = [
    (lambda s: s.say("handrail", "HANDRAIL_HOST", "127.0.0.1", "StatefulSet"), "StatefulSet/handrail", "HOST is not 0.0.0.0"),
    (lambda s: s.say("handrail", "HANDRAIL_HOST", None, "StatefulSet"), "StatefulSet/handrail", "HOST is not said"),
    (lambda s: s.say("handrail", "HANDRAIL_DATA", "/tmp/data", "StatefulSet"), "StatefulSet/handrail", "DATA is .* no volume that lasts"),
    (lambda s: s.say("handrail", "HANDRAIL_MAIL_FOLDER", "/x", "StatefulSet"), "StatefulSet/handrail", "MAIL_FOLDER is no key"),
    (lambda s: s.container("handrail", "StatefulSet")["ports"].pop(), "StatefulSet/handrail", "port notifications is None"),
    (lambda s: s.container("handrail", "StatefulSet").pop("livenessProbe"), "StatefulSet/handrail", "no liveness probe"),
    (lambda s: s.pod("handrail", "StatefulSet").pop("securityContext"), "StatefulSet/handrail", "may run as root"),
    (lambda s: s.get("Service", "handrail")["spec"]["ports"].pop(), "Service/handrail", "its ports are not"),
    (lambda s: s.remove("NetworkPolicy", "handrail"), "StatefulSet/handrail", "7401 is needed and not allowed"),
    (lambda s: s.remove("StatefulSet", "handrail"), "Service/handrail", "0 workloads"),
]

IN_DATABASE: list[Planted] = [
    (lambda s: s.get("Database", "intake")["spec"].update(owner="transfers"), "postgres", "a database for each service"),
    (lambda s: s.remove("Database", "intake"), "postgres", "a database for each service"),
    (lambda s: role(s, "intake").update(name="contacts"), "Cluster/handrail", "a login for each service"),
    (lambda s: role(s, "intake").update(superuser=True), "Cluster/handrail", "intake may do more"),
    (lambda s: role(s, "intake")["passwordSecret"].update(name="login"), "Cluster/handrail", "no password of its own"),
    (lambda s: role(s, "transfers").update(connectionLimit=60), "Cluster/handrail", "60 connections; it can need 80"),
    (lambda s: s.get("Cluster", "handrail")["spec"]["postgresql"]["parameters"].pop("max_connections"), "Cluster/handrail", "is 100"),
]

IN_CERTIFICATES: list[Planted] = [
    (lambda s: s.get("Certificate", "intake")["spec"].update(secretName="tls"), "certificates", "nothing makes intake-tls"),
    (lambda s: s.get("Certificate", "intake")["spec"]["dnsNames"].pop(0), "Certificate/intake", "not for intake"),
    (lambda s: s.get("Certificate", "intake")["spec"].update(uris=["spiffe://handrail/transfers"]), "Certificate/intake", "who shows it"),
    (lambda s: s.get("Certificate", "intake")["spec"]["usages"].pop(), "Certificate/intake", "servers and clients"),
    (lambda s: s.remove("Issuer", "handrail-authority"), "Certificate/intake", "issuer is not here"),
]


class EachMistakeIsFound(unittest.TestCase):
    def plant_each(self, sound: Rendering, check: Callable[[Rendering], list[Finding]], planted: list[Planted]) -> None:
        self.assertEqual([], [str(finding) for finding in check(sound)], "found in sound manifests")
        for plant, where, what in planted:
            sown = Sown(sound)
            plant(sown)
            findings = check(sown.rendering)
            hits = [finding for finding in findings if finding.where.endswith(where) and re.search(what, finding.what)]
            with self.subTest(where=where, what=what):
                self.assertTrue(hits, [str(finding) for finding in findings])

    def test_in_production(self) -> None:
        self.plant_each(PRODUCTION, overlay, IN_PRODUCTION)

    def test_in_evaluation(self) -> None:
        self.plant_each(EVALUATION, overlay, IN_EVALUATION)

    def test_in_the_database(self) -> None:
        self.plant_each(DATABASE, database, IN_DATABASE)

    def test_in_the_certificates(self) -> None:
        self.plant_each(CERTIFICATES, certificates, IN_CERTIFICATES)


if __name__ == "__main__":
    unittest.main()
