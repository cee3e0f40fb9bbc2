"""The words of the glossary are the names in the code, and names that nobody would look for stay away."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.conftest import ROOT

PACKAGE = ROOT / "include" / "content_quality"
ROW = re.compile(r"^\| (?P<term>[^|]+?) \| [^|]+ \| `(?P<name>[^`]+)` \|$", re.MULTILINE)
RETIRED = frozenset(
    "telling tellings first_tellings echoes told_again edition editions grants set_aside at_level apart lost lanes letter"
    " bring course desk across across_posts intended is_intended promises Deciding Memory Letter Grants Edition Elsewhere Echoes Telling Desk Course Lost memory known_people".split()
)


def names() -> Iterator[tuple[str, str]]:
    """Every module, class, function and constant of the package, with the file that holds it."""
    for path in PACKAGE.rglob("*.py"):
        place = path.relative_to(PACKAGE).as_posix()
        yield ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"), place
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                yield node.name, place
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                yield from (
                    (target.id, place) for one in targets for target in ast.walk(one) if isinstance(target, ast.Name)
                )


def test_every_term_of_the_glossary_is_a_name_in_the_code():
    known = {name for name, _ in names()}
    rows = ROW.findall((ROOT / "docs" / "glossary.md").read_text("utf-8"))
    assert len(rows) >= 40
    assert [(term, name) for term, name in rows if name not in known] == []


def test_no_name_of_the_code_is_one_that_a_stranger_would_not_look_for():
    found = {(name, place) for name, place in names() if name.rpartition(".")[2] in RETIRED}
    assert found == set()


def test_no_two_classes_have_one_name():
    places: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, set()).add(path.relative_to(PACKAGE).as_posix())
    assert {name: sorted(found) for name, found in places.items() if len(found) > 1} == {}
