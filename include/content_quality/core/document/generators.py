"""What each site generator does with Markdown and front matter: its profile, one JSON file in `profiles/`.

A profile is a JSON Schema of the front matter. Annotations of ours hold all else; other validators pass over them:

| annotation | what it holds |
| --- | --- |
| `x-signs` | how a post of the generator is recognized, see `GeneratorSign` |
| `x-site-marks` | how a site of the generator is recognized, see `SiteMark` |
| `x-site-folders` | folders of a site in which posts lie, as the generator comes |
| `x-site-folder-key` | the key of the site's configuration that names another folder |
| `x-extensions` | how the names of its Markdown files end, without the dot |
| `x-config-files` | files that mark the root of a site |
| `x-post-folders` | folders in which every file is a post |
| `x-unfenced-folders` | folders in which front matter needs no opening fence, unless they are post folders of the generator at hand |
| `x-built-folders` | folders with files that the generator or a package manager makes |
| `x-unpublished-folders` | folders with files that the generator does not publish as they are |
| `x-bundles` | which posts own the folder that they lie in, see `BundleRules` |
| `x-file-names` | what the names of posts must look like, see `FileNames` |
| `x-publication` | drafts, and dates from and until which a post is published, see `PublicationRules` |
| `x-yaml` | how it reads YAML, see `YamlRules` |
| `x-dates` | which dates it reads, see `DateRules` |
| `x-problems` | a mistake in front matter, and its severity where that is not a blocker; `off`: the generator reads it |
| `x-absent` | keys that readers miss when they are absent or empty, with a severity |
| `x-severity` | the severity of a wrong value where it is not a blocker |
| `x-repeated` | the severity of a key that stands twice |
| `x-no-empty`, `x-no-dates`, `x-printed-dates`, `x-no-true` | keys whose value must not be empty, a date, a date, true |
| `x-keys-in-any-case` | whether `Title` is read as `title` |
| `x-keys-under` | keys under which a site keeps keys of its own |
| `x-computed-keys` | keys under which a site computes others, such as a title |
| `x-pageless-keys` | keys that, when true, make a file without a page |
| `x-tags-split-at-spaces` | whether `tags: one two` are two tags |
| `x-kramdown` | whether Kramdown renders the posts, see `Kramdown` |
| `x-template-tags` | tags that are no text, see `TemplateTag` |
| `x-paired-tags` | names of tags `{% … %}` that need an end tag |
| `x-tags-without-prose` | those of them that hold code, or nothing that a reader sees |
"""  # noqa: E501 - a table or an example

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import field, fields
from functools import cache, cached_property
from operator import attrgetter
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from content_quality.core.document.generator_traits import (
    BundleRules,
    DateRules,
    FileNames,
    GeneratorSign,
    Kramdown,
    Names,
    PublicationRules,
    SiteMark,
    TemplateTag,
    YamlRules,
)
from content_quality.core.findings import Severity
from content_quality.core.records import dataclass
from content_quality.core.settings.generator_names import GENERIC, generators

FOLDER = Path(__file__).parent / "profiles"
OFF = "off"
WARNED_EVERYWHERE = frozenset({"byte-order-mark"})  # mistakes that no generator stops at
READ_BY_ALL = (".md", ".mdx", ".markdown")  # whatever the generator: what was read once stays read


