"""Use case: look at the whole archive under today's policy. It records and sums up; it gates nothing, releases nothing, alerts about no post."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from content_quality.adapters import grants_file, sources
from content_quality.adapters.files import append_line, read_lines, write_lines
from content_quality.adapters.sources import Refused
from content_quality.adapters.store import writer
from content_quality.adapters.store.rows import timestamp
from content_quality.adapters.store.writer import Row, Table
from content_quality.checks import CHECKS
from content_quality.core.gate import verdict_of
from content_quality.core.grants import Grants, in_inspection, mark
from content_quality.core.inspection import inspect
from content_quality.core.post import Post
from content_quality.core.publication import publication
from content_quality.pipeline.ingest import listing
from content_quality.pipeline.project import Project

CHECKPOINT_POSTS = 50  # results that a crash can cost; an archive of 2,500 posts takes some ten seconds


@dataclass(frozen=True, slots=True)
class Audited:
    """What the audit saw of one post."""

    post_id: str
    sha256: str
    verdict: str
    publication: str
    checks: dict[str, int]  # findings that nobody accepted, by check
    baseline: int  # findings of the baseline that are still there


@dataclass(frozen=True, slots=True)
class Audit:
    """The archive at one time."""

    audit_id: str
    posts: int
    hold: int
    review: int
    clear: int
    unpublished: int  # drafts and scheduled posts among those that would be held
    baseline_left: int
    baseline_total: int

    def describe(self) -> str:
        """Return one line."""
        line = f"{self.posts} posts under today's policy: {self.hold} would be held, {self.review} reviewed, {self.clear} are clear"
        drafts = f"; {self.unpublished} of the held ones are drafts or scheduled" if self.unpublished else ""
        baseline = f"; {self.baseline_left} of {self.baseline_total} findings of the baseline are left" if self.baseline_total else ""
        return line + drafts + baseline


def audit_archive(project: Project, audit_id: str, now: datetime) -> Audit:
    """Inspect every present post, going on behind the last checkpoint of the same audit, and load the sums into the store."""
    folder = project.workspace.root / "audits"
    partial = folder / f"{audit_id}.partial.jsonl"
    policy, grants = project.policy, project.grants
    seen = _checkpoint(partial, policy)
    pending: list[Audited] = []
    for source, file in listing(project):
        post_id = f"{source.name}/{file.path}"
        if post_id in seen:
            continue
        path = Path(source.path) / file.path
        pending.append(_look(project, post_id, path, grants, now))
        if len(pending) >= CHECKPOINT_POSTS:
            _keep(partial, policy, pending, seen)
            pending = []
    _keep(partial, policy, pending, seen)
    posts = list(seen.values())
    verdicts = Counter(post.verdict for post in posts)
    audit = Audit(
        audit_id, len(posts), verdicts["hold"], verdicts["review"], verdicts["clear"],
        sum(post.verdict == "hold" and post.publication in ("draft", "scheduled") for post in posts),
        sum(post.baseline for post in posts), sum(len(post.findings) for post in grants.baseline.posts.values()),
    )  # fmt: skip
    at = now.astimezone(UTC)
    names = sorted({name for post in posts for name in post.checks})
    checks = {name: [sum(post.checks.get(name, 0) for post in posts), sum(name in post.checks for post in posts)] for name in names}
    write_lines(folder / f"{audit_id}.jsonl", [{**asdict(audit), "audited_at": at.isoformat(), "policy": policy, "checks": checks}, *map(asdict, posts)])
    partial.unlink(missing_ok=True)
    load_audits(project)
    return audit


def load_audits(project: Project) -> None:
    """Load the sums of every audit that was finished; a repeat changes nothing."""
    audits: list[Row] = []
    counts: list[Row] = []
    for path in sorted((project.workspace.root / "audits").glob("*.jsonl")):
        if path.name.endswith(".partial.jsonl"):
            continue
        about = next(read_lines(path))
        checks = about.pop("checks")
        assert isinstance(checks, dict)
        audits.append({**about, "audited_at": timestamp(datetime.fromisoformat(str(about["audited_at"])))})
        counts += [{"audit_id": about["audit_id"], "check": name, "findings": found, "posts": posts} for name, (found, posts) in checks.items()]
    with writer.writing(project.workspace) as store:
        store.load("audits", "audits", [Table("audits", audits), Table("audit_checks", counts, "audit_id <> ?")])


def _checkpoint(partial: Path, policy: str) -> dict[str, Audited]:
    """Return what an interrupted audit has seen under the same policy; a line that a crash cut off is looked at again."""
    seen: dict[str, Audited] = {}
    try:
        for row in read_lines(partial):
            if row.pop("policy") == policy:
                audited = Audited(**row)  # type: ignore[arg-type] # our own file
                seen[audited.post_id] = audited
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, KeyError):
        partial.unlink()
        return {}
    return seen


def _keep(partial: Path, policy: str, audited: list[Audited], seen: dict[str, Audited]) -> None:
    for one in audited:
        append_line(partial, {**asdict(one), "policy": policy})
        seen[one.post_id] = one


def _look(project: Project, post_id: str, path: Path, grants: Grants, now: datetime) -> Audited:
    try:
        data = sources.read(project.root / path, project.settings.limits.max_bytes)
    except Refused:
        return Audited(post_id, "", "hold", "live", {"unreadable-post": 1}, 0)
    plain = inspect(data, path.as_posix(), CHECKS, project.settings, post_id)
    inspection = in_inspection(plain, grants.about(post_id), ())
    counted = Counter(finding.check for finding in inspection.findings if finding.waived is None)
    known = grants.baseline.posts.get(post_id)
    left = {mark(finding) for finding in plain.findings} & known.findings if known and known.sha256 == plain.sha256 else ()
    try:
        state = publication(Post.read(data, path.as_posix(), post_id), project.settings, now).state.value
    except (UnicodeDecodeError, ValueError, OverflowError):
        state = "live"
    return Audited(post_id, plain.sha256, verdict_of(inspection).label, state, dict(counted), len(left))


def back_up(project: Project, now: datetime, keep: int) -> str:
    """Copy the published snapshot, the baseline and the waivers aside, keep the newest `keep` back-ups, and return one line about it."""
    folder = project.workspace.root / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    writer.publish(project.workspace)
    name = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    kept = [project.workspace.published, *(project.root / one for one in (grants_file.BASELINE, grants_file.WAIVERS))]
    for path in kept:
        if path.exists():
            fresh = folder / f".{name}-{path.name}.new"
            fresh.write_bytes(path.read_bytes())
            fresh.replace(folder / f"{name}-{path.name}")
    names = sorted({path.name.partition("-")[0] for path in folder.iterdir() if not path.name.startswith(".")})
    dropped = names[:-keep] if keep else []
    for old in dropped:
        for path in folder.glob(f"{old}-*"):
            path.unlink()
    return f"backed up as {name}; {len(dropped)} older back-ups dropped"


def drop_old_audits(project: Project, now: datetime, days: int) -> int:
    """Drop what audits older than `days` saw of single posts; their sums stay. Return how many were cut down."""
    oldest = f"{now.astimezone(UTC) - timedelta(days=days):%Y%m%dT%H%M%SZ}"
    dropped = 0
    for path in sorted((project.workspace.root / "audits").glob("*.jsonl")):
        rows = list(read_lines(path)) if path.name < oldest and not path.name.endswith(".partial.jsonl") else []
        if len(rows) > 1:
            write_lines(path, rows[:1])
            dropped += 1
    return dropped
