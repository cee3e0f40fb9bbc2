"""Use cases: what the dashboard reads goes to the exchange, and a machine without the state folder keeps a copy."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from content_quality.adapters.exchange.exchange import Exchange, LargeFile, sha256_of, side_by_side
from content_quality.adapters.state.files import read_json, write_json
from content_quality.adapters.state.snapshots import Snapshots
from content_quality.adapters.state.workspace import Workspace
from content_quality.pipeline.gate import release_batch
from content_quality.pipeline.project import Project

PUBLISHED = "published"
CURRENT = f"{PUBLISHED}/current"
STORES_KEPT = 2  # the present one, and the one that a slow reader may still be fetching
SMALL = ("listing.json", "looks.json", "first-looks/**/*.json")
REPAIRS = f"{PUBLISHED}/repairs"


def publish(project: Project, exchange: Exchange | None) -> None:
    """Give readers the present state of the store, here and through the exchange."""
    release_batch.publish(project)
    if exchange is None:
        return
    root = project.workspace.root
    store = exchange.send_large(f"{PUBLISHED}/store", project.workspace.published)
    before = _about(exchange)
    _send_repairs(project.workspace, exchange)
    names = sorted({path.relative_to(root).as_posix() for pattern in SMALL for path in root.glob(pattern)})
    stores = [dataclasses.asdict(store), *(one for one in before if one["sha256"] != store.sha256)][:STORES_KEPT]
    exchange.send(CURRENT, root, names, {"stores": stores})
    kept = {one["sha256"] for one in stores}
    for key in exchange.parcels(f"{PUBLISHED}/store"):
        if key.split("/")[-2] not in kept:
            exchange.objects.remove(key)


def mirror(workspace: Workspace, exchange: Exchange) -> bool:
    """Bring the published state here where it has changed, posts before what names them; return whether it had."""
    stores = _about(exchange)
    noted = workspace.root / "mirrored.json"
    if not stores or (noted.exists() and read_json(noted).get("stores") == stores):
        return False
    posts = [key.rpartition("/")[2] for key in exchange.parcels("posts")]
    exchange.fetch_posts(Snapshots(workspace.snapshots), posts)
    there = set(exchange.parcels(REPAIRS))
    here = set(map(_of_repair, workspace.repairs.glob("*/*.json")))
    side_by_side(lambda key: exchange.fetch(key, workspace.root), sorted(there - here))
    exchange.fetch(CURRENT, workspace.root)
    exchange.fetch_large(LargeFile(**stores[0]), workspace.published)
    write_json(noted, {"stores": stores})
    return True


def _send_repairs(workspace: Workspace, exchange: Exchange) -> None:
    """Send the proposed repairs that are new, or made anew."""
    there = set(exchange.parcels(REPAIRS))
    for path in workspace.repairs.glob("*/*.json"):
        if (key := _of_repair(path)) not in there:
            exchange.send(key, workspace.root, [path.relative_to(workspace.root).as_posix()])


def _of_repair(path: Path) -> str:
    return f"{REPAIRS}/{path.stem}-{sha256_of(path)[:16]}"


def _about(exchange: Exchange) -> list[dict[str, Any]]:
    try:
        return list(exchange.about(CURRENT)["stores"])
    except FileNotFoundError:
        return []
