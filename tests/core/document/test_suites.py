"""The public suites of CommonMark, YAML, JSON and TOML: what their cases hold is read as their authors say.

`tests/fixtures/suites/NOTICE.md` says where the cases come from. They are data: nothing of them is run.
"""

from __future__ import annotations

import json
import lzma
import math
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
import yaml

from content_quality.core.document import front_matter
from content_quality.core.document.front_matter import FrontMatter
from content_quality.core.document.post import Post
from content_quality.core.document.source_text import SourceText
from tests.conftest import ROOT

NO_PROSE = ("pre", "script", "style")
OTHER_TEXT = (
    "<table><tr><td>\n<pre>",
    "foo <!--> foo",
)  # code that a blank line cuts; a comment that browsers end early


def cases(suite: str) -> list[dict[str, Any]]:
    packed = (ROOT / "tests" / "fixtures" / "suites" / f"{suite}.jsonl.xz").read_bytes()
    return [json.loads(line) for line in lzma.decompress(packed).splitlines()]


class SeenText(HTMLParser):
    """What a reader sees of a page, without its code."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in NO_PROSE

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in NO_PROSE

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words += data.split()


def test_the_text_of_each_commonmark_example_is_what_a_reader_sees():
    other = []
    for case in cases("commonmark"):
        post = Post.read(f"---\ntitle: x\n---\n\n{case['markdown']}".encode(), "post.md")
        if "".join(post.visible.split()) != "".join(SeenText(case["html"]).words):
            other.append(case["markdown"])
    assert [text for text in other if not text.startswith(OTHER_TEXT)] == []
    assert len(other) == len(OTHER_TEXT)


def test_the_blocks_of_each_commonmark_example_lie_in_its_text_one_behind_the_other():
    for case in cases("commonmark"):
        text = f"---\ntitle: x\n---\n\n{case['markdown']}"
        ends = [(block.start, block.end) for block in Post.read(text.encode(), "post.md").blocks]
        assert all(0 <= start <= end <= len(text) for start, end in ends), case
        assert all(one[1] <= other[0] for one, other in pairwise(ends)), case


def read(text: str) -> FrontMatter:
    return front_matter.read(SourceText.decode(text.encode("utf-8", "replace")))


def one_document(case: dict[str, Any]) -> bool:
    """Whether the case is one document without marks that front matter has already."""
    text = str(case["yaml"] or "")
    return not text.startswith(("---", "%")) and "\n---" not in text and "\n..." not in text


def test_yaml_is_read_as_its_suite_says_or_refused_where_libyaml_refuses_it():
    seen = Counter[str]()
    for case in filter(one_document, cases("yaml")):
        text = str(case["yaml"] or "")
        found = read(f"---\n{text}{'' if text.endswith(chr(10)) else chr(10)}---\n\nText.\n")
        wanted = json.loads(case["json"]) if case["json"] and not case["fail"] else None
        if case["fail"]:
            assert case["id"] in FAULTS_LIBYAML_PASSES or found.problems, case["id"]
            seen["a fault"] += 1
        elif isinstance(wanted, dict) and found.readable:
            assert case["id"] in OTHER_VALUES or json.loads(json.dumps(dict(found.values), default=str)) == wanted
            seen["read"] += 1
        elif isinstance(wanted, dict):
            with pytest.raises(yaml.YAMLError):
                yaml.load(text, yaml.CSafeLoader)
            seen["refused"] += 1
    assert dict(seen) == {"a fault": 51, "read": 73, "refused": 18}


FAULTS_LIBYAML_PASSES = {"DK95-1", "S98Z-0", "SU5Z-0", "X4QW-0"}  # so that Jekyll builds these posts, too
OTHER_VALUES = {"565N-0", "652Z-0"}  # bytes, which JSON has not; a question mark that YAML 1.1 reads as a sign


def test_json_is_read_where_its_suite_says_so_and_refused_where_it_does_not():
    wrong = []
    for case in cases("json"):
        found = read(f'{{"title": "x", "v": {case["json"]}}}\n\nText.\n')
        kind = case["name"][0]
        if (kind == "y" and not found.readable) or (kind == "n" and found.readable):
            wrong.append(case["name"])
    assert wrong == ["n_structure_object_followed_by_closing_object.json"]  # the second bracket is text of the post


def test_toml_is_read_as_its_suite_says():
    seen = Counter[str]()
    for case in cases("toml"):
        found = read(f"+++\n{case['toml']}{'' if case['toml'].endswith(chr(10)) else chr(10)}+++\n\nText.\n")
        if case["name"].startswith("invalid/"):
            assert found.problems or case["name"] in READ_ALL_THE_SAME, case["name"]
            seen["a fault"] += 1
        elif found.readable:
            assert not found.problems, case["name"]
            assert same(plain(case["json"]), dict(found.values)), case["name"]
            seen["read"] += 1
        else:
            assert case["name"] in OF_TOML_1_1, case["name"]
            seen["of TOML 1.1"] += 1
    assert dict(seen) == {"a fault": 472, "read": 252, "of TOML 1.1": 10}


READ_ALL_THE_SAME = {"invalid/control/bare-cr.toml"}  # one of the line ends, to our reader
OF_TOML_1_1 = {  # which neither Python nor Hugo nor Zola reads
    "valid/datetime/no-seconds.toml", "valid/inline-table/newline-comment.toml", "valid/inline-table/newline.toml",
    "valid/spec-1.1.0/common-12.toml", "valid/spec-1.1.0/common-29.toml", "valid/spec-1.1.0/common-31.toml",
    "valid/spec-1.1.0/common-34.toml", "valid/spec-1.1.0/common-47.toml", "valid/string/escape-esc.toml",
    "valid/string/hex-escape.toml",
}  # fmt: skip


def plain(tagged: Any) -> Any:
    """Return the value that the suite writes with its type."""
    if isinstance(tagged, list):
        return [plain(one) for one in tagged]
    if set(tagged) != {"type", "value"} or isinstance(tagged["value"], dict):
        return {key: plain(value) for key, value in tagged.items()}
    types = {"integer": int, "float": float, "bool": "true".__eq__, "string": str, "array": plain}
    return types.get(tagged["type"], lambda _: ...)(tagged["value"])


def same(wanted: Any, found: Any) -> bool:
    """Return whether two values are the same; the forms of dates are not compared."""
    if isinstance(wanted, dict):
        return (
            isinstance(found, dict)
            and wanted.keys() == found.keys()
            and all(same(wanted[key], found[key]) for key in wanted)
        )
    if isinstance(wanted, list):
        return isinstance(found, list) and len(wanted) == len(found) and all(map(same, wanted, found))
    is_nan = isinstance(wanted, float) and math.isnan(wanted)
    return wanted is ... or wanted == found or (is_nan and math.isnan(found))
