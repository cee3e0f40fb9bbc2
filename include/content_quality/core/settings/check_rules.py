"""The numbers and patterns of the checks, a class for each kind of check, and how loud each check is."""

from __future__ import annotations

from content_quality.core.findings import Severity
from content_quality.core.records import dataclass


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
    # other paragraphs of one sentence that lack their stop, from which their author sets none there
    single_sentences: int = 2
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
    # regular expressions of what must not stand in a title, such as a glued SEO suffix
    title_leftovers: tuple[str, ...] = ()
    # from which a title's width is mentioned, full-width characters counted twice; search results show about 60
    title_columns: int = 120
    excerpt_columns: int = 320  # the same for an excerpt or description; search results show about 160
    excerpt_likeness: float = 0.90  # of equal characters, 0 to 1, from which an excerpt repeats the title


@dataclass(frozen=True, slots=True)
class ReadingTime:
    """Reading time. Rates per minute; sources in `core/reading_time/estimation.py`."""

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
    posts_per_range: int = 500  # of a batch that are compared in one task: the unit of parallel work
    candidates: int = 8  # older passages that a passage is compared with, letter by letter


REPORT_ONLY = "report-only"


@dataclass(frozen=True, slots=True)
class CheckLevel:
    """How loud one check is on this site: its surest findings get `severity`, its doubts at most that.

    `report-only` blocks nothing; `off` silences it.
    """

    check: str
    severity: str = "default"  # off, info, warning, blocker, report-only or default
