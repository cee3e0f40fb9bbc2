"""Each file of the state, damaged in each way: the store is built anew whole, or not at all, and the one in use stays."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from datetime import timedelta
from fnmatch import fnmatch
from pathlib import Path

import pytest

from content_quality.adapters.release.folder import ReleaseFolder
from content_quality.adapters.state import outbox
from content_quality.adapters.state.batch_files import PACKED as PACKED_FILES
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.files import pack
from content_quality.adapters.state.packing import unpacked
from content_quality.adapters.store.ledger import StoreDamaged
from content_quality.adapters.store.writer import writing
from content_quality.core.settings import Alerts
from content_quality.pipeline.alerts.deliver_alerts import deliver_alerts
from content_quality.pipeline.archive.rebuild_store import rebuild
from content_quality.pipeline.gate import decide_batch, release_batch
from content_quality.pipeline.gate.decisions_match import DecisionsDiffer
from content_quality.pipeline.project import Project
from content_quality.pipeline.review.review_posts import load_answers
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.archive import test_keep_state
from tests.pipeline.gate.test_acceptances import CUT
from tests.pipeline.review.test_review import answered
from tests.pipeline.steps import gate
from tests.pipeline.wire import Wire


def cut(share: float) -> Callable[[bytes], bytes]:
    return lambda data: data[: int(len(data) * share)]


def flip(share: float, bit: int = 1) -> Callable[[bytes], bytes]:
    def flipped(data: bytes) -> bytes:
        at = min(len(data) - 1, int(len(data) * share))
        return data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]

    return flipped


def lines(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    return lambda data: b"".join(change(data.splitlines(keepends=True)))


DAMAGES: dict[str, Callable[[bytes], bytes] | None] = {
    "deleted": None,
    "empty": lambda _: b"",
    "zeros": lambda data: bytes(len(data)),
    "nonsense": lambda _: b"rotten" * 100 + b"\n",
    "cut in half": cut(0.5),
    "cut by a few bytes": lambda data: data[:-4],
    "the last line gone": lines(lambda all_lines: all_lines[:-1]),
    "the first line gone": lines(lambda all_lines: all_lines[1:]),
    "a line twice": lines(lambda all_lines: [*all_lines[:1], *all_lines]),
    "lines swapped": lines(lambda all_lines: all_lines[::-1]),
    "junk at the end": lambda data: data + b"\0junk\n",
    "a bit at the start": flip(0.02),
    "a bit in the middle": flip(0.5, 2),
    "a bit near the end": flip(0.9, 4),
    "another word": lambda data: data.replace(b"hold", b"clear").replace(b"clear", b"review", 1),
}
FILES = {
    "manifest": "batches/*/manifest.json", "results": "batches/*/results/*.jsonl", "comparison": "batches/*/comparison.json",
    "validation": "batches/*/validation.json", "decisions": "batches/*/decisions.jsonl", "notices": "batches/*/alerts.jsonl",
    "journal": "alerts/journal.jsonl", "answers": "reviews/*/*.json", "ledger": "store/ledger.jsonl",
}  # fmt: skip


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A site with two batches, an answer and alerts."""
    from content_quality.adapters.state.workspace import Workspace
    from content_quality.core.settings import reader
    from tests.conftest import ROOT

    folder = tmp_path_factory.mktemp("damaged")
    text = '[site]\nname = "Test"\ngenerator = "jekyll"\n[[sources]]\nname = "posts"\npath = "_posts"\n'
    settings = reader.loads(text + '[alerts]\nwhen = "batch"\neditors = ["desk@example.org"]\n')
    assert settings.alerts != Alerts()
    (folder / "_posts").mkdir()
    project = Project(folder, settings, Workspace(folder / "var"), ROOT / "expectations")
    write_post(project, "2026-11-02-a.md", CUT)
    gate(project)
    answered(project)
    load_answers(project)
    write_post(project, "2026-11-02-b.md", CLEAN.format(title="Tables"))
    gate(project, NOW + timedelta(minutes=30))
    deliver_alerts(project, Wire(), NOW + timedelta(minutes=31))
    return project


@pytest.fixture
def damaged(template: Project) -> Project:
    """The site as it was, whatever a test has done to it."""
    whole = template.root / "whole"
    if not whole.exists():
        shutil.copytree(template.workspace.root, whole)
    shutil.rmtree(template.workspace.root)
    shutil.copytree(whole, template.workspace.root)
    return template


def contents(project: Project) -> dict[str, list[str]]:
    """Return the rows of every table but the one of loads: an empty load more is no loss."""
    return {table: rows for table, rows in test_keep_state.contents(project).items() if table != "loads"}


PACKED = [(pattern, is_packed) for pattern in FILES.values() for is_packed in (False, True)
          if not is_packed or any(fnmatch(pattern, f"batches/*/{name}") for name in PACKED_FILES)]  # fmt: skip