@dataclass(frozen=True)
class Profile:
    """One generator: the schema of its front matter, and its traits."""

    name: str
    schema: dict[str, Any]
    signs: tuple[GeneratorSign, ...] = ()
    site_marks: tuple[SiteMark, ...] = ()
    site_folders: Names = ()
    site_folder_key: str = ""
    extensions: Names = ()
    config_files: Names = ()
    post_folders: Names = ()
    unfenced_folders: Names = ()
    built_folders: Names = ()
    unpublished_folders: Names = ()
    bundles: BundleRules = field(default_factory=BundleRules)
    file_names: FileNames | None = None
    publication: PublicationRules = field(default_factory=PublicationRules)
    yaml: YamlRules = field(default_factory=YamlRules)
    dates: DateRules = field(default_factory=DateRules)
    problems: Mapping[str, str] = field(default_factory=dict)
    absent_keys: Mapping[str, str] = field(default_factory=dict)
    severities: Mapping[str, str] = field(default_factory=dict)
    repeated_key: str = "blocker"
    no_empty: Names = ()
    no_dates: Names = ()
    printed_dates: Names = ()
    no_true: Names = ()
    keys_in_any_case: bool = False
    keys_under: Names = ()
    computed_keys: Names = ()
    pageless_keys: Names = ()
    tags_split_at_spaces: bool = False
    kramdown: Kramdown = field(default_factory=Kramdown)
    template_tags: tuple[TemplateTag, ...] = ()
    paired_tags: Names = ()
    tags_without_prose: Names = ()

    @property
    def title(self) -> str:
        """The generator's own spelling of its name."""
        return str(self.schema["title"])

    @property
    def is_known(self) -> bool:
        """Whether this is a generator, and not what holds for any."""
        return self.name != GENERIC

    @cached_property
    def schema_text(self) -> str:
        """The schema as the text of a file."""
        return json.dumps(self.schema)

    def severity(self, path: str, rule: str = "") -> Severity:
        """Return how much the value at `path` weighs that breaks `rule`, a keyword of the schema.

        The profile names `key`, `key:rule`, or `key.*:rule` for the entries of a list; the most exact name counts.
        """
        key, _, inner = path.partition(".")
        names = (f"{key}.*:{rule}",) if inner else ()
        label = next((self.severities[name] for name in (*names, f"{key}:{rule}", key) if name in self.severities), "")
        return Severity.from_label(label or "blocker")

    def problem(self, kind: str) -> Severity | None:
        """Return how much a mistake of `kind` in front matter weighs; None where the generator reads it anyway."""
        label = self.problems.get(kind, "warning" if kind in WARNED_EVERYWHERE else "blocker")
        return None if label == OFF else Severity.from_label(label)

    @property
    def repeated(self) -> Severity:
        """How much a key that stands twice weighs.

        A blocker, unless the generator is known to keep one of the values.
        """
        return Severity.from_label(self.repeated_key)

    @property
    def absent(self) -> dict[str, Severity]:
        """The keys that must not be absent, with the weight of their absence."""
        required = dict.fromkeys(self.schema.get("required", ()), "blocker")
        return {key: Severity.from_label(label) for key, label in {**required, **self.absent_keys}.items()}


FIELDS = {"x-absent": "absent_keys", "x-severity": "severities", "x-repeated": "repeated_key", "from": "from_"}
PARTS: Mapping[str, type] = {
    "signs": GeneratorSign, "site_marks": SiteMark, "bundles": BundleRules, "file_names": FileNames, "publication": PublicationRules, "yaml": YamlRules, "dates": DateRules,  # noqa: E501 - words in a table
    "kramdown": Kramdown, "template_tags": TemplateTag,
}  # fmt: skip
T = TypeVar("T")


def parse(name: str, schema: dict[str, Any]) -> Profile:
    """Return the profile `name` that `schema` holds; raise `ValueError` for a trait that does not exist."""
    traits = {key: value for key, value in schema.items() if key.startswith("x-")}
    return _filled(Profile, {"name": name, "schema": schema, **traits})


def _filled(kind: type[T], table: Mapping[str, Any]) -> T:
    known = {one.name for one in fields(kind)}  # type: ignore[arg-type]
    values = {}
    for key, value in table.items():
        name = FIELDS.get(key, key.removeprefix("x-").replace("-", "_"))
        if name not in known:
            raise ValueError(f"{key} is not a trait of a generator")
        values[name] = _value(PARTS.get(name) if kind is Profile else None, value)
    return kind(**values)


def _value(part: type | None, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_filled(part, entry) if part else entry for entry in value)
    return _filled(part, value) if part else value


@cache
def load(name: str) -> Profile:
    """Return the profile `name`, one of `generators()`."""
    return parse(name, json.loads((FOLDER / f"{name}.json").read_text("utf-8")))


@cache
def profiles() -> tuple[Profile, ...]:
    """Return the profiles of all generators."""
    return tuple(load(name) for name in generators())


@cache
def of_any(trait: str) -> Names:
    """Return what any generator has as `trait`, such as `config_files`, each once and in their order."""
    find = attrgetter(trait)
    return tuple(dict.fromkeys(value for profile in profiles() for value in find(profile)))


def extensions(generator: str) -> Names:
    """Return how the names of `generator`'s Markdown files end; those of any generator when it is not known."""
    named = load(generator).extensions if generator in generators() else of_any("extensions")
    return tuple(dict.fromkeys((*READ_BY_ALL, *(f".{extension}" for extension in named))))


def bundle_rules(generator: str) -> BundleRules:
    """Return which of `generator`'s posts own their folder; where it is not known, only what holds for each of them."""
    if generator in generators():
        return load(generator).bundles
    names = (name for profile in profiles() for name in profile.bundles.names)
    return BundleRules(tuple(dict.fromkeys(names)), alone=True)


def lies_in(path: str, folders: Iterable[str]) -> bool:
    """Return whether `path` leads through one of `folders`; `a/b` is a folder b right below a."""
    parts = f"/{PurePosixPath(path).as_posix()}/"
    return any(f"/{folder}/" in parts for folder in folders)
