"""Great Expectations: validate a batch against the suites of `expectations/`, and believe only complete answers.

GX says `success` for an empty suite, an empty frame and a column of nulls, and reports an unknown expectation as a
failure without an exception. So a validation counts only when every expectation was evaluated on every row.
"""

from __future__ import annotations

import hashlib
import json
import string
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from content_quality.adapters import gx_context
from content_quality.core.records import dataclass

REQUIRED = ("batch_contract", "site_tolerances")


class SuiteUnreadable(Exception):  # noqa: N818 - names the state
    """A suite's file is missing, no JSON, or holds no expectation."""


@dataclass(frozen=True, slots=True)
class Unexpected:
    """One row that failed an expectation, and the values it failed with."""

    post_id: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ExpectationOutcome:
    """What one expectation said about the batch."""

    suite: str
    ordinal: int
    expectation: str
    columns: tuple[str, ...]
    severity: str
    success: bool
    rows: int
    unexpected: tuple[Unexpected, ...]
    meta: Mapping[str, str]
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite as a person wrote it."""

    name: str
    about: str
    expectations: tuple[Mapping[str, Any], ...]


def read_suites(folder: Path) -> tuple[Suite, ...]:
    """Return the suites in `folder`; raise `SuiteUnreadable` when a required one is missing or any is unusable."""
    suites = {path.stem: _read(path) for path in sorted(folder.glob("*.json"))}
    for name in REQUIRED:
        if name not in suites:
            raise SuiteUnreadable(f"the suite {name}.json is missing from {folder.name}/")
    return tuple(suites.values())


def _read(path: Path) -> Suite:
    try:
        document = json.loads(path.read_text("utf-8"))
        suite = Suite(document["name"], document["meta"]["about"], tuple(document["expectations"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SuiteUnreadable(f"{path.name} cannot be read: {error!r}") from error
    if not suite.expectations or suite.name != path.stem:
        raise SuiteUnreadable(f"{path.name} holds no expectation, or is named otherwise inside")
    for expectation in suite.expectations:
        meta = expectation.get("meta", {})
        _refuse_unknown_words(path.name, meta)
        if not isinstance(expectation["kwargs"].get("row_condition", ""), str):
            raise SuiteUnreadable(f"{path.name}: a row_condition must be text, such as: folder == 'news'")
        if suite.name != "batch_contract" and not (meta.get("finding") and meta.get("says")):
            raise SuiteUnreadable(
                f"{path.name}: {expectation.get('type')} has no finding and no words in its meta: it would fail silently"  # noqa: E501 - one sentence for people
            )
    return suite


WORDS = frozenset({"value", "percent", "others"})  # what the sentences of a suite may name; its advice the line, too


def _refuse_unknown_words(name: str, meta: Mapping[str, str]) -> None:
    for sentence, known in ((meta.get("says", ""), WORDS), (meta.get("instead", ""), WORDS | {"line"})):
        try:
            named = {word for _, word, _, _ in string.Formatter().parse(sentence) if word is not None}
        except ValueError as error:
            raise SuiteUnreadable(f"{name}: {sentence!r} is no sentence with {{words}}: {error}") from error
        if named - known:
            raise SuiteUnreadable(
                f"{name}: {sentence!r} names {', '.join(sorted(named - known))}; known are {', '.join(sorted(known))}"
            )


def digest(folder: Path) -> str:
    """Return 16 hex digits that name what the suites say; missing suites have a digest, too."""
    parts = [path.name.encode() + path.read_bytes() for path in sorted(folder.glob("*.json"))]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def finding_names(folder: Path) -> frozenset[str]:
    """Return what the suites in `folder` call their findings; none when they cannot be read."""
    try:
        suites = read_suites(folder)
    except SuiteUnreadable:
        return frozenset()
    metas = [expectation.get("meta", {}) for suite in suites for expectation in suite.expectations]
    return frozenset(str(meta["finding"]) for meta in metas if "finding" in meta)


def reasons(folder: Path) -> dict[str, str]:
    """Return why the findings of the suites in `folder` matter, by their names; none when they cannot be read."""
    try:
        suites = read_suites(folder)
    except SuiteUnreadable:
        return {}
    metas = [expectation.get("meta", {}) for suite in suites for expectation in suite.expectations]
    return {str(meta["finding"]): str(meta["why"]) for meta in metas if "finding" in meta and "why" in meta}


def validate(suite: Suite, frame: Any) -> list[ExpectationOutcome]:
    """Return what each expectation of `suite` says about `frame`, a DataFrame with a column `post_id`.

    Raises `SuiteUnreadable` when GX does not accept the suite, or when it answers about fewer expectations.
    """
    context = gx_context.open_context()
    try:
        gx_context.as_gx(suite)
    except Exception as error:
        raise SuiteUnreadable(f"{suite.name}.json is not accepted: {error}") from error
    result = gx_context.run_checkpoint(context, suite, frame)
    answers = [answer.to_json_dict() for answer in result.results]
    ordered = _in_order(suite, answers)
    asked = zip(suite.expectations, ordered, strict=True)
    return [_outcome(suite, n, answer, _rows(one, answer, frame)) for n, (one, answer) in enumerate(asked)]


def _rows(expectation: Mapping[str, Any], answer: Mapping[str, Any], frame: Any) -> int:
    """Return how many rows of `frame` an expectation has to be evaluated on: all, or those its condition names."""
    condition = expectation["kwargs"].get("row_condition")
    return len(frame.query(condition) if condition and _exception(answer["exception_info"]) is None else frame)


UNIQUE = ("expect_column_values_to_be_unique", "expect_compound_columns_to_be_unique")
ANY_MISSING = "any_value_is_missing"


def used_twice(suites: Sequence[Suite], rows: Sequence[Mapping[str, object]]) -> list[ExpectationOutcome]:
    """Return what the expectations of uniqueness say about `rows`, without the seconds that GX takes.

    Those with conditions that only GX knows are left to it; a row that lacks a value is left out, as GX does.
    """
    answers = []
    for suite in suites:
        for ordinal, expectation in enumerate(suite.expectations):
            kwargs, meta = expectation["kwargs"], expectation.get("meta", {})
            columns = tuple(kwargs.get("column_list") or [kwargs.get("column", "")])
            plain = kwargs.keys() <= {"column", "column_list", "ignore_row_if"} and all(
                column in row for row in rows for column in columns
            )
            ignored = kwargs.get("ignore_row_if", ANY_MISSING if "column" in kwargs else "")
            if expectation["type"] not in UNIQUE or "finding" not in meta or not plain or ignored != ANY_MISSING:
                continue
            found: dict[tuple[object, ...], list[Unexpected]] = defaultdict(list)
            for row in rows:
                values = {column: row[column] for column in columns}
                if None not in values.values():
                    found[tuple(values.values())].append(Unexpected(str(row["post_id"]), values))
            twice = tuple(one for same in found.values() if len(same) > 1 for one in same)
            severity = expectation.get("severity", "critical")
            answers.append(
                ExpectationOutcome(
                    suite.name, ordinal, expectation["type"], columns, severity, not twice, len(rows), twice, meta
                )
            )
    return answers


def _in_order(suite: Suite, answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return GX's answers in the suite's order; GX groups them by column."""
    if len(answers) != len(suite.expectations):
        raise SuiteUnreadable(f"{suite.name}: {len(answers)} of {len(suite.expectations)} expectations were evaluated")
    left = list(answers)
    ordered = []
    for expectation in suite.expectations:
        meta = expectation.get("meta", {})
        answer = next((one for one in left if _asked(one) == (expectation["type"], meta)), None)
        if answer is None:
            raise SuiteUnreadable(f"{suite.name}: no answer about {expectation['type']}")
        left.remove(answer)
        ordered.append(answer)
    return ordered


