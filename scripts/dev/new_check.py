"""Begin a check: python -m scripts.dev.new_check NAME [--category truncation] [--severity warning].

Writes the module, its line in the registry and three fixtures: flagged, clean, false positive. The check flags one
constant word until you write what it looks for; its fixtures pass, so that `make test-fast` shows your next step.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from content_quality.core.findings import Category, Severity

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"[a-z]+(?:-[a-z]+)+")
MODULE = '''"""See `{function}`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, message
from content_quality.core.settings import Settings

PLACEHOLDER = re.compile("{word}")


def {function}(post: Post, settings: Settings) -> Iterator[DraftFinding]:  # noqa: ARG001 - one signature for all
    """Flag the word {word}.

    Why it matters: readers see it.
    Example: `{word}` in a paragraph.
    Instead: write what belongs there.
    Known false positives: a post about this word.
    """
    for block in post.blocks:
        if not block.is_prose:
            continue
        for found in PLACEHOLDER.finditer(post.text, block.start, block.end):
            line = post.source.position(found.start())[0]
            yield post.finding(
                found.start(),
                found.end(),
                message("Line {{line}} holds the word “{{word}}”.", line=line, word=found[0]),
                suggestion=message("Write what belongs there."),
            )
'''
FIXTURES = {
    "flagged-word.md": "---\ntitle: A post\n---\n\n<!-- finding: {name} -->\nThis paragraph holds {word}, and ends.\n",
    "clean-prose.md": "---\ntitle: A post\n---\n\nThis paragraph is as it should be.\n",
    "false-positive-code.md": "---\ntitle: A post\n---\n\n```\n{word}\n```\n\nCode is no prose.\n",
}
LAST_IMPORT = re.compile(r"(?:^from content_quality\.checks\.\w+ import \w+\n)+", re.MULTILINE)
LAST_CHECK = re.compile(r"^\)\n", re.MULTILINE)


def begin(root: Path, name: str, category: Category, severity: Severity) -> list[Path]:
    """Write what a check of `name` needs below `root`; return the files that were written or changed.

    Raise `FileExistsError` when there is such a check.
    """
    function, word = name.replace("-", "_"), name.replace("-", "").upper()
    checks = root / "include" / "content_quality" / "checks"
    module, registry = checks / f"{function}.py", checks / "__init__.py"
    if module.exists():
        raise FileExistsError(f"{module} exists")
    module.write_text(MODULE.format(function=function, word=word), "utf-8")
    text = registry.read_text("utf-8")
    imports = LAST_IMPORT.search(text)
    if imports is None:
        raise ValueError(f"{registry} imports no checks")
    lines = [*imports[0].splitlines(keepends=True), f"from content_quality.checks.{function} import {function}\n"]
    text = text[: imports.start()] + "".join(sorted(lines)) + text[imports.end() :]
    end = LAST_CHECK.search(text, text.index("CHECKS: tuple"))
    if end is None:
        raise ValueError(f"{registry} has no end of CHECKS")
    line = f'    Check("{name}", {function}, Category.{category.name}, Severity.{severity.name}, version=1),\n'
    registry.write_text(text[: end.start()] + line + text[end.start() :], "utf-8")
    folder = root / "tests" / "fixtures" / "checks" / name
    folder.mkdir(parents=True)
    for file, content in FIXTURES.items():
        (folder / file).write_text(content.format(name=name, word=word), "utf-8")
    return [module, registry, *(folder / file for file in FIXTURES)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Begin the check that is named on the command line."""
    parser = argparse.ArgumentParser(description="Begin a check.")
    parser.add_argument("name", help="two or more words joined by hyphens; it reads after “allow …”")
    parser.add_argument("--category", choices=[one.value for one in Category], default=Category.RESIDUE.value)
    parser.add_argument("--severity", choices=[one.label for one in Severity], default=Severity.WARNING.label)
    asked = parser.parse_args(arguments)
    if not NAME.fullmatch(asked.name):
        parser.error(f"{asked.name!r} must be lower-case words joined by hyphens, such as loose-end")
    for path in begin(ROOT, asked.name, Category(asked.category), Severity.from_label(asked.severity)):
        print(path.relative_to(ROOT))
    print("Then: make docs messages test-fast")
    return 0


if __name__ == "__main__":
    sys.exit(main())
