"""Use case: propose a settings file for a site, with comments, and write it where there is none."""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePosixPath

from content_quality.adapters.site.site_config import CONFIG_NAME
from content_quality.adapters.site.site_kind import SiteKind, recognise
from content_quality.core.records import dataclass

NOT_A_NAME = re.compile(r"[^0-9A-Za-z_-]+")


@dataclass(frozen=True, slots=True)
class SettingsProposal:
    """A settings file, where it belongs, and what it rests on."""

    path: Path
    kind: SiteKind
    text: str


def propose_settings(folder: Path) -> SettingsProposal:
    """Return the settings file for the site in `folder`; raise `OSError` when the folder cannot be read."""
    kind = recognise(folder)
    return SettingsProposal(folder / CONFIG_NAME, kind, _text(kind))


def write_proposal(proposal: SettingsProposal) -> None:
    """Write the file; raise `FileExistsError` when there is one, which is then left alone."""
    with proposal.path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(proposal.text)


def _text(kind: SiteKind) -> str:
    lines = [
        "# The settings of content-quality for this site. Every key is optional; docs/settings.md explains all of them.",  # noqa: E501 - words in a table
        "# A line that begins with # is a proposal: take the # away to use it.",
        "",
        "[site]",
        f"name = {_quoted(kind.name)}",
        f"generator = {_quoted(kind.generator)}{_why(kind)}",
        f"{'' if kind.timezone else '# '}timezone = {_quoted(kind.timezone or 'Europe/Berlin')}  # of dates without an offset; UTC by default",  # noqa: E501 - one sentence for people
        f"# language = {_quoted(kind.language or 'en')}  # of posts that do not name theirs; by default it is recognised",  # noqa: E501 - one sentence for people
        "",
    ]
    names: set[str] = set()
    for folder, posts in kind.folders:
        lines += [
            f"[[sources]]  # a folder of posts; {posts} when this file was written",
            f"name = {_quoted(_name(folder, names))}",
            f"path = {_quoted(folder)}",
            "",
        ]
    return "\n".join([*lines, REST])


def _why(kind: SiteKind) -> str:
    return f"  # {kind.evidence} names it" if kind.evidence else "  # recognised for each post"


def _name(folder: str, taken: set[str]) -> str:
    """Return a name for the source in `folder` that no other has."""
    last = NOT_A_NAME.sub("-", PurePosixPath(folder).name).strip("-_") or "posts"
    name, number = last, 1
    while name in taken:
        number += 1
        name = f"{last}-{number}"
    taken.add(name)
    return name


def _quoted(text: str) -> str:
    """Return `text` as a TOML string: a JSON string is one, except for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


REST = """\
# The severity of a check: off, info, warning, blocker, report-only or default. `content-quality checks` lists them.
# [checks]
# repeated-heading = "report-only"

# Other severities for one use of the command line, such as `content-quality check --profile writing`.
# [profiles.writing]
# truncated-section = "info"  # a post that is being written has no end yet
# [profiles.release]
# unfilled-placeholder = "blocker"

# A comment in a post may accept a finding of that post, with a reason and an end; never a blocker.
# [waivers]
# inline = true

# The formula of your own tool, where posts carry a reading time; docs/reading-time.md lists the known ones.
# [reading_time]
# formula = "ceil(characters / 600 + words / 200)"

# Who hears of held posts; only the pipeline writes to them.
# [alerts]
# editors = ["desk@example.org"]
"""
