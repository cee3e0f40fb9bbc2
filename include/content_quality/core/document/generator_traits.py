"""The traits of a site generator that have parts; `generators` lists all traits and reads them from the profiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from content_quality.core.records import dataclass

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GeneratorSign:
    """What tells that a post is of a generator: all given conditions hold. The sign of the lowest rank decides."""

    rank: int
    folders: Names = ()  # one of these in the path; `a/b`: one below the other
    keys: Names = ()  # at least `at_least` of these in the front matter
    at_least: int = 1
    without: Names = ()  # none of these
    format: str = ""  # of the front matter: yaml, toml, json
    layout_ends: Names = ()  # how the value of `layout` ends
    dated_name: bool = False  # the file's name begins with a date


@dataclass(frozen=True, slots=True)
class SiteMark:
    """What tells that a folder is a site of a generator. The mark of the lowest rank decides."""

    rank: int
    files: Names  # one of these in the folder
    says: tuple[
        Names, ...
    ] = ()  # the file has all keys of one of these lists; in small letters, `a.b`: b in the table a


@dataclass(frozen=True, slots=True)
class FileNames:
    """What the names of files must look like, without their ending."""

    folder: str  # below which that holds
    pattern: str
    form: str  # the pattern in words


@dataclass(frozen=True, slots=True)
class BundleRules:
    """Which posts own the folder that they lie in, with the files in it: such a post and its files are one bundle."""

    names: Names = ()  # of the post's file, without its ending and language
    alone: bool = False  # only when no other post lies in the folder; else the folder is a section of the site


@dataclass(frozen=True, slots=True)
class PublicationRules:
    """What makes a draft, and the keys of the dates from and until which a post is published, most important first."""

    draft: Mapping[str, bool] = field(default_factory=dict)
    draft_folders: Names = ()
    from_: Names = ()
    until: Names = ()


@dataclass(frozen=True, slots=True)
class YamlRules:
    """How a generator reads YAML."""

    rules: str = "1.2"  # 1.1 reads `no` as false and 12:30 as a number
    old_words: bool = False  # older versions of the generator read `no` as false
    old_words_not_in: Names = ()  # keys that the generator does not read
    exponents: bool = False  # some versions read 1e3 as a number, others as text
    underscores: bool = False  # 1_000 is a number
    symbols: bool = False  # a word that begins with a colon is a symbol of Ruby, at which the build stops
    switches: Names = ()  # keys that are true or false by the rules of YAML 1.2

    @property
    def is_old(self) -> bool:
        """Whether `no` is false and 12:30 a number."""
        return self.rules == "1.1"


@dataclass(frozen=True, slots=True)
class DateRules:
    """Which dates a generator reads; `forms` are names of `date_forms.FORMS`, `pattern` is a form of its own."""

    keys: Names = ()  # read as dates; the build stops at one that cannot be read
    forms: Names = ()
    text_forms: Names = ()  # of a date that is text by the rules of YAML, where those differ
    words: Names = ()  # that stand for a date of the file
    pattern: str = ""
    in_brackets: bool = False  # a list of one date is a date
    month_first: bool = False  # 03/22/2026 is a form of its own
    empty: str = ""  # what an empty `date` does: "stops", "stops when quoted", "year 1"
    from_file_name: bool = False  # where there is none; a date that does not exist stops the build
    no_switches: Names = ()  # keys that newer versions read as dates and older ones as true or false
    of_post: Names = ()  # the keys of a post's date, most important first


@dataclass(frozen=True, slots=True)
class Kramdown:
    """Whether Kramdown renders the posts; a post with one of `keys` may be one of them where no generator is named."""

    renders: bool = False
    keys: Names = ()


@dataclass(frozen=True, slots=True)
class TemplateTag:
    """A tag that is no text: a regular expression, and the characters that it begins with. No pattern may be slow."""

    sign: str
    pattern: str
