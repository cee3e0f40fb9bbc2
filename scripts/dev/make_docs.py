"""Write the pages of docs/ that come from code: one per check from its docstring, and the settings."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import sys
from pathlib import Path

from content_quality.checks import CHECKS
from content_quality.cli import build_parser
from content_quality.commands.reference import command_reference
from content_quality.core import settings
from content_quality.core.check import Check
from content_quality.core.report.explanation import Explanation
from content_quality.core.settings import Settings
from content_quality.core.settings.override import TABLES

DOCS = Path(__file__).resolve().parents[2] / "docs"
NOTE = "<!-- Written by scripts/dev/make_docs.py; change the code it comes from. -->\n\n"


PROFILES_EXAMPLE = (
    "[profiles.writing]            # while a post is written, its end is missing",
    'truncated-section = "info"',
    'no-text = "off"',
    "",
    "[profiles.release]",
    'unfilled-placeholder = "blocker"',
)
OVERRIDES = (
    "## [[overrides]]",
    "",
    "Other settings for some posts, by folder or pattern. `content-quality config show POST` prints what counts for a post, and",  # noqa: E501 - words in a table
    "which override it comes from; `content-quality doctor` names overrides that match no post. Where two overrides set the same key,",  # noqa: E501 - words in a table
    "the later one counts. [Sources](sources.md#settings-for-a-folder) explains patterns and examples.",
    "",
    "| key | meaning |",
    "| --- | --- |",
    "| `match` | required: patterns as in `.gitignore`, of the name of a post (source, then path in the source) or of its path from the settings file |",  # noqa: E501 - words in a table
    "| `language` | in place of `site.language` |",
    "| `generator` | in place of `site.generator` |",
    "| `owner` | who gets the alerts about these posts: an address in `alerts.editors`, or `to` of a recipient |",
    "| `checks` | severities as in `[checks]`, also for findings of the suites in `expectations/` |",
    f"| {', '.join(f'`{table}`' for table in TABLES)} | keys of these tables, in place of those of the site |",
    "",
    "```toml",
    "[[overrides]]",
    'match = ["posts/ja/**", "*.ja.md"]',
    'language = "ja"',
    'owner = "desk-ja@example.org"',
    "reading_time = { tolerance_minutes = 5 }",
    "",
    "[overrides.checks]              # of the override above",
    'broken-link = "off"',
    "```",
    "",
)


def pages() -> dict[Path, str]:
    """Return the text of every generated page by its path."""
    written = {DOCS / "checks" / f"{check.name}.md": _check_page(check) for check in CHECKS}
    written[DOCS / "checks" / "README.md"] = _index()
    written[DOCS / "settings.md"] = _settings()
    written[DOCS / "commands.md"] = NOTE + command_reference(build_parser())
    return written


def _check_page(check: Check) -> str:
    explanation = Explanation.of(check.documentation)
    lines = [f"# {check.name}", "", explanation.summary, ""]
    for label, text in explanation.parts:
        lines += [f"**{label}.** {text}", ""]
    lines += [
        f"Category `{check.category.value}`, at worst a {check.severity.label}. Version {check.version}.",
        "",
        "Quieter on your site, in `content-quality.toml` (`off`, `info`, `warning` or `blocker`):",
        "",
        "```toml",
        "[checks]",
        f'{check.name} = "warning"',
        "```",
        "",
    ]
    return NOTE + "\n".join(lines)


def _index() -> str:
    lines = [
        "# Checks",
        "",
        "The last column: whether the option `--fix` can mend some of it; see [fixes](../command-line.md#fix-what-is-certain).",  # noqa: E501 - words in a table
        "",
    ]
    lines += ["| check | what it flags | at worst | fix |", "| --- | --- | --- | --- |"]
    lines += [_row(check, Explanation.of(check.documentation)) for check in CHECKS]
    return NOTE + "\n".join(lines) + "\n"


def _row(check: Check, explanation: Explanation) -> str:
    fix = "yes" if explanation.is_fixable else ""
    return f"| [{check.name}]({check.name}.md) | {explanation.summary} | {check.severity.label} | {fix} |"


def _settings() -> str:
    """Return a table per section, with the comment that stands behind each field in the source."""
    out = [
        "# Settings",
        "",
        "`content-quality.toml` lies in the root of the site. Every key is optional; an unknown key is an error.",
        "",
    ]
    kinds = {field.name: getattr(settings, _row_type(str(field.type)), None) for field in dataclasses.fields(Settings)}
    for name, kind in kinds.items():
        if kind is not None and name not in ("checks", "profiles", "overrides"):
            out += _section(name, kind)
    out += [
        "## [checks]",
        "",
        "The severity of each check: its name, and `off`, `info`, `warning`, `blocker` or `default`.",
        "See [checks](checks/README.md).",
        "",
        "## [profiles.NAME]",
        "",
        "Other severities for one use of the command line, with the option `--profile NAME` of `content-quality check`. The keys are those of `[checks]`,",  # noqa: E501 - words in a table
        "and a check that a profile does not name keeps its severity in `[checks]`. The pipeline reads no profile, and a profile is part",  # noqa: E501 - words in a table
        "of nothing that is stored. Usual names are `writing`, `ci` and `release`:",
        "",
        "```toml",
        *PROFILES_EXAMPLE,
        "```",
        "",
        *OVERRIDES,
    ]
    return NOTE + "\n".join(out)


def _row_type(annotation: str) -> str:
    """Return the name of the class in `tuple[Class, ...]` or `Class`."""
    return annotation.removeprefix("tuple[").removesuffix(", ...]")


def _section(name: str, kind: type) -> list[str]:
    source = inspect.getsource(kind)
    lines, node = source.splitlines(), ast.parse(source).body[0]
    assert isinstance(node, ast.ClassDef)
    out = [f"## [{name}]", "", inspect.getdoc(kind) or "", "", "| key | default | meaning |", "| --- | --- | --- |"]
    for key in node.body:
        if isinstance(key, ast.AnnAssign) and isinstance(key.target, ast.Name):
            behind = lines[(key.end_lineno or key.lineno) - 1].partition("  # ")[2]
            default = ast.unparse(key.value) if key.value else ""
            meaning = behind or _comment_above(lines, key.lineno)
            out.append(f"| `{key.target.id}` | `{_cell(default)}` | {_cell(meaning)} |")
    return [*out, ""]


def _comment_above(lines: list[str], number: int) -> str:
    above = []
    for line in reversed(lines[: number - 1]):
        if not line.strip().startswith("# "):
            break
        above.insert(0, line.strip().removeprefix("# "))
    return " ".join(above)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def main() -> int:
    """Write all pages; with --check, write nothing and return 1 when one is not up to date."""
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text]
    left_over = [path for path in (DOCS / "checks").glob("*.md") if path not in pages()]
    if "--check" in sys.argv:
        for path in stale + left_over:
            print(f"{path.relative_to(DOCS.parent)} is not what the code says; run scripts/dev/make_docs.py")
        return 1 if stale or left_over else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pages()[path], "utf-8")
    for path in left_over:
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
