"""Use cases: what files and folders share with an archive and with each other, and what is to be said of them as one site."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

from content_quality.adapters.site import sources
from content_quality.core.document import references
from content_quality.core.document.front_matter import MAX_CHARACTERS
from content_quality.core.document.post import Post
from content_quality.core.findings import Finding, Severity, SiteFinding
from content_quality.core.gate.decide import VERDICTS, Verdict
from content_quality.core.report.json_report import Json, PostReport, finding_report
from content_quality.core.settings import Settings
from content_quality.core.site.site_findings import READING_TIME, RESIDUE, SitePost, constant_minutes, site_findings
from content_quality.pipeline.ingest.check_references import missing
from content_quality.pipeline.progress import bar

MAY_REFER = re.compile(
    rb"(?i)(?:image|img|cover|feature|thumb|banner|teaser|photo|header|related|pillar|see_?also|next|prev)[\w\"' -]{0,12}[:=]"
)
FENCE = re.compile(rb"[\r\n](?:---|\+\+\+)")
NEW, OLD = "1", "0"  # first seen: what is checked is newer than the archive


def survey(posts: list[PostReport]) -> tuple[SiteFinding, ...]:
    """Return the patterns of the site that `posts` are.

    A reading time they explain becomes information in each post.
    """
    site = [_site_post(post) for post in posts]
    constant = constant_minutes(site)
    for post in posts:
        if constant is not None and post["facts"].get("reading_time_declared") == constant:
            for finding in post["findings"]:
                if finding["check"] == READING_TIME and finding["severity"] == Severity.WARNING.label:
                    finding["severity"] = Severity.INFO.label
            _decide_again(post)
    return site_findings(site)


def _site_post(post: PostReport) -> SitePost:
    facts = cast("dict[str, Any]", post["facts"])
    residue = tuple(
        (str(found["fingerprint"]), str(found["excerpt"])) for found in post["findings"] if found["check"] == RESIDUE
    )
    return SitePost(
        post["path"], facts.get("title"), facts.get("author"), tuple((facts.get("tags") or "").split("\n")) if facts.get("tags") else (),
        facts.get("excerpt"), facts.get("reading_time_declared"), facts.get("reading_time_computed"), residue,
    )  # fmt: skip


def _decide_again(post: PostReport) -> None:
    """Set the verdict by what the findings have become."""
    worst = max(
        (VERDICTS[Severity.from_label(str(found["severity"]))] for found in post["findings"] if not found["waived"]),
        default=Verdict.CLEAR,
    )
    post["verdict"] = (Verdict.HOLD if post["error"] else worst).label


def add_copies(posts: list[PostReport], archive: Iterable[str], settings: Settings, jobs: int = 0) -> None:
    """Add to `posts` what they took from the files of `archive` and from each other."""
    workers = jobs or len(os.sched_getaffinity(0))
    from content_quality.adapters.fingerprints import index_file
    from content_quality.pipeline.ingest.compare_posts import find_copies
    from content_quality.pipeline.ingest.post_versions import ComparedFile, synchronise

    def source(name: str, sha256: str, seen: str) -> ComparedFile:
        return ComparedFile(name, name, sha256, seen, lambda: _bytes(name, settings))

    batch = [source(post["path"], post["sha256"], NEW) for post in posts if post["facts"]]
    own = {Path(one.path).resolve() for one in batch}
    older = [
        source(name, sha256, OLD) for name, sha256 in _digests(archive, settings) if Path(name).resolve() not in own
    ]
    everything = {(one.post_id, one.sha256): one for one in (*older, *batch)}
    with tempfile.TemporaryDirectory(prefix="content-quality-") as folder:
        path = Path(folder) / "fingerprints.duckdb"
        with index_file.writing(path, "") as index:
            synchronise(index, everything.values(), settings, workers=workers, progress=bar)
            versions = {(one.post_id, one.sha256): one for one in batch}
            index.learn(list(index.numbers(list(versions)).values()), settings.across.common_fingerprint)
            found = find_copies(
                index,
                list(versions),
                settings,
                lambda post_version: everything[post_version.post_id, post_version.sha256].text(),
                bar,
            )
    for post in posts:
        add_findings(post, found.get(post["path"], ()))


def may_refer(data: bytes) -> bool:
    """Return whether the first lines of a post may name an image or a related post; few do."""
    return MAY_REFER.search(_head(data)) is not None


def add_missing(posts: list[PostReport], referring: Collection[str], root: Path | None, settings: Settings) -> None:
    """Add to `posts`, all of one site, the images and related posts that those at the paths `referring` name and the site does not have."""
    if not referring:
        return
    facts = [cast("dict[str, Any]", post["facts"]) for post in posts]
    known = [
        references.names(post["path"], fact.get("slug"), fact.get("permalink"))
        for post, fact in zip(posts, facts, strict=True)
    ]
    found = missing(_readable(referring, settings), frozenset().union(*known).intersection, root, settings)
    for post in posts:
        add_findings(post, found.get(post["path"], ()))


def add_findings(post: PostReport, findings: Iterable[Finding]) -> None:
    """Add `findings` to the report of `post`, and decide again."""
    if added := [finding_report(finding) for finding in findings]:
        post["findings"] = sorted([*post["findings"], *added], key=_place)
        _decide_again(post)


def _readable(names: Iterable[str], settings: Settings) -> Iterator[Post]:
    for name in names:
        with contextlib.suppress(UnicodeDecodeError):  # written over since it was checked
            if (data := _bytes(name, settings)) is not None:
                yield Post.read(data, name)


def _head(data: bytes) -> bytes:
    """Return what front matter a post may have: its beginning, up to the closing fence when it opens with one."""
    opening = len(data) - len(data.lstrip(b"\xef\xbb\xbf \t\r\n"))
    closing = FENCE.search(data, opening + 3) if data.startswith((b"---", b"+++"), opening) else None
    return data[: closing.start() if closing else MAX_CHARACTERS]


def _place(finding: Json) -> tuple[int, ...]:
    return tuple(cast("int", finding[key]) for key in ("line", "column", "end_line", "end_column"))


def _bytes(name: str, settings: Settings) -> bytes | None:
    try:
        return sources.read(Path(name), settings.limits.max_bytes)
    except (sources.Refused, OSError):
        return None


def _digests(names: Iterable[str], settings: Settings) -> Iterator[tuple[str, str]]:
    for name in names:
        if (data := _bytes(name, settings)) is not None:
            yield name, hashlib.sha256(data).hexdigest()


def boilerplate(names: Sequence[str], settings: Settings) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each paragraph that several of the files hold, in its own words, and their paths.

    The most frequent first.
    """
    from content_quality.adapters.fingerprints import index_file
    from content_quality.pipeline.ingest.post_versions import ComparedFile, synchronise

    def source(name: str, sha256: str) -> ComparedFile:
        return ComparedFile(name, name, sha256, "", lambda: _bytes(name, settings))

    files = {(one.post_id, one.sha256): one for one in (source(*pair) for pair in _digests(names, settings))}
    with (
        tempfile.TemporaryDirectory(prefix="content-quality-") as folder,
        index_file.writing(Path(folder) / "f.duckdb", "") as index,
    ):
        synchronise(index, files.values(), settings)
        shared = index.shared(settings.across.boilerplate_posts)
        first = index.passages([one.passage for one in shared])
        post_versions = index.post_versions({placed.post_version for placed in first.values()})
        for one in shared:
            placed = first[one.passage]
            post_version = post_versions[placed.post_version]
            post = files[post_version.post_id, post_version.sha256].post()
            yield (post.blocks[placed.passage.block].text if post else one.text), one.paths
