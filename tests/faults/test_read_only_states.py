"""Each folder of the state as a disk that takes no writes: nothing is released unseen, and nothing is lost by it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from content_quality.adapters.release.folder import ReleaseFolder
from content_quality.pipeline.gate.release_batch import ReleaseIncomplete
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, ROOT, write_post
from tests.pipeline.steps import gate

FOLDERS = (".", "alerts", "batches", "published", "release", "snapshots", "store")
HELD, NEW = "posts/2026-11-02-held.md", "posts/2026-11-03-new.md"
CUT = CLEAN.format(title="Cut").replace("chair", "bench") + "\n<<<<<<< HEAD\nOne.\n=======\nOther.\n>>>>>>> theirs\n"
AGAIN = NOW + timedelta(hours=1)
MOUNTED = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
IN_A_NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", MOUNTED]
REFUSED = 73  # the status of a child whose gate could not write


def site_of(root: Path) -> Project:
    from content_quality.adapters.state.workspace import Workspace
    from content_quality.core.settings import reader

    settings = reader.loads(
        '[site]\nname = "Test"\ngenerator = "jekyll"\n[[sources]]\nname = "posts"\npath = "_posts"\n'
    )
    (root / "_posts").mkdir(exist_ok=True)
    return Project(root, settings, Workspace(root / "var"), ROOT / "expectations")


def gate_once_more(root: Path) -> int:
    """Decide and release what is new; return `REFUSED` when the system let something not be written."""
    try:
        gate(site_of(root), AGAIN)
    except (OSError, ReleaseIncomplete) as error:
        return REFUSED if "Read-only" in str(error) else 1
    return 0


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with one decided batch and all folders of its state."""
    root = tmp_path_factory.mktemp("site")
    project = site_of(root)
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    write_post(project, "2026-11-02-held.md", CUT)
    assert not gate(project)[HELD].released
    for name in FOLDERS:
        (project.workspace.root / name).mkdir(exist_ok=True)
    return root


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_that_takes_no_writes_releases_nothing_unseen_and_recovers(
    template: Path, tmp_path: Path, folder: str
):
    shutil.copytree(template, tmp_path / "site")
    project = site_of(tmp_path / "site")
    write_post(project, "2026-11-03-new.md", CLEAN.format(title="Lamps").replace("chair", "lamp"))
    child = [sys.executable, "-m", "tests.faults.test_read_only_states", str(project.root)]
    command = [*IN_A_NAMESPACE, str(project.workspace.root / folder), *child]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    if not done.stderr.strip() and done.returncode not in (0, REFUSED):
        pytest.fail(done.stdout)
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip("this system lets a test mount nothing")
    assert done.returncode in (0, REFUSED), done.stderr[-2000:]
    released = ReleaseFolder(project.workspace.release).newest()
    assert HELD not in released
    assert (NEW in released) == (done.returncode == 0)
    gate(project, AGAIN + timedelta(minutes=1), force=True)
    released = ReleaseFolder(project.workspace.release).newest()
    assert HELD not in released
    assert NEW in released


if __name__ == "__main__":
    sys.exit(gate_once_more(Path(sys.argv[1])))
