"""One task of a heavy worker as a process of its own, which tests kill, stop or let run late.

python -m tests.faults.cluster_worker WRITER WORKER BATCH inspect|compare NAME
"""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

from content_quality.adapters.exchange.exchange import Exchange
from content_quality.adapters.exchange.objects import SharedFolder
from content_quality.adapters.state.workspace import Workspace
from content_quality.core.settings import reader
from content_quality.pipeline.cluster import stages
from content_quality.pipeline.project import Project
from tests.conftest import NOW, ROOT


def main() -> None:
    """Do the task as the worker in the folder WORKER, which has the settings of WRITER and nothing else of it."""
    writer, worker, batch_id, stage, name = sys.argv[1:]
    settings = reader.loads((Path(writer) / "content-quality.toml").read_text("utf-8"))
    project = Project(Path(worker), settings, Workspace(Path(worker) / "var"), ROOT / "expectations")
    project = dataclasses.replace(project, site="")
    exchange = Exchange(SharedFolder(Path(settings.cluster.exchange.removeprefix("file://"))))
    {"inspect": stages.inspect, "compare": stages.find_copies}[stage](project, batch_id, name, NOW, exchange)


if __name__ == "__main__":
    main()