def _asked(answer: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    config = answer["expectation_config"]
    return config["type"], config.get("meta") or {}


def _outcome(suite: Suite, ordinal: int, answer: dict[str, Any], rows: int) -> ExpectationOutcome:
    config, result = answer["expectation_config"], answer["result"]
    kwargs = config["kwargs"]
    columns = tuple(kwargs.get("column_list") or [kwargs.get("column", "")])
    error = _exception(answer["exception_info"])
    evaluated = int(result.get("element_count", 0))
    if error is None and evaluated != rows:
        error = f"{evaluated} of {rows} rows were evaluated"
    unexpected = tuple(
        Unexpected(str(row["post_id"]), {name: row.get(name) for name in columns})
        for row in result.get("unexpected_index_list") or ()
    )
    success = bool(answer["success"]) and error is None
    if error is None and not success and not unexpected:
        error = "it failed without naming a row"
    return ExpectationOutcome(
        suite.name,
        ordinal,
        config["type"],
        columns,
        config.get("severity", "critical"),
        success,
        evaluated,
        unexpected,
        config.get("meta") or {},
        error,
    )


def _exception(information: Any) -> str | None:
    """Return the message of an exception that GX caught, which it files under one of two shapes."""
    if not isinstance(information, dict):
        return None
    shapes = (
        [information]
        if "raised_exception" in information
        else [value for value in information.values() if isinstance(value, dict)]
    )
    for shape in shapes:
        if shape.get("raised_exception") or shape.get("exception_message"):
            return str(shape.get("exception_message") or "an exception without words")[:500]
    return None
