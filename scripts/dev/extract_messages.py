"""Collect every sentence that an editor may read, and bring the catalogues in `locales/` up to date.

    python -m scripts.dev.extract_messages          add missing sentences to every catalogue, with nothing behind them
    python -m scripts.dev.extract_messages fr       begin a catalogue for French

Sentences come from `message("…")` in the code, from the suites of `expectations/`, from what checks say about why they
matter, and from the templates and letters of the alerts. A test fails while a catalogue lacks one.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from content_quality.checks import CHECKS
from content_quality.core.document.generators import profiles
from content_quality.core.document.profiles.schema_words import NAMES, kind_of
from content_quality.core.findings import Severity
from content_quality.core.report.explanation import LABELS, Explanation
from content_quality.dashboard.languages import DASHBOARD

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "include" / "content_quality"
LOCALES = PACKAGE / "locales"
CODE_SPAN = re.compile(r"`[^`]*`")
LETTER = re.compile(r"[^\W\d_]")
MAILS = PACKAGE / "adapters" / "channels" / "mail" / "templates"

Sentence = str | tuple[str, str]  # a pair is the singular and the plural
Entry = tuple[str, Sentence]  # the context (a placeholder's name, or nothing) and the sentence
Found = Iterator[tuple[str, str, Sentence]]  # the place, the context, the sentence


def entries() -> dict[Entry, str]:
    """Return every sentence with the place that it comes from."""
    found: dict[Entry, str] = {}
    for place, context, sentence in (
        *_code(),
        *_suites(),
        *_documentation(),
        *_templates_of_mails(),
        *_dashboard(),
        *_terms(),
    ):
        if sentence not in ("", "{}", "{reason}"):
            found.setdefault((context, sentence), place)
    return found


def _code() -> Found:
    for path in sorted(PACKAGE.rglob("*.py")):
        context = DASHBOARD if "dashboard" in path.parts else ""
        tree = ast.parse(path.read_text("utf-8"))
        for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)] or [tree]:
            for call in [node for node in ast.walk(function) if isinstance(node, ast.Call)]:
                yield from ((path.stem, context, text) for text in _of_call(call, function, tree))
        for call in [node for node in ast.walk(tree) if isinstance(node, ast.Call)]:
            if _name(call) in ("marked", "plural"):
                yield from ((path.stem, context, text) for text in _of_call(call, tree, tree))


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def _of_call(call: ast.Call, function: ast.AST, tree: ast.Module) -> Iterator[Sentence]:
    name = _name(call)
    if name in ("message", "Message") and isinstance(call.func, ast.Name) and call.args:
        yield from _templates(call.args[0], function, tree)
    elif name in ("_", "marked"):
        yield from (text for argument in call.args for text in _constants(argument))
    elif name in ("n", "count", "plural"):
        words = [text for argument in call.args for text in _constants(argument)]
        if len(words) == 2:
            yield words[0], words[1]


def _templates(argument: ast.expr, function: ast.AST, tree: ast.Module) -> Iterator[str]:
    """Yield the constant strings that the first argument of `message` may be."""
    if isinstance(argument, ast.Name):
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == argument.id for target in node.targets
            ):
                yield from _constants(node.value)
    elif isinstance(argument, ast.Subscript) and isinstance(argument.value, ast.Name):
        for assignment in tree.body:
            if isinstance(assignment, ast.Assign) and any(
                ast.unparse(target) == argument.value.id for target in assignment.targets
            ):
                yield from (text for value in getattr(assignment.value, "values", []) for text in _constants(value))
    else:
        yield from _constants(argument)


def _constants(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)


def _suites() -> Found:
    for path in sorted((ROOT / "expectations").glob("*.json")):
        for expectation in json.loads(path.read_text("utf-8"))["expectations"]:
            meta = expectation.get("meta", {})
            context = "" if "finding" in meta else "reason"
            yield from ((path.stem, context, meta[key]) for key in ("says", "instead", "why") if key in meta)


def _documentation() -> Found:
    for check in CHECKS:
        explained = Explanation.of(check.documentation)
        told = (explained.brief, explained.reason, explained.rest, *(text for _, text in explained.panels))
        yield from ((check.name, "", text) for text in told if LETTER.search(CODE_SPAN.sub("", text)))


def _templates_of_mails() -> Found:
    yield from _jinja(MAILS, "")


def _dashboard() -> Found:
    yield from _jinja(PACKAGE / "dashboard" / "templates", DASHBOARD)
    yield from (("explanation", DASHBOARD, label) for label in LABELS)


def _jinja(folder: Path, context: str) -> Found:
    environment = Environment(autoescape=True)
    for path in sorted(folder.glob("*")):
        for _, function, found in extract_from_ast(environment.parse(path.read_text("utf-8")), ("_", "n")):
            words = [text for text in ([found] if isinstance(found, str) else found or ()) if text]
            if function == "n" and len(words) == 2:
                yield path.name, context, (words[0], words[1])
            elif function == "_":
                yield from ((path.name, context, text) for text in words)


def _terms() -> Found:
    kinds = dict.fromkeys(
        [*NAMES.values(), *map(kind_of, (None, True, 1, 1.5, "", [], {})), "a date", "something else", " or "]
    )
    yield from (("schema_words", context, words) for words in kinds for context in ("wanted", "found"))
    yield ("schema_words", "key", "The front matter")
    yield from ((profile.name, "form", profile.file_names.form) for profile in profiles() if profile.file_names)
    yield from (("findings", "", severity.label) for severity in Severity)


def read(path: Path) -> Catalog:
    """Return the catalogue in `path`."""
    with path.open("rb") as file:
        return read_po(file, locale=path.stem, ignore_obsolete=True)


def update(path: Path) -> int:
    """Rewrite the catalogue in `path` with exactly the sentences there are.

    Return how many have nothing behind them.
    """
    old = read(path) if path.exists() else Catalog(locale=path.stem)
    fresh = Catalog(locale=path.stem, project="content-quality", charset="utf-8", fuzzy=False)
    missing = 0
    for (context, sentence), place in entries().items():
        known = old.get(sentence if isinstance(sentence, str) else sentence[0], context or None)
        usable = known is not None and isinstance(known.id, str) == isinstance(sentence, str)
        empty = "" if isinstance(sentence, str) else ("",) * fresh.num_plurals
        words = known.string if usable and known else empty
        fresh.add(sentence, words, auto_comments=[place], context=context or None)
        missing += not words or not all(words)
    header = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        f'"Language: {path.stem}\\n"\n"Plural-Forms: {fresh.plural_forms}\\n"\n\n'
    )
    with path.open("wb") as file:
        file.write(header.encode())
        write_po(file, fresh, omit_header=True, width=120, no_location=True, sort_output=False)
    return missing


def _language(code: str) -> str:
    try:
        return str(Locale.parse(code))
    except (ValueError, UnknownLocaleError) as error:
        raise argparse.ArgumentTypeError(f"{code!r} is no language such as fr or pt_BR") from error


def main(arguments: Sequence[str] | None = None) -> int:
    """Update every catalogue, or begin those that are named."""
    parser = argparse.ArgumentParser(description="Bring the catalogues of sentences up to date.")
    parser.add_argument(
        "language",
        nargs="*",
        type=_language,
        help="begin or update only this one, such as fr or pt_BR; default: all there are",
    )
    for code in parser.parse_args(arguments).language or sorted(path.stem for path in LOCALES.glob("*.po")):
        print(f"{code}: {update(LOCALES / f'{code}.po')} sentences are missing")
    return 0


if __name__ == "__main__":
    sys.exit(main())
