"""What docker-compose.cluster.yaml, the pod template and the values for the chart promise, as far as it can be said without an engine."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from tests.deploy.compose_file import COMPOSE, ROOT, VARIABLE, generated, services

CLUSTER = ROOT / "docker-compose.cluster.yaml"
POD, VALUES = ROOT / "deploy" / "pod-template.yaml", ROOT / "deploy" / "helm" / "values.yaml"
SECRETS = {"broker_url", "result_backend", "connections.json", "redis.conf", "s3.json"}
WORKERS = ("writer", "heavy")
OTHERS = ("redis", "objects", "objects-bucket")


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


@pytest.fixture
def secrets(tmp_path) -> Path:
    generated(tmp_path / ".env")
    script = ROOT / "scripts/deploy/cluster_secrets.py"
    command = [sys.executable, script, "--output", tmp_path / "secrets", "--env", tmp_path / ".env"]
    subprocess.run(command, check=True, capture_output=True)
    return tmp_path / "secrets"


def test_the_file_follows_the_compose_specification():
    schema = json.loads((ROOT / "tests/deploy/compose-spec.schema.json").read_text("utf-8"))
    errors = Draft7Validator(schema).iter_errors(read(CLUSTER))
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@pytest.mark.skipif(
    not shutil.which("docker-compose"), reason="docker-compose is not installed (Debian: docker-compose)"
)
def test_docker_compose_reads_both_files_as_one(tmp_path, secrets):
    for name in ("docker-compose.yaml", "docker-compose.cluster.yaml"):
        shutil.copy(ROOT / name, tmp_path / name)
    files = ["--file", COMPOSE.name, "--file", CLUSTER.name]
    command = ["docker-compose", *files, "--env-file", tmp_path / ".env", "config"]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin"}, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    found = yaml.safe_load(done.stdout)["services"]
    assert found.keys() >= {"postgres", "scheduler", *WORKERS, *OTHERS}
    for name in ("init", "api-server", "scheduler", "dag-processor", "triggerer", *WORKERS):
        assert found[name]["environment"]["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor", name
        assert found[name]["environment"]["AIRFLOW__CELERY__BROKER_URL_CMD"] == "cat /run/secrets/broker_url", name
        assert found[name]["user"] == "50000:0", name
        assert found[name]["cap_drop"] == ["ALL"], name
    mounts = {name: {one["target"]: one["source"] for one in found[name]["volumes"]} for name in WORKERS}
    assert mounts["writer"]["/var/lib/content-quality"] == "state"
    assert mounts["heavy"]["/var/lib/content-quality"] == "visits", "a heavy worker does not see the state folder"


def test_the_secrets_are_files_that_the_script_makes_and_git_ignores(secrets):
    named = {name: one["file"] for name, one in read(CLUSTER)["secrets"].items()}
    assert named == {name: f"./secrets/{name}" for name in SECRETS}
    assert {path.name for path in secrets.iterdir()} == SECRETS
    assert "/secrets/" in (ROOT / ".gitignore").read_text("utf-8").split()
    connection = json.loads((secrets / "connections.json").read_text())["exchange"]
    identity = json.loads((secrets / "s3.json").read_text())["identities"][0]["credentials"][0]
    assert (connection["login"], connection["password"]) == (identity["accessKey"], identity["secretKey"])


def test_secrets_that_exist_are_kept(secrets, tmp_path):
    script = ROOT / "scripts/deploy/cluster_secrets.py"
    before = {path.name: path.read_bytes() for path in secrets.iterdir()}
    command = [sys.executable, script, "--output", secrets, "--env", tmp_path / ".env"]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 1
    assert {path.name: path.read_bytes() for path in secrets.iterdir()} == before


def test_no_secret_stands_in_the_file():
    text = CLUSTER.read_text("utf-8")
    assert not re.search(r"(?i)(password|secretkey|access_key)\s*[:=]\s*[^?\s]", text)
    required = {match["name"] for match in VARIABLE.finditer(text) if match["rule"] == ":?"}
    assert required <= {match["name"] for match in VARIABLE.finditer(COMPOSE.read_text("utf-8"))}


def test_a_worker_has_what_the_first_file_gives_to_the_scheduler():
    theirs = services()["scheduler"]
    for name in WORKERS:
        ours = read(CLUSTER)["services"][name]
        for key in ("image", "user", "cap_drop", "security_opt", "networks", "mem_limit", "pids_limit", "restart"):
            assert ours[key] == theirs[key], f"{name}: {key}"
        same = ours["environment"].keys() & theirs["environment"].keys() - {"AIRFLOW__CORE__EXECUTOR"}
        assert len(same) > 10
        assert {key: ours["environment"][key] for key in same} == {key: theirs["environment"][key] for key in same}


@pytest.mark.parametrize("name", OTHERS)
def test_the_new_servers_have_no_more_rights_memory_or_reach_than_they_need(name):
    service = read(CLUSTER)["services"][name]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert service["networks"] == ["inside"]
    assert int(service["user"].partition(":")[0]) > 0
    assert "ports" not in service


def test_images_name_versions_and_digests_are_the_operators():
    for service in ("redis", "objects"):
        image = read(CLUSTER)["services"][service]["image"]
        assert re.fullmatch(r"\$\{[A-Z]+_IMAGE:-[a-z/]+:\d+\.\d+(-\w+)?\}", image)
    assert "sha256:" not in CLUSTER.read_text("utf-8")
    assert re.findall(r"sha256:(\w+)", POD.read_text() + VALUES.read_text()) == ["DIGEST", "DIGEST"]


def test_the_lock_of_the_cluster_has_the_versions_of_the_lock():
    pins = [
        dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / name).read_text("utf-8"), re.MULTILINE))
        for name in ("requirements.txt", "requirements/cluster.txt")
    ]
    assert {name: pins[1].get(name) for name in pins[0]} == pins[0]
    assert {"celery", "redis", "obstore", "apache-airflow-providers-celery"} <= pins[1].keys()


def test_a_pod_has_no_rights_and_sees_no_state_folder():
    pod = read(POD)["spec"]
    (container,) = pod["containers"]
    assert container["name"] == "base", "the executor looks for this name"
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert {tuple(volume)[1] for volume in pod["volumes"]} == {"emptyDir", "configMap"}
    assert pod["restartPolicy"] == "Never"
    assert container["resources"]["limits"]["memory"]


def test_the_values_name_settings_that_airflow_has():
    from airflow.configuration import conf

    for section, options in read(VALUES)["config"].items():
        known = conf.configuration_description.get(section, {}).get("options", {})
        if section == "kubernetes_executor":
            continue  # of a provider that is not installed here
        assert set(options) <= set(known), section


def test_the_values_say_that_they_were_not_tried_and_run_one_writer():
    text = VALUES.read_text("utf-8")
    assert "NOT VERIFIED AGAINST THE CHART" in text
    values = read(VALUES)
    assert values["workers"]["replicas"] == 1
    assert values["workers"]["strategy"] == {"type": "Recreate"}
    assert values["executor"].split(",") == ["CeleryExecutor", "KubernetesExecutor"]
