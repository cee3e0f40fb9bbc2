"""What an agent may ask for: posts below the current folder, or a text of its own."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from content_quality.agent_server.answers import marked, report_for_agent, visible
from content_quality.checks import CHECKS
from content_quality.core.document.generators import READ_BY_ALL
from content_quality.core.i18n.catalogue import Catalogue, catalogue
from content_quality.core.repair.fixing import propose_fixes
from content_quality.core.repair.proposal import RepairProposal
from content_quality.core.repair.unified_diff import unified_diff
from content_quality.core.report.explanation import Explanation
from content_quality.core.report.shape import Report
from content_quality.pipeline.local.check_paths import CheckRequest, checked, site_of
from content_quality.pipeline.local.chosen_files import PostChoice
from content_quality.pipeline.local.inspect_files import File
from content_quality.pipeline.local.list_files import files_of
from content_quality.pipeline.local.repair_files import Repaired, repair_texts

JOBS = 1  # the agent waits, and its person goes on working


class ToolCallRefused(ValueError):  # noqa: N818 - names the state
    """The agent asks for what it may not have, or for nothing; the message says what to change."""


@dataclass(frozen=True, slots=True)
class AgentRequests:
    """Answers what an agent asks, under the settings of the file `config`."""

    config: Path | None = None

    def check_posts(self, paths: Sequence[str]) -> dict[str, Any]:
        """Return the report of posts and folders of posts."""
        if not paths:
            raise ToolCallRefused("Name at least one post or folder.")
        for path in paths:
            _refuse_outside(path)
        return self._report(PostChoice(tuple(paths)))

    def check_text(self, text: str, path: str) -> dict[str, Any]:
        """Return the report of a text that is judged as if it were in the file `path`."""
        _refuse_outside(path)
        return self._report(PostChoice((), stdin=(path, io.BytesIO(_encoded(text)))))

    def propose(self, path: str, text: str | None) -> dict[str, Any]:
        """Return the certain fixes of a post on the disk, or of `text` in its place; nothing is written."""
        _refuse_outside(path)
        project, settings = site_of(self._request(PostChoice((path,))))
        if text is None and files_of([path]) != ([path], []):
            raise ToolCallRefused(f"{visible(path)} is not a post that can be read. Name one file.")
        file = File(path, project.post_id(Path(path)) if project else path, None if text is None else _encoded(text))
        (repaired,) = repair_texts([file], settings, project, propose_fixes)
        return _proposal(repaired, is_given=text is not None)

    def _report(self, choice: PostChoice) -> dict[str, Any]:
        done = checked(self._request(choice))
        return marked({"status": done.status, "report": report_for_agent(cast("Report", done.report))})

    def _request(self, choice: PostChoice) -> CheckRequest:
        return CheckRequest(choice, self.config, jobs=JOBS)


def explain(check: str, language: str) -> dict[str, Any]:
    """Return what a check looks for, why, and what to do. No word of it comes from a post."""
    known = {one.name: one for one in CHECKS}
    if check not in known:
        raise ToolCallRefused(f"The check {visible(check)} does not exist. The checks are: {', '.join(known)}.")
    about, words = Explanation.of(known[check].documentation), catalogue(language)
    return {
        "check": check,
        "at_worst": known[check].severity.label,
        "has_certain_fixes": about.is_fixable,
        "summary": " ".join(words.text(text) for text in (about.brief, about.rest) if text),
        **{label: words.text(text) for label, text in about.panels},
    }


def _refuse_outside(path: str) -> None:
    """Refuse a path that leaves the current folder, by itself or over a link, and a file that is not a post."""
    root, shown = Path.cwd().resolve(), visible(path) or "An empty path"
    try:
        place = (root / path).resolve()
        is_inside = bool(path) and place.is_relative_to(root)
        is_post = place.is_dir() or place.suffix.lower() in READ_BY_ALL
    except (OSError, ValueError):  # a loop of links, a NUL
        is_inside = is_post = False
    if not is_inside:
        raise ToolCallRefused(f"{shown} is not below the folder of this server: {root}")
    if not is_post:
        raise ToolCallRefused(f"{shown} is not a post: {', '.join(READ_BY_ALL)}")


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _proposal(repaired: Repaired, *, is_given: bool) -> dict[str, Any]:
    proposal = repaired.proposal
    if proposal is None:
        raise ToolCallRefused(f"{visible(repaired.name)}: {visible(repaired.fault)}")
    words = catalogue("en")
    answer = {
        "path": visible(repaired.name),
        "sha256": proposal.sha256,
        "is_empty": proposal.is_empty,
        "drops_byte_order_mark": proposal.drops_bom,
        "diff": visible("\n".join(_diff(repaired.name, proposal))),
        "left_to_people": [_left(one, words) for one in proposal.unmended],
    }
    if is_given and not proposal.is_empty:
        answer["after"] = proposal.after
    return marked(answer)


def _diff(name: str, proposal: RepairProposal) -> list[str]:
    if proposal.is_empty:
        return []
    names = (f"{name} (as it is)", f"{name} (fixed)")
    return list(unified_diff(proposal.before, proposal.after, proposal.kept_lines, names))


def _left(one: Any, words: Catalogue) -> dict[str, Any]:
    return {
        "line": one.line,
        "check": one.finding.check,
        "message": visible(words.render(one.finding.message)),
        "reason": visible(words.render(one.reason)),
    }
