"""What an alert says, in one language and whatever the channel.

All words of posts in it are hostile: a channel escapes them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import field
from datetime import date

from content_quality.core.alerts.alert import AlertKind
from content_quality.core.document.file_names import called
from content_quality.core.records import dataclass

LINE_CHARACTERS = 400  # of any text of a post
TITLE_CHARACTERS = 120  # of a title: two lines of a mail


def visible(text: str, limit: int = LINE_CHARACTERS) -> str:
    """Return `text` on one line, shortened, without characters that hide, reorder or control what is read."""
    line = " ".join(text[: 4 * limit].split())
    shown = "".join(character for character in line if unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co"))
    return shortened(shown, limit)


def shortened(text: str, limit: int) -> str:
    """Return `text` in at most `limit` characters, cut between words, with an ellipsis where it was cut."""
    return text if len(text) <= limit else between_words(f"{text[: limit - 1]}…")


LONGEST_WORD = 24  # characters that are given up for a whole word
# Letters of scripts that write spaces between words; others may be cut anywhere.
SPACED = r"[A-Za-z0-9\u00c0-\u058f'’-]"
CUT = re.compile(rf"(?:(?<=\s)|^){SPACED}{{1,{LONGEST_WORD}}}…|…{SPACED}{{1,{LONGEST_WORD}}}(?=\s|$)")


def between_words(text: str) -> str:
    """Return `text` without the halves of words beside an ellipsis, where it was cut."""
    return CUT.sub("…", text)


@dataclass(frozen=True, slots=True)
class Words:
    """The words themselves, with the place marked."""

    before: str
    marked: str
    after: str


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """One line of the file. `number` is 0 where lines are left out; `marked` is a part of the line, or empty."""

    number: int
    before: str = ""
    marked: str = ""
    after: str = ""

    @property
    def text(self) -> str:
        """The line without a mark."""
        return f"{self.before}{self.marked}{self.after}"


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding: where, what, why it matters, what to do."""

    check: str
    line: int
    section: str
    severity: str
    message: str
    words: Words | None
    why: str
    suggestion: str
    lines: tuple[QuotedLine, ...] = ()  # as they stand in the file; empty where the file is not at hand

    @property
    def quote(self) -> list[str]:
        """The lines as text, one below the other, with their numbers in a column."""
        width = max((len(str(line.number)) for line in self.lines), default=1)
        return [
            f"{line.number:>{width}} | {line.text}".rstrip() if line.number else f"{'…':>{width}} |"
            for line in self.lines
        ]


@dataclass(frozen=True, slots=True)
class RepairLine:
    """The repair that is proposed of a post; `page` shows it side by side, and `diff` is empty where it is too long."""

    shorter: int  # per cent
    gone: int  # findings
    before: int
    confidence: str
    page: str
    diff: str = ""


@dataclass(frozen=True, slots=True)
class PostLine:
    """One post. `days` is how long it has been held; `page` is where it is shown, with its waivers.

    `title` may be empty.
    """

    path: str
    page: str
    findings: tuple[FindingLine, ...] = ()
    more: int = 0
    days: int | None = None
    title: str = ""
    repair: RepairLine | None = None
    source: str = ""  # where its source is edited; empty: the site does not say

    @property
    def name(self) -> str:
        """What an editor calls it: its title, else its file, or the folder of a page bundle."""
        return self.title or called(self.path)

    @property
    def answer(self) -> str:
        """Where an editor answers about it, on its page."""
        return f"{self.page}#reason"


@dataclass(frozen=True, slots=True)
class AskedLine:
    """An editor's question about a post; `reply_to` is who asks, or the editors."""

    who: str
    question: str
    reply_to: tuple[str, ...]
    is_held: bool


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause in many posts, said once."""

    check: str
    message: str
    count: int
    examples: tuple[str, ...]
    page: str


@dataclass(frozen=True, slots=True)
class FaultLine:
    """Why something failed, what to do, and where: pages may be empty."""

    sentence: str
    step: str
    log: str
    retry: str


@dataclass(frozen=True, slots=True)
class FoundCause:
    """One cause of a first look: a check, its sentence without values, and on how many posts that readers see."""

    check: str
    severity: str
    message: str
    posts: int
    page: str


@dataclass(frozen=True, slots=True)
class FoundArchive:
    """What the first look at an archive found. Every number but `apart` is of posts that readers already see."""

    posts: int
    held: int
    review: int
    clear: int
    apart: int  # drafts, planned and expired posts that are held
    causes: tuple[FoundCause, ...]
    unshown: int  # causes
    page: str  # where a person accepts the present state


@dataclass(frozen=True, slots=True)
class Day:
    """What was decided on one day, for the trend."""

    day: date
    hold: int
    review: int
    clear: int


@dataclass(frozen=True, slots=True)
class AlertMessage:
    """Everything an alert says."""

    alert_id: str
    kind: AlertKind
    language: str
    site: str
    subject: str
    checked: int = 0
    held: int = 0  # newly, causes included
    new: tuple[PostLine, ...] = ()
    unshown: int = 0
    fixed: tuple[PostLine, ...] = ()
    still: tuple[PostLine, ...] = ()
    review: tuple[PostLine, ...] = ()
    causes: tuple[Cause, ...] = ()
    trend: tuple[Day, ...] = ()
    noisiest: tuple[tuple[str, int], ...] = ()
    held_now: int = 0
    debt_now: int = 0  # posts
    dashboard_url: str = ""
    batch_page: str = ""
    run_page: str = ""
    inbox: str = ""  # the list of open questions, where people are asked about these posts
    about: str = ""  # for maintainers
    faults: tuple[FaultLine, ...] = ()  # for maintainers
    thread: str = ""  # names the post that the whole alert message is about
    batch_id: str = ""
    posts: tuple[str, ...] = field(default=())  # ids of all posts mentioned, for programs
    written_at: str = ""  # ISO
    archive: FoundArchive | None = None  # of a first look
    asked: AskedLine | None = None  # of a question

    @property
    def headline(self) -> str:
        """The subject without the site's name."""
        return self.subject.removeprefix(f"[{' '.join(self.site.split())}] ")
