"""What goes through the exchange for one batch: shards and results, the plan of the comparison and its parts.

The names of a batch's objects say what they depend on. A worker that was believed dead and finishes late writes what
the retry writes, or an object that is not looked for any more.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from content_quality.adapters.exchange.exchange import Exchange, LargeFile, side_by_side
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.files import Json, read_json, write_json
from content_quality.core.records import dataclass
from content_quality.pipeline.project import Project

PLAN = "copies/plan.json"
EXCHANGED_DAYS = 14  # that the parcels of a batch are kept: as long, a stage of it can be run again by itself


class ExchangeIncomplete(Exception):  # noqa: N818 - names the state
    """What another task should have left in the exchange is not there."""


class OtherProgram(Exception):  # noqa: N818 - names the state
    """This worker would look at posts with other checks or settings than the one that planned."""


@dataclass(frozen=True, slots=True)
class BatchParcels:
    """The parcels of one batch, between the folder of the batch and the exchange."""

    exchange: Exchange
    files: BatchFiles

    def send_shards(self, project: Project, names: Sequence[str]) -> None:
        """Send each shard and the bytes of its posts, and note which shards count from now on."""
        self.exchange.send_posts(
            project.snapshots, (post.sha256 for name in names for post in self.files.shard(name) if post.sha256)
        )
        write_json(self._noted, {"shards": {name: self._digest_of(name) for name in names}})
        for name in names:
            self.exchange.send(
                self._key("shards", name),
                self.files.folder,
                [_shard_file(name)],
                {"checks": project.checks_digest, "results": self._key("results", f"{name}-{self._digest_of(name)}")},
            )

    def fetch_shard(self, project: Project, name: str) -> str:
        """Bring a shard and its posts here, and return the key under which its results are looked for."""
        about = self._fetched(self._key("shards", name), "plan_shards")
        if about["checks"] != project.checks_digest:
            raise OtherProgram(
                "This worker has another version or other settings than the worker of the state folder. "
                "Give both the same, then clear this task."
            )
        versions = (post.sha256 for post in self.files.shard(name) if post.sha256)
        self.exchange.fetch_posts(project.snapshots, versions)
        return str(about["results"])

    def send_results(self, name: str, key: str) -> None:
        """Send what the inspection of a shard left: the results and what the comparison needs."""
        folder = self.files.folder
        versions = sorted((folder / "versions").glob(f"*/{name}/*.parquet"))
        names = [f"results/{name}.jsonl", *(path.relative_to(folder).as_posix() for path in versions)]
        self.exchange.send(key, folder, names)

    def fetch_results(self) -> None:
        """Bring the results of all shards that count here."""
        shards = cast("dict[str, str]", read_json(self._noted)["shards"])
        keys = [self._key("results", f"{name}-{digest}") for name, digest in shards.items()]
        side_by_side(lambda key: self._fetched(key, "inspect_shard"), keys)

    def send_parts(self, project: Project, names: Sequence[str], versions: Sequence[str]) -> None:
        """Send the plan of the comparison with the index, and the bytes of all posts that it may quote."""
        self.exchange.send_posts(project.snapshots, versions)
        index = self.exchange.send_large(self._key("index"), project.workspace.fingerprints)
        about: Json = {"checks": project.checks_digest, "index": dataclasses.asdict(index), "parts": list(names)}
        self.exchange.send(self._key("plan"), self.files.folder, [PLAN], about)

    def fetch_part(self, project: Project) -> LargeFile:
        """Bring the plan here and return where the index is that it was made for."""
        about = self._fetched(self._key("plan"), "plan_parts")
        if about["checks"] != project.checks_digest:
            raise OtherProgram("This worker has another version or other settings than the one that planned.")
        return LargeFile(**about["index"])

    def send_found(self, name: str) -> None:
        """Send what the posts of a part took from others."""
        self.exchange.send(self._key("copies", name), self.files.folder, [f"copies/{name}.jsonl"])

    def fetch_found(self, names: Sequence[str]) -> None:
        """Bring what all parts found here."""
        side_by_side(lambda name: self._fetched(self._key("copies", name), "find_copies"), names)

    def _fetched(self, key: str, task: str) -> dict[str, Any]:
        try:
            return self.exchange.fetch(key, self.files.folder)
        except FileNotFoundError as error:
            raise ExchangeIncomplete(f"The exchange has no {key}. Clear the task {task}, which sends it.") from error

    def _key(self, *parts: str) -> str:
        return "/".join(("batches", self.files.folder.name, *parts))

    @property
    def _noted(self) -> Any:
        return self.files.folder / "exchanged.json"

    def _digest_of(self, name: str) -> str:
        return hashlib.sha256((self.files.folder / _shard_file(name)).read_bytes()).hexdigest()[:16]


def _shard_file(name: str) -> str:
    return f"shards/{name}.jsonl"


def forget_old(exchange: Exchange, before: datetime) -> int:
    """Take away what belongs to batches that were made `before`; return how many objects went. Posts stay."""
    old = [key for key in exchange.parcels("batches") if key.split("/")[1] < f"{before:%Y%m%dT%H%M%S}"]
    side_by_side(exchange.objects.remove, old)
    return len(old)
