"""What a site sets in `content-quality.toml`; every number an algorithm uses has its home, unit and source here.

What a site *tolerates* about its numbers lives in the suites of `expectations/`, not here.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from content_quality.core.findings import Severity


class SettingsError(ValueError):
    """The settings cannot be used; the message names the key and what to write instead."""


@dataclass(frozen=True, slots=True)
class Site:
    """The publication the posts belong to."""

    name: str = "site"
    timezone: str = "UTC"  # IANA name; dates without an offset and the daily run are in it
    # jekyll, hugo, zola, astro, docusaurus, eleventy, zenn, generic, or auto: recognised per post
    generator: str = "auto"
    language: str = ""  # ISO 639-1 of posts that do not say; empty: recognised per post


@dataclass(frozen=True, slots=True)
class Source:
    """A folder of Markdown posts."""

    name: str = "posts"
    path: str = "_posts"  # relative to the settings file
    glob: str = "**/*"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When posts are read."""

    daily_at: str = "06:00"  # in the site's time zone
    poll_seconds: int = 5  # how often a changed source is looked for; a changed post is to be checked within a minute
    settle_seconds: float = 1.0  # a file younger than this may still be written, and waits for the next look


@dataclass(frozen=True, slots=True)
class Limits:
    """What is read at all; beyond these a post is held with a finding that says so."""

    max_bytes: int = 5_000_000  # a post; the longest of 2,500 real ones has 190,000
    max_posts: int = 200_000  # a listing
    # of the processor for all checks on one post; a post of 190,000 bytes takes 0.2, 1,000,000 bytes of list marks 25
    seconds_per_post: int = 10
    megabytes_per_post: int = 1_000  # of memory for the same; a post of 800,000 bytes of list marks takes 300
    # of one post, the worst first; the last counts the rest. 15 is the most of 1,602 real and damaged posts
    findings_per_check: int = 200


@dataclass(frozen=True, slots=True)
class Batches:
    """How a batch is cut into shards, the units of parallel work."""

    shard_posts: int = 100
    shard_bytes: int = 4_000_000
    max_shards: int = 200  # Airflow refuses a mapping of more than 1,024; fewer, larger shards cost less overhead
    pending_minutes: int = 30  # after this an undecided batch counts as lost, and its posts are read again


