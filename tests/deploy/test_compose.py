"""What docker-compose.yaml and the Dockerfile promise, as far as it can be said without an engine."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib

import pytest
import yaml
from jsonschema import Draft7Validator

from tests.deploy.compose_file import COMPOSE, ROOT, VARIABLE, filled, generated, image_environment, services

AIRFLOW = ("init", "api-server", "scheduler", "dag-processor", "triggerer")
SECRETS = (
    "POSTGRES_PASSWORD",
    "AIRFLOW_FERNET_KEY",
    "AIRFLOW_JWT_SECRET",
    "AIRFLOW_API_SECRET_KEY",
    "ADMIN_PASSWORD",
    "EDITOR_PASSWORD",
    "VIEWER_PASSWORD",
)
REQUIRED = {*SECRETS, "AIRFLOW_EXECUTION_API_SERVER_URL"}


@pytest.fixture
def variables(tmp_path):
    return generated(tmp_path / ".env")


def test_the_file_follows_the_compose_specification():
    schema = json.loads((ROOT / "tests/deploy/compose-spec.schema.json").read_text("utf-8"))
    errors = Draft7Validator(schema).iter_errors(yaml.safe_load(COMPOSE.read_text("utf-8")))
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@pytest.mark.skipif(
    not shutil.which("docker-compose"), reason="docker-compose is not installed (Debian: docker-compose)"
)
def test_docker_compose_reads_the_file_and_fills_it_in_as_these_tests_do(tmp_path):
    expected = filled(services(), generated(tmp_path / ".env"))
    command = ["docker-compose", "--file", COMPOSE, "--env-file", tmp_path / ".env", "config"]
    read = subprocess.run(command, check=True, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin"})
    found = yaml.safe_load(read.stdout)["services"]
    assert found.keys() == expected.keys()
    for name, service in expected.items():
        assert found[name].get("command") == service.get("command"), name
        assert found[name]["environment"] == service["environment"], name


@pytest.mark.skipif(
    not shutil.which("docker-compose"), reason="docker-compose is not installed (Debian: docker-compose)"
)
def test_docker_compose_refuses_to_start_without_secrets_and_says_how_to_make_them(tmp_path):
    (tmp_path / ".env").touch()
    command = ["docker-compose", "--file", COMPOSE, "--env-file", tmp_path / ".env", "config"]
    read = subprocess.run(command, check=False, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin"})
    assert read.returncode != 0
    assert "scripts/deploy/compose_env.py" in read.stderr


def test_every_required_variable_is_made_by_the_script_and_explained_in_the_example(variables):
    required = {match["name"] for match in VARIABLE.finditer(COMPOSE.read_text("utf-8")) if match["rule"] == ":?"}
    assert required == REQUIRED
    assert variables.keys() == required
    assert all(variables.values())
    assert filled(services(), variables)


@pytest.mark.parametrize("name", sorted(REQUIRED))
def test_a_missing_value_stops_everything(name, variables):
    with pytest.raises(KeyError, match=name):
        filled(services(), variables | {name: ""})


def test_every_variable_of_the_file_stands_in_the_example_without_a_value():
    files = (COMPOSE, ROOT / "docker-compose.cluster.yaml")
    used = {match["name"] for path in files for match in VARIABLE.finditer(path.read_text("utf-8"))}
    offered = re.findall(r"^(?:# )?([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)
    assert {name for name, _ in offered} == used
    assert [name for name, value in offered if value] == []


def test_no_secret_has_a_value_or_a_default_in_the_file():
    text = COMPOSE.read_text("utf-8")
    assert all(match["rule"] == ":?" for match in VARIABLE.finditer(text) if match["name"] in SECRETS)
    for name, service in services().items():
        for variable, value in service["environment"].items():
            if re.search(r"PASSWORD$|SECRET|_KEY$|SQL_ALCHEMY_CONN|SERVER_URL$", variable):
                assert "${" in value, f"{name}: {variable}"


def test_the_environment_file_is_the_owners_alone_and_never_overwritten(tmp_path):
    first = generated(tmp_path / ".env")
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600
    again = subprocess.run(
        [sys.executable, ROOT / "scripts/deploy/compose_env.py", "--output", tmp_path / ".env"],
        check=False,
        capture_output=True,
    )
    assert again.returncode == 1
    second = generated(tmp_path / "other.env")
    assert all(first[name] != second[name] for name in SECRETS)


def test_neither_git_nor_the_image_gets_the_environment_file():
    assert ".env" in (ROOT / ".gitignore").read_text("utf-8").split()
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert "*" in ignored
    assert not any(line.startswith("!.") for line in ignored)


def test_the_made_keys_are_what_airflow_takes(variables):
    from cryptography.fernet import Fernet

    assert Fernet(variables["AIRFLOW_FERNET_KEY"].encode())
    assert len(variables["AIRFLOW_JWT_SECRET"]) >= 64  # HS512
    assert re.fullmatch(r"[A-Za-z0-9]+", variables["POSTGRES_PASSWORD"])  # it becomes part of a URL


@pytest.mark.parametrize("name", services())
def test_every_service_has_a_health_check_that_gives_it_time_to_start(name):
    check = services()[name]["healthcheck"]
    assert check["test"][0] == "CMD"
    assert check.keys() >= {"interval", "timeout", "retries", "start_period"}
    assert "start_interval" not in check  # older parsers refuse it


def test_every_health_check_of_ours_exists():
    sys_path_free = (ROOT / "scripts/deploy/compose_health.py").read_text("utf-8")
    for name, service in services().items():
        if name != "postgres":
            *_, script, checked = service["healthcheck"]["test"]
            assert script == "/opt/content-quality/scripts/deploy/compose_health.py"
            assert f'"{checked}": ' in sys_path_free


def test_images_are_pinned_to_versions(variables):
    found = filled(services(), variables)
    base = found["api-server"]["build"]["args"]["AIRFLOW_IMAGE"]
    assert re.fullmatch(r"apache/airflow:(slim-)?\d+\.\d+\.\d+-python3\.11", base)
    assert f"ARG AIRFLOW_IMAGE={base}\n" in (ROOT / "Dockerfile").read_text("utf-8")
    assert re.fullmatch(r"postgres:\d+\.\d+-\w+", found["postgres"]["image"])


def test_the_base_image_has_the_airflow_of_the_lock():
    locked = re.search(r"^apache-airflow==(\S+)", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE)
    assert f"-{locked[1]}-python3.11" in (ROOT / "Dockerfile").read_text("utf-8")


def test_dependencies_are_installed_with_hashes_and_the_containers_run_without_root():
    text = (ROOT / "Dockerfile").read_text("utf-8")
    assert "--require-hashes -r ${REQUIREMENTS}" in text
    assert "ARG REQUIREMENTS=requirements.txt" in text
    assert re.findall(r"^USER (\S+)", text, re.MULTILINE)[-1] == "50000"
    for name in (*AIRFLOW, "mail"):
        assert re.fullmatch(r"\$\{AIRFLOW_UID:-50000\}:0", services()[name]["user"])


def test_every_folder_that_the_image_copies_is_let_in_by_dockerignore():
    text = (ROOT / "Dockerfile").read_text("utf-8")
    copied = set(re.findall(r"^COPY (\S+) ", text, re.MULTILINE))
    assert copied == {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
        if line.startswith("!")
    }
    assert all((ROOT / name).exists() for name in copied)


def test_include_is_on_the_python_path_and_airflow_finds_dags_and_plugins():
    set_ = image_environment()
    assert set_["PYTHONPATH"] == "/opt/content-quality/include"
    assert set_["AIRFLOW__CORE__DAGS_FOLDER"] == "/opt/content-quality/dags"
    assert set_["AIRFLOW__CORE__PLUGINS_FOLDER"] == "/opt/content-quality/plugins"


@pytest.mark.parametrize("name", AIRFLOW)
def test_all_of_airflow_shares_keys_database_and_the_address_that_tasks_report_to(name, variables):
    found = filled(services(), variables)[name]["environment"]
    assert found["AIRFLOW__API_AUTH__JWT_SECRET"] == variables["AIRFLOW_JWT_SECRET"]
    assert found["AIRFLOW__CORE__FERNET_KEY"] == variables["AIRFLOW_FERNET_KEY"]
    assert found["AIRFLOW__API__SECRET_KEY"] == variables["AIRFLOW_API_SECRET_KEY"]
    assert found["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == "http://api-server:8080/execution/"
    assert found["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"
    assert f":{variables['POSTGRES_PASSWORD']}@postgres:5432/" in found["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]


def test_only_the_preparation_knows_the_users_passwords():
    knowing = {
        name
        for name, service in services().items()
        if any(key in service["environment"] for key in ("ADMIN_PASSWORD", "EDITOR_PASSWORD"))
    }
    assert knowing == {"init"}
    assert not any("AIRFLOW" in key for key in services()["mail"]["environment"])


def test_state_is_one_volume_and_the_site_is_read_only():
    for name in ("init", "api-server", "scheduler", "triggerer"):
        mounts = {mount["target"]: mount for mount in services()[name]["volumes"]}
        assert mounts["/var/lib/content-quality"]["source"] == "state"
        assert mounts["/site"]["read_only"] is True
        assert services()[name]["environment"]["CONTENT_QUALITY_STATE"] == "/var/lib/content-quality"


def test_the_site_that_is_mounted_by_default_is_the_samples_and_holds_no_secret():
    (source,) = {
        mount["source"]
        for name in ("init", "scheduler")
        for mount in services()[name]["volumes"]
        if mount["target"] == "/site"
    }
    folder = ROOT / source.partition(":-")[2].rstrip("}")
    own, root = (tomllib.loads((place / "content-quality.toml").read_text("utf-8")) for place in (folder, ROOT))
    assert [ROOT / one.pop("path") for one in root["sources"]] == [folder / one.pop("path") for one in own["sources"]]
    assert own == root
    assert not [path for path in folder.rglob("*") if path.name.startswith(".")]


def test_the_image_prepares_every_folder_that_a_volume_of_ours_is_mounted_on():
    prepared = re.findall(r"install -d .*", (ROOT / "Dockerfile").read_text("utf-8"))
    for name, service in services().items():
        for mount in service["volumes"] if name != "postgres" else ():
            if mount["type"] == "volume":
                assert any(re.search(rf"\s{mount['target']}(\s|$)", line) for line in prepared), mount


def test_everything_waits_for_the_preparation_and_tasks_for_the_server_they_report_to():
    for name in ("api-server", "scheduler", "dag-processor", "triggerer"):
        waits = services()[name]["depends_on"]
        assert waits["init"] == {"condition": "service_completed_successfully"}
        assert waits["postgres"] == {"condition": "service_healthy"}
    assert services()["scheduler"]["depends_on"]["api-server"] == {"condition": "service_healthy"}
    assert services()["init"]["restart"] == "no"


def test_only_the_api_server_is_published_and_by_default_to_this_machine(variables):
    published = {
        name: service["ports"] for name, service in filled(services(), variables).items() if "ports" in service
    }
    assert published == {"api-server": ["127.0.0.1:8080:8080"]}


def test_no_container_has_more_rights_memory_or_reach_than_it_needs():
    for name, service in services().items():
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert service["mem_limit"], name
        assert service["pids_limit"], name
    assert services()["postgres"]["networks"] == ["inside"]
    mounts = {mount["target"]: mount for mount in services()["api-server"]["volumes"]}
    assert mounts["/var/lib/content-quality"]["read_only"] is True
