"""Use case: propose repairs of files, in child processes with limits, and write one that was asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from content_quality.adapters.isolation import WorkerLost, run_isolated
from content_quality.adapters.site import sources
from content_quality.adapters.state.files import write_atomically
from content_quality.checks import CHECKS
from content_quality.core.document.post import Post
from content_quality.core.findings import Finding
from content_quality.core.gate.acceptances import apply_acceptances
from content_quality.core.gate.waivers import inline_waivers
from content_quality.core.inspection import Inspection, inspect
from content_quality.core.records import dataclass
from content_quality.core.repair.patches import composed, possible_options
from content_quality.core.repair.proposal import Look, RepairProposal, encoded, propose
from content_quality.core.settings import Settings
from content_quality.core.settings.post_settings import settings_for
from content_quality.pipeline.local.inspect_files import File
from content_quality.pipeline.project import Project


class SourceChangedError(Exception):
    """The file has other bytes than those that the repair belongs to."""


class OptionUnknownError(Exception):
    """The repair has no such edit, or no such option of it."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """What came of one file: a proposal and the bytes of the repaired file, or why there is none."""

    name: str
    proposal: RepairProposal | None = None
    data: bytes = b""
    fault: str = ""


Propose = Callable[[Post, tuple[Finding, ...], Settings, Look], RepairProposal]


def repair_files(
    names: Sequence[str], settings: Settings, project: Project | None, propose: Propose = propose
) -> Iterator[Repaired]:
    """Yield what `propose` makes of each file, its repair unless given; what a waiver accepts stays as it is."""
    files = [File(name, project.post_id(Path(name)) if project else name) for name in names]
    return repair_texts(files, settings, project, propose)


def repair_texts(
    files: Sequence[File], settings: Settings, project: Project | None, propose: Propose = propose
) -> Iterator[Repaired]:
    """Yield what `propose` makes of each of `files`, whose text need not be that of the disk."""
    today = datetime.now(UTC).date()
    outcomes = run_isolated(partial(repair_file, settings, project, today, propose), files, settings.limits)
    for file, outcome in zip(files, outcomes, strict=True):
        if isinstance(outcome, WorkerLost):
            yield Repaired(file.name, fault="The repair was stopped: it took too long, or its process ended.")
        else:
            yield outcome


def as_chosen(repaired: Repaired, wanted: Mapping[int, int]) -> Repaired:
    """Return the repair as a person takes it; raise `OptionUnknownError`."""
    proposal = repaired.proposal
    if proposal is None:
        return repaired
    taken = possible_options(proposal.choices, proposal.patches, wanted)
    if unknown := sorted(wanted.keys() - taken.keys()):
        raise OptionUnknownError(f"The edit {unknown[0] + 1} does not exist, or this cannot be chosen for it.")
    after = composed(proposal.before, proposal.patches, taken)
    mark = b"\xef\xbb\xbf" if repaired.data.startswith(b"\xef\xbb\xbf") else b""
    return Repaired(repaired.name, replace(proposal, after=after), mark + after.encode("utf-8", "surrogatepass"))


def write_repair(repaired: Repaired, limit: int, root: str = "") -> None:
    """Replace the file by its repair, whole or not at all, through no link below the folder `root`.

    Raise `SourceChangedError` when its bytes changed meanwhile, or when it is a link now.
    """
    path = Path(repaired.name)
    proposal = repaired.proposal
    below = path.relative_to(root).as_posix() if root else path.name
    try:
        data = sources.read_below(Path(root) if root else path.parent, below, limit)
    except sources.Refused as refusal:
        raise SourceChangedError(repaired.name) from refusal
    if proposal is None or hashlib.sha256(data).hexdigest() != proposal.sha256:
        raise SourceChangedError(repaired.name)
    mode = path.stat().st_mode
    write_atomically(path, repaired.data)
    path.chmod(mode & 0o7777)


def repair_file(site: Settings, project: Project | None, today: date, propose: Propose, file: File) -> Repaired:
    """Return the repair of one file; call it in a process with limits."""
    settings = settings_for(site, file.post_id)
    try:
        data = file.read(settings.limits.max_bytes)
    except (sources.Refused, OSError) as refusal:
        return Repaired(file.name, fault=str(refusal))

    def look(text: bytes) -> tuple[Post, tuple[Finding, ...]]:
        inspection = inspect(text, file.name, CHECKS, settings, file.post_id)
        if inspection.error:
            raise _Undecided(inspection.error)
        post = Post.read(text, file.name, file.post_id, language=settings.site.language)
        return post, _not_waived(inspection, project, settings, today)

    try:
        post, findings = look(data)
        proposal = propose(post, findings, settings, look)
    except UnicodeDecodeError:
        return Repaired(file.name, fault="The file is not UTF-8.")
    except _Undecided as undecided:
        return Repaired(file.name, fault=f"The file could not be inspected: {undecided}")
    return Repaired(file.name, proposal, encoded(post, proposal.after, drops_bom=proposal.drops_bom))


class _Undecided(Exception):  # noqa: N818 - names the state
    """A check crashed."""


def _not_waived(
    inspection: Inspection, project: Project | None, settings: Settings, today: date
) -> tuple[Finding, ...]:
    """Return the findings that nobody accepted: a passage with a waiver is right as it is."""
    if inspection.outline is None:
        raise _Undecided("the post cannot be read")
    names = frozenset(check.name for check in CHECKS)
    inline = inline_waivers(inspection.outline.comments, today, settings.waivers, names).sound
    findings = inspection.findings
    if project is not None:
        waivers = replace(project.acceptances, baseline=type(project.acceptances.baseline)())
        findings = apply_acceptances(findings, inspection.post_id, inspection.sha256, waivers, None, inline)
    return tuple(one for one in findings if one.waived is None)
