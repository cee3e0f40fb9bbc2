"""Pods without a Kubernetes: each heavy task runs as the pod of the template would, as a plain process.

The task comes from the queue of a real scheduler. The process has the arguments that KubernetesExecutor gives the pod, the
environment of the template and of the image, and the folders that the template mounts; nothing else of this machine.
"""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "deploy" / "pod-template.yaml"
CODE = "/opt/content-quality"  # where the image has this repository
ENV_LINE = re.compile(r"([A-Z_]+)=(\S+)")


@dataclass
class Pods:
    """Runs the tasks of the queue `heavy` one after the other. `places` is what a person puts for NAMES IN CAPITALS."""

    folder: Path
    redis_port: int
    places: Mapping[str, str]
    secrets: Mapping[tuple[str, str], str]  # by name and key
    site: Mapping[str, str]  # the files of the config map
    logging: Mapping[str, str] = field(default_factory=dict)  # what a site adds to the template for remote logs
    ended: dict[str, int] = field(default_factory=dict)  # exit status by name of the pod

    def run_next(self) -> bool:
        """Run the next task as a pod; return whether there was one."""
        import redis

        envelope = redis.Redis(port=self.redis_port).rpop("heavy")
        if envelope is None:
            return False
        workload = json.loads(base64.b64decode(json.loads(envelope)["body"]))[0][0]
        name = f"pod-{len(self.ended)}"
        self.ended[name] = self._run(name, pod_for(workload))
        return True

    def log(self) -> str:
        """Return the end of what each pod has printed."""
        return "\n".join(path.read_text("utf-8", "replace")[-2500:] for path in sorted(self.folder.glob("*.log")))

    def _run(self, name: str, pod: Mapping[str, Any]) -> int:
        (container,) = pod["spec"]["containers"]
        mounts = self._mounts(self.folder / name, pod, container)
        environment = image_environment() | {one["name"]: self._value(one) for one in container["env"]} | self.logging
        environment = {key: _moved(value, mounts) for key, value in environment.items()}
        environment["PATH"] = f"{Path(sys.executable).parent}:/usr/bin:/bin"
        environment |= {"HOME": mounts["/tmp"], "TMPDIR": mounts["/tmp"], "LANG": "C.UTF-8"}
        with (self.folder / f"{name}.log").open("wb") as log:
            return subprocess.run(
                [sys.executable, *container["args"][1:]],
                env=environment, cwd=mounts["/tmp"], stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False,
                timeout=300,
            ).returncode  # fmt: skip

    def _value(self, variable: Mapping[str, Any]) -> str:
        if "value" in variable:
            return self._placed(variable["value"])
        wanted = variable["valueFrom"]["secretKeyRef"]
        return self.secrets[wanted["name"], wanted["key"]]

    def _placed(self, text: str) -> str:
        for name, value in self.places.items():
            text = text.replace(name, value)
        return text

    def _mounts(self, folder: Path, pod: Mapping[str, Any], container: Mapping[str, Any]) -> dict[str, str]:
        """Make the folders of the volumes, and return where each path of the pod is."""
        volumes = {one["name"]: one for one in pod["spec"]["volumes"]}
        mounts = {}
        for one in container["volumeMounts"]:
            place = folder / one["name"] / one.get("subPath", "")
            place.mkdir(parents=True, exist_ok=True)
            if "configMap" in volumes[one["name"]]:
                for name, text in self.site.items():
                    (place / name).write_text(text)
            mounts[one["mountPath"]] = str(place)
        return mounts


def pod_for(workload: str) -> dict[str, Any]:
    """Return the pod of a task, as KubernetesExecutor makes it of the template; by hand where it is not installed."""
    template = yaml.safe_load(TEMPLATE.read_text("utf-8"))
    try:
        from airflow.providers.cncf.kubernetes.pod_generator import PodGenerator, workload_to_command_args
    except ImportError:
        arguments = ["python", "-m", "airflow.sdk.execution_time.execute_workload", "--json-string", workload]
        template["spec"]["containers"][0]["args"] = arguments
        return dict(template)
    from airflow.executors.workloads import ExecuteTask

    task = ExecuteTask.model_validate_json(workload)
    made = PodGenerator.construct_pod(
        dag_id=task.ti.dag_id, task_id=task.ti.task_id, pod_id="heavy-task", try_number=task.ti.try_number,
        kube_image="", date=None, args=workload_to_command_args(task), pod_override_object=None,
        base_worker_pod=PodGenerator.deserialize_model_dict(template), namespace="default", scheduler_job_id="1",
        run_id=task.ti.run_id, map_index=task.ti.map_index if task.ti.map_index is not None else -1,
    )  # fmt: skip
    return dict(PodGenerator.serialize_pod(made))


def image_environment() -> dict[str, str]:
    """Return the variables that the Dockerfile sets."""
    text = (ROOT / "Dockerfile").read_text("utf-8")
    lines = [line for block in re.findall(r"^ENV ((?:.*\\\n)*.*)$", text, re.MULTILINE) for line in block.split("\\\n")]
    found = {name: value for line in lines for name, value in ENV_LINE.findall(line)}
    return {name: value for name, value in found.items() if name not in ("PATH", "VIRTUAL_ENV")}


def _moved(value: str, mounts: Mapping[str, str]) -> str:
    """Return a path of the pod as it is on this machine; anything else as it is."""
    for path, place in sorted({**mounts, CODE: str(ROOT)}.items(), reverse=True):
        if value == path or value.startswith(f"{path}/"):
            return place + value[len(path) :]
    return value


def readable(folder: Path) -> list[str]:
    """Return the files that a pod has left, by their place in its folder."""
    return sorted(os.path.relpath(path, folder) for path in folder.rglob("*") if path.is_file())