def hurt(path: Path, damage: Callable[[bytes], bytes] | None) -> bool:
    """Damage a file; return whether it is another one now."""
    before = path.read_bytes()
    if damage is None:
        path.unlink()
        return True
    path.write_bytes(damage(before))
    return path.read_bytes() != before


def lay(path: Path, *, is_packed: bool) -> None:
    """Let a file lie packed or plain, whichever way the release of its batch left it."""
    path.write_bytes(unpacked(path.read_bytes()))
    assert not is_packed or pack(path)


def bytes_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
@pytest.mark.parametrize(("pattern", "is_packed"), PACKED)
def test_a_store_is_built_anew_whole_or_the_one_in_use_stays(
    damaged: Project, pattern: str, is_packed: bool, damage: Callable[[bytes], bytes] | None
):
    state = damaged.workspace
    before, store = contents(damaged), bytes_of(state.store)
    paths = sorted(state.root.glob(pattern))
    assert paths
    lay(paths[0], is_packed=is_packed)
    if not hurt(paths[0], damage):
        pytest.skip("the damage changes nothing in this file")
    done = rebuild(damaged)
    if done.swapped:
        assert contents(damaged) == before
    else:
        assert bytes_of(state.store) == store
        assert done.faults
        assert not list(state.store.parent.glob("*.damaged*"))


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
@pytest.mark.parametrize("is_packed", [False, True])
def test_nothing_leaves_by_decisions_that_were_damaged(
    damaged: Project, is_packed: bool, damage: Callable[[bytes], bytes] | None
):
    batch_id = min(folder.name for folder in damaged.workspace.batches.iterdir())
    files = BatchFiles.of(damaged.workspace, batch_id)
    lay(files.decisions, is_packed=is_packed)
    if not hurt(files.decisions, damage):
        pytest.skip("the damage changes nothing in this file")
    before = ReleaseFolder(damaged.workspace.release).newest()
    if files.decisions.exists():
        for step in (
            lambda: decide_batch.decide_batch(damaged, batch_id, "run", NOW),
            lambda: release_batch.release_batch(damaged, batch_id, NOW),
        ):
            with pytest.raises((DecisionsDiffer, ValueError, StopIteration, RuntimeError, KeyError)):
                step()
    assert ReleaseFolder(damaged.workspace.release).newest() == before


def test_what_was_set_aside_once_is_never_overwritten(damaged: Project):
    store = damaged.workspace.store
    kept = []
    for words in (b"rotten", b"more rotten"):
        store.write_bytes(words * 1000)
        done = rebuild(damaged)
        assert done.swapped
        assert done.aside
        kept.append(done.aside)
    assert [path.read_bytes()[:11] for path in kept] == [b"rottenrotte", b"more rotten"]


def test_a_missing_store_and_ledger_are_not_replaced_by_empty_ones(damaged: Project):
    before = contents(damaged)
    for path in (damaged.workspace.store, damaged.workspace.ledger):
        path.unlink()
    with pytest.raises(StoreDamaged, match="are missing"), writing(damaged.workspace):
        pass
    assert rebuild(damaged).swapped
    assert contents(damaged) == before


def test_a_person_can_use_what_could_be_read(damaged: Project):
    next(damaged.workspace.root.glob("batches/*/decisions.jsonl")).unlink()
    assert not rebuild(damaged).swapped
    done = rebuild(damaged, accept_loss=True)
    assert (done.swapped, done.aside is not None, done.faults != ()) == (True, True, True)
    with writing(damaged.workspace):
        pass  # store and ledger agree


def test_a_crash_between_the_two_renames_never_leaves_an_empty_store(damaged: Project, monkeypatch: pytest.MonkeyPatch):
    replace, calls = Path.replace, 0
    damaged.workspace.store.write_bytes(b"rotten" * 1000)

    def breaking(path: Path, target: Path) -> Path:
        nonlocal calls
        if path.name == "ledger.jsonl":
            raise KeyboardInterrupt
        calls += 1
        return replace(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", breaking)
        with pytest.raises(KeyboardInterrupt):
            rebuild(damaged)
    with writing(damaged.workspace) as store:
        assert store.query("SELECT count(*) FROM decisions") == [(3,)] or store.query(
            "SELECT count(*) FROM decisions"
        ) != [(0,)]


def test_a_bad_line_of_the_journal_stops_no_delivery_and_can_be_repaired(damaged: Project):
    path = damaged.workspace.root / "alerts" / "journal.jsonl"
    known = len(outbox.journal(damaged.workspace))
    with path.open("ab") as file:
        file.write(b"rotten\n")
    assert len(outbox.journal(damaged.workspace)) == known
    assert len(outbox.damaged_lines(damaged.workspace)) == 1
    deliver_alerts(damaged, Wire(), NOW + timedelta(minutes=40))
    gate(damaged, NOW + timedelta(minutes=50), force=True)
    aside = outbox.repair_journal(damaged.workspace)
    assert aside
    assert aside.read_bytes().count(b"rotten") == 1
    assert (outbox.damaged_lines(damaged.workspace), aside.samefile(path)) == ([], False)
