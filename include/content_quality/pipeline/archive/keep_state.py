"""Use cases: back the store up, and drop what is older than the site keeps."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from content_quality.adapters.site import acceptances_file
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.files import write_atomically
from content_quality.adapters.store import store_copies
from content_quality.pipeline.project import Project

STAMP = "%Y%m%dT%H%M%S"
A_WRITER_IS_GONE = timedelta(days=1)  # a temporary file is renamed within seconds
A_RELEASE_IS_OVER = timedelta(days=1)  # it packs its batch itself, unless it fails
# Of a batch: how the work was cut; the store is never built from them.
WORKING = ("shards", "candidates", "copies", "versions")


def back_up(project: Project, now: datetime, keep: int) -> str:
    """Copy the store, the baselines and the waivers aside, keep the newest `keep` back-ups.

    Return one line about it.
    """
    folder = project.workspace.root / "backups"
    name = f"{now.astimezone(UTC):{STAMP}}Z"
    store_copies.back_up(project.workspace, folder / f"{name}-{project.workspace.store.name}")
    of_site = (project.root / one for one in (acceptances_file.BASELINE, acceptances_file.WAIVERS))
    for path in (*of_site, *project.workspace.accepted.glob("*.jsonl")):
        if path.exists():
            write_atomically(folder / f"{name}-{path.name}", path.read_bytes())
    names = sorted({path.name.partition("-")[0] for path in folder.iterdir() if not path.name.startswith(".")})
    dropped = names[:-keep] if keep else []
    for old in dropped:
        for path in folder.glob(f"{old}-*"):
            path.unlink()
    return f"backed up as {name}; {len(dropped)} older back-ups dropped"


def drop_old(project: Project, now: datetime, days: int) -> str:
    """Drop what is older than `days` and no longer needed, and pack what stays; return one line about it.

    That is what audits saw of single posts (their sums stay), audits that were given up, and how the work of decided
    batches was cut into shards. Decisions, answers, alerts, results and snapshots stay.
    """
    oldest = f"{now.astimezone(UTC) - timedelta(days=days):{STAMP}}"
    audits = _cut_down_audits(project.workspace.root / "audits", oldest)
    batches = 0
    for folder in sorted(project.workspace.batches.glob("*")):
        working = [folder / name for name in WORKING if (folder / name).exists()]
        if folder.name < oldest and working and BatchFiles(folder).is_settled:
            for path in working:
                shutil.rmtree(path)
            batches += 1
    orphans = _drop_orphans(project.workspace.root, now)
    packed = _pack_batches(project, f"{now.astimezone(UTC) - A_RELEASE_IS_OVER:{STAMP}}")
    return (
        f"{audits} audits cut down to their sums, working files of {batches} batches dropped, "
        f"{packed} files of batches packed, {orphans} temporary files of crashed writers dropped"
    )


def _pack_batches(project: Project, newest: str) -> int:
    """Pack the files of decided batches older than `newest` that no release has packed; return how many were packed."""
    count = 0
    for folder in sorted(project.workspace.batches.glob("*")):
        if folder.name < newest and BatchFiles(folder).is_settled:
            count += BatchFiles(folder).pack()
    return count


def _drop_orphans(root: Path, now: datetime) -> int:
    """Delete the temporary files below `root` that no living writer can still need; return how many there were."""
    oldest, dropped = (now - A_WRITER_IS_GONE).timestamp(), 0
    for path in root.rglob(".*.tmp"):
        if path.is_file() and not path.is_symlink() and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
            dropped += 1
    return dropped


def _cut_down_audits(folder: Path, oldest: str) -> int:
    for path in folder.glob("*.unfinished"):
        if path.name < oldest:
            shutil.rmtree(path)
    cut = 0
    for path in sorted(folder.glob("*.jsonl")):
        lines = path.read_bytes().splitlines(keepends=True) if path.name < oldest else []
        if len(lines) > 1:
            write_atomically(path, lines[0])
            cut += 1
    return cut