# pictures, sound, film, fonts and what version control keeps in a folder; generators copy them as they are
OTHER_FILES = (
    "*.png", "*.jpg", "*.jpeg", "*.gif", "*.webp", "*.avif", "*.svg", "*.ico", "*.bmp",
    "*.mp3", "*.m4a", "*.ogg", "*.wav", "*.mp4", "*.webm", "*.mov", "*.vtt", "*.srt",
    "*.pdf", "*.zip", "*.gz", "*.woff", "*.woff2", ".gitkeep", ".gitignore", ".DS_Store",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gate:
    """What the gate does with verdicts."""

    release_review: bool = True  # release posts whose worst finding is a warning, and list them
    # files beside posts (pictures, sound, film, fonts, PDF, archives) that `content-quality gate` lets pass although
    # the
    # manifest does not name them; a pattern with
    # a slash is of the path from the root, another one of the name
    other_files: tuple[str, ...] = OTHER_FILES


@dataclass(frozen=True, slots=True)
class WaiverRules:
    """Waivers: accepted findings, in the file `content-quality.waivers.toml` beside the settings."""

    default_days: int = 30  # how long one lasts that names no end
    # one that lasts longer does not count; long enough for a season, short enough to be looked at again
    most_days: int = 180
    inline: bool = False  # whether a comment in a post may excuse a finding of that post; never a blocker


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who hears of which posts, how, and in which language: `[[alerts.recipients]]`."""

    to: str = ""  # e-mail address, Slack channel or member id; for webhook and apprise any name
    channel: str = "email"  # email, slack, webhook, apprise
    connection: str = ""  # Airflow connection; empty: the one of the channel, such as slack_default
    language: str = ""  # en, ja, or another catalogue in locales/; empty: that of [alerts]
    authors: tuple[str, ...] = ()  # as the front matter names them; their posts go here instead of to the dashboard
    sections: tuple[str, ...] = ()  # sections or categories, for posts whose author is not named
    # desk: also every post without another recipient; maintainer: failures of the pipeline, never posts
    role: str = "writer"


@dataclass(frozen=True, slots=True)
class Release:
    """Where cleared posts go. The manifest always says what was released, in the release folder of the state."""

    # folder: copy them; git: commit them to a branch; object-store: put them under a prefix; manifest: only say so
    policy: str = "folder"
    # for folder: another place, such as a mounted bucket, relative to the settings file; empty: beside the manifest
    folder: str = ""
    repository: str = "."  # for git: relative to the settings file
    branch: str = "released"  # for git; its commits hold the cleared posts at their own paths, and the manifest
    # for object-store: such as s3://bucket/site; the posts lie in posts/ below it, beside manifest.jsonl
    prefix: str = ""
    # for object-store: the Airflow connection that may write there; empty: the scheme's own default
    connection: str = ""


@dataclass(frozen=True, slots=True)
class Archive:
    """The weekly look at all posts under today's policy, and what is kept of it."""

    cron: str = "30 3 * * 1"  # in the site's time zone: Monday, half past three, before the daily run
    backups: int = 8  # back-ups of the store that are kept: two months
    # what an audit saw of single posts, and how batches were cut into shards, is kept so long; sums and decisions for
    # ever
    details_days: int = 90


@dataclass(frozen=True, slots=True)
class Review:
    """Whether people are asked about held posts, in Airflow's list of required actions."""

    automatic: bool = True  # ask when a batch is decided; false: only when somebody starts `review_held_posts`
    days: int = 7  # how long a question stays open; then the post stays held
    # held posts of one batch that are asked about; more are a pattern, and a case for a waiver or the baseline
    most_posts: int = 20


@dataclass(frozen=True, slots=True)
class Alerts:
    """Who hears of held posts, when, and in which language."""

    editors: tuple[str, ...] = ("editors@example.org",)  # the editors' e-mail addresses
    maintainers: tuple[
        str, ...
    ] = ()  # e-mail addresses for alerts about a broken pipeline; without an address, only the dashboard shows these alerts
    recipients: tuple[Recipient, ...] = ()  # authors, sections and other channels
    sender: str = "content-quality@example.org"
    connection: str = "smtp_default"
    dashboard_url: str = "http://localhost:8080/content-quality"
    # of each step; a server that says nothing is given up on, and so is one that takes three times as long in all
    timeout_seconds: int = 10
    language: str = "en"  # of recipients that name none
    # digest: at once for posts that readers see or will within a day, the rest daily; batch: one letter per batch
    when: str = "digest"
    digest_at: str = "08:00"  # in the site's time zone; nothing new, nothing sent
    # monday … sunday, at digest_at: a sign of life with the trend and the noisiest checks; empty: none
    weekly_on: str = "monday"
    remind_days: int = 3  # until a post that stays held is told of again, then twice as long each time; 0: never
    # when today's posts have not been read or decided by this hour, maintainers hear of it; empty: never
    decided_by: str = "09:00"
    retry_seconds: int = 60  # until the second attempt, then twice as long each time, at most two hours
    attempts: int = 24  # after these an alert is given up and maintainers are told; 36 hours with the pauses above


@dataclass(frozen=True, slots=True)
class DeskLinks:
    """Where the dashboard leads to."""

    # where a post's source is edited: an address with {path}, such as https://git.example.org/site/edit/main/{path};
    # empty: no link
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class RepeatRules:
    """Repeated passages. Lengths in characters of prose as an editor counts them: without markup, spaces included."""

    # a repeat this long is a blocker, a near copy from twice as many: 0 of 175 clean posts of the first site have one
    passage_characters: int = 150
    # a whole paragraph told twice; a character of a dense script (kana, han, hangul, Thai) counts for two
    paragraph_characters: int = 80
    # a sentence told twice in a row, dense characters counted twice; shorter ones are emphasis
    sentence_characters: int = 24
    blocker_likeness: float = 0.85  # of a copy, in [0, 1]; two paragraphs that a person wrote in parallel stay below
    # a finding's evidence is a sum of weights; a single long sentence told again word for word reaches 1.25, a whole
    # paragraph of two sentences 3.25. From this sum on a repeat is a blocker, …
    blocker_evidence: float = 2.5
    warning_evidence: float = 1.0  # … from this one a warning, …
    info_evidence: float = 0.75  # … and from this one information
    boilerplate: tuple[str, ...] = ()  # regular expressions of blocks that may repeat

    def severity(self, evidence: float) -> Severity:
        """Return the severity of a repeat with so much `evidence`."""
        if evidence >= self.blocker_evidence:
            return Severity.BLOCKER
        return Severity.WARNING if evidence >= self.warning_evidence else Severity.INFO


@dataclass(frozen=True, slots=True)
class Truncation:
    """Sections that stop too soon."""

    boilerplate: tuple[str, ...] = ()  # regular expressions of blocks that close a post: related links, calls to action
    # what the signs of a cut must weigh together, see `core/truncation/cut_signs.py`: a last word that cannot end a
    # sentence weighs 1.5, the article's end 1 more, a stop that comparable blocks have 1
    warning_evidence: float = 1.0
    blocker_evidence: float = 2.0  # a missing stop alone never blocks, whatever it weighs
    # blocks in the same place of which none ends in a stop, from which a post is written without stops: a transcript, a
    # chat
    unpunctuated_blocks: int = 4
    # words (two kana or han count as one); a shorter line without a stop may be a label or a caption
    running_words: int = 7
    # the same for Chinese, whose last word shows nothing (1 of 84 clean posts has such a line of 12 words)
    running_words_chinese: int = 13
    clause_words: int = 4  # the same for a line whose particles show that it is a clause (ja, ko, zh)
    # paragraphs of that length that do end in stops, before one without any stop is called cut
    running_paragraphs: int = 1
    stopped_share: float = 0.75  # of those paragraphs in [0, 1]; below it the post does not end its paragraphs in stops
    strict_share: float = 0.9  # of those paragraphs, from which a line of few words with a verb is a sentence, too …
    strict_paragraphs: int = 2  # … when so many others do end in stops
    room_lines: int = 2  # blank lines under a heading with nothing under it that say it is kept open on purpose
    # a heading longer than this that holds a sentence stop is a paragraph; 12 of 12 on the first site
    heading_characters: int = 90
    half_share: float = 0.5  # the same, for a last word that cannot end a sentence: verse and notes are left alone
    # words; what an interrupted write leaves behind (12 characters or fewer in 218 posts of the first site)
    fragment_words: int = 4


@dataclass(frozen=True, slots=True)
class FrontMatterRules:
    """Front matter. Lengths of titles and excerpts are tolerances and live in the suites."""

    schema: str = ""  # path of the site's own JSON Schema, relative to the settings file
    schema_json: str = ""  # what that file holds; whoever reads the settings file fills it
    title_leftovers: tuple[
        str, ...
    ] = ()  # regular expressions of what must not stand in a title, such as a glued SEO suffix
    # from which a title's width is mentioned, full-width characters counted twice; search results show about 60
    title_columns: int = 120
    excerpt_columns: int = 320  # the same for an excerpt or description; search results show about 160
    excerpt_likeness: float = 0.90  # of equal characters, 0 to 1, from which an excerpt repeats the title


@dataclass(frozen=True, slots=True)
class ReadingTime:
    """Reading time. Rates per minute; sources in `core/reading_time/estimate.py`."""

    # a named profile of another tool, or an expression such as "ceil(characters / 600 + words / 200)"
    formula: str = "content-quality"
    tolerance_minutes: int = 2  # off by more than this AND more than the share below is a warning
    tolerance_share: float = 0.30  # of the computed minutes; the published rates of one language differ by as much
    rates: tuple[tuple[str, int], ...] = ()  # ISO 639-1 to units per minute, for languages the site knows better


@dataclass(frozen=True, slots=True)
class Residue:
    """Left-over machine text."""

    sentinels: tuple[str, ...] = ()  # the site's own regular expressions, anchored at the start of a block
    placeholders: tuple[str, ...] = ()  # and for what its templates leave to be filled in, anywhere in a block
    # a TOML file with signs of machine talk of the site's own, relative to the settings file; the form of
    # `core/residue/signs/README.md`
    signs: str = ""
    signs_toml: str = ""  # what that file holds; whoever reads the settings file fills it


@dataclass(frozen=True, slots=True)
class CrossPostRules:
    """What posts share with each other.

    Lengths in letters, those of dense scripts (kana, han, hangul, Thai) counted twice.
    """

    shortest_characters: int = 24  # a shorter paragraph is a label or a greeting, and is not compared at all
    # a whole paragraph that also stands in another post; notices and calls to action are shorter
    paragraph_characters: int = 120
    passage_characters: int = 160  # a stretch inside paragraphs
    warning_likeness: float = 0.75  # of a copy, in [0, 1]; what is less alike is information
    post_share: float = 0.8  # of a post's passages that stand in one older post, from which the whole post is the copy
    # posts that share a paragraph, from which it is the site's boilerplate; 169 of 171 on the first site
    boilerplate_posts: int = 3
    common_fingerprint: int = 64  # posts that hold a fingerprint, beyond which it is a turn of phrase
    posts_per_range: int = 200  # of a batch that are compared in one task: the unit of parallel work
    candidates: int = 8  # older passages that a passage is compared with, letter by letter


REPORT_ONLY = "report-only"


@dataclass(frozen=True, slots=True)
class CheckLevel:
    """How loud one check is on this site: its surest findings get `severity`, its doubts at most that.

    `report-only` blocks nothing; `off` silences it.
    """

    check: str
    severity: str = "default"  # off, info, warning, blocker, report-only or default


@dataclass(frozen=True, slots=True)
class SeverityProfile:
    """Other severities for one use of the command line: the table `[profiles.NAME]`; the pipeline reads none."""

    name: str
    checks: tuple[CheckLevel, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a site sets."""

    site: Site = Site()
    sources: tuple[Source, ...] = (Source(),)
    schedule: Schedule = Schedule()
    limits: Limits = Limits()
    batches: Batches = Batches()
    gate: Gate = Gate()
    waivers: WaiverRules = WaiverRules()
    release: Release = Release()
    archive: Archive = Archive()
    review: Review = Review()
    alerts: Alerts = Alerts()
    desk: DeskLinks = DeskLinks()
    repeats: RepeatRules = RepeatRules()
    truncation: Truncation = Truncation()
    front_matter: FrontMatterRules = FrontMatterRules()
    reading_time: ReadingTime = ReadingTime()
    residue: Residue = Residue()
    across: CrossPostRules = CrossPostRules()
    checks: tuple[CheckLevel, ...] = field(default=())
    profiles: tuple[SeverityProfile, ...] = ()

    def level(self, check: str) -> str:
        """Return what the site sets for `check`: off, info, warning, blocker, report-only or default."""
        return (
            next((level.severity for level in self.checks if level.check == check), "default")
            if self.checks
            else "default"
        )

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.site.timezone)

    def digest(self) -> str:
        """Return 16 hex digits that name everything here that can change a finding."""
        return _digest(
            {name: value for name, value in dataclasses.asdict(self).items() if name not in (*DECIDING, *NOT_JUDGING)}
        )

    def deciding_digest(self) -> str:
        """Return 16 hex digits that name what can change a verdict about the same findings.

        Such a change re-decides, and inspects nothing again.
        """
        return _digest({name: value for name, value in dataclasses.asdict(self).items() if name in DECIDING})


DECIDING = ("gate", "waivers")
NOT_JUDGING = ("schedule", "alerts", "batches", "sources", "review", "release", "archive", "desk", "profiles")


def _digest(tables: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(tables, sort_keys=True).encode()).hexdigest()[:16]
