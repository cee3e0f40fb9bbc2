"""Certain fixes: what each does to the character, what is left to people, and the laws that every fix keeps."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.repair import SETTINGS, look
from content_quality.core.repair.edits import EditKind
from content_quality.core.repair.fixing import propose_fixes
from content_quality.core.repair.proposal import RepairProposal, encoded
from content_quality.core.repair.unified_diff import unified_diff

TEXT = (
    "The library of things opened in a former bakery on the market square. It lends drills, ladders and a press for "
    "apples, and members pay twelve euros a year."
)
MORE = "On Saturdays a mechanic repairs what was broken during the week, and many people leave some coins in the jar."
KEYS = "title: A shelf for tools\ndate: 2026-03-02\n"
POST = f"---\n{KEYS}---\n\n{TEXT}\n\n{MORE}\n"


def fixed(data: bytes | str) -> RepairProposal:
    """Return the fixes of a post."""
    post, findings = look(data.encode() if isinstance(data, str) else data)
    return propose_fixes(post, findings, SETTINGS, look)


def bytes_after(data: bytes) -> bytes:
    """Return the file after its fixes."""
    post, findings = look(data)
    proposal = propose_fixes(post, findings, SETTINGS, look)
    return encoded(post, proposal.after, drops_bom=proposal.drops_bom)


def head(line: str, rest: str = "date: 2026-03-02\n") -> str:
    """Return a post with `line` in its front matter."""
    return f"---\n{line}\n{rest}---\n\n{TEXT}\n\n{MORE}\n"


def toml(line: str) -> str:
    """Return a post with `line` in front matter of TOML."""
    return f"+++\n{line}\ndate = 2026-03-02\n+++\n\n{TEXT}\n\n{MORE}\n"


def body(text: str) -> str:
    """Return a post with `text` between two paragraphs."""
    return f"---\n{KEYS}---\n\n{TEXT}\n\n{text}\n\n{MORE}\n"


@dataclass(frozen=True)
class Case:
    """A damaged post, what the fix makes of it, and the check that names the fix."""

    name: str
    damaged: str
    sound: str
    check: str = "front-matter-syntax"


VALUES = {
    "quotes-in-quotes": ('title: "He said "stop" and left"', "title: 'He said \"stop\" and left'"),
    "quotes-and-an-apostrophe": ('title: "It\'s a "press""', 'title: "It\'s a \\"press\\""'),
    "apostrophe": ("title: 'It's a press'", 'title: "It\'s a press"'),
    "open-quote": ('title: "A shelf', 'title: "A shelf"'),
    "words-after-quotes": ('title: "Press" for apples', "title: '\"Press\" for apples'"),
    "backslash": ('title: "C:\\docs\\word"', "title: 'C:\\docs\\word'"),
    "backslash-and-apostrophe": ('title: "C:\\docs isn\'t"', 'title: "C:\\\\docs isn\'t"'),
    "colon": ("title: Tools: a shelf", "title: 'Tools: a shelf'"),
    "wide-colon": ("title：A shelf", "title: A shelf"),
    "wide-space": ("title:　A shelf", "title: A shelf"),
    "no-space": ("title:A shelf", "title: A shelf"),
    "at-sign": ("title: @home with tools", "title: '@home with tools'"),
    "bracket": ("title: [News] A shelf", "title: '[News] A shelf'"),
    "tab": ("title: A shelf\nauthor:\n\tname: Mira", "title: A shelf\nauthor:\n  name: Mira"),
}
TOML_VALUES = {
    "toml-quotes": ('title = "He said "stop" and left"', "title = 'He said \"stop\" and left'"),
    "toml-colon": ('title: "A shelf"', 'title = "A shelf"'),
    "toml-bare": ("title = A shelf", 'title = "A shelf"'),
    "toml-typographic": ("title = “A shelf”", 'title = "A shelf"'),
    "toml-comma": ('title = "A shelf",', 'title = "A shelf"'),
    "toml-switch": ('title = "A shelf"\ndraft = False', 'title = "A shelf"\ndraft = false'),
    "toml-backslash": ('title = "C:\\docs"', "title = 'C:\\docs'"),
}
BODY = {
    "entity": ("The R&amp;amp;D of the bakery is small.", "The R&amp;D of the bakery is small.", "literal-escape"),
    "ampersand": ("Bread &amp;amp; cakes are sold there.", "Bread &amp; cakes are sold there.", "literal-escape"),
    "heading": ("##Repairs in spring", "## Repairs in spring", "flattened-markup"),
    "heading-ja": ("###春の修理", "### 春の修理", "flattened-markup"),
    "fence": (
        f"```python\nimport os\nos.remove('x')\n\n{TEXT}",
        f"```python\nimport os\nos.remove('x')\n```\n\n{TEXT}",
        "unclosed-fence",
    ),
}
CASES = [
    *(Case(name, head(wrong), head(right)) for name, (wrong, right) in VALUES.items()),
    *(Case(name, toml(wrong), toml(right)) for name, (wrong, right) in TOML_VALUES.items()),
    *(Case(name, body(wrong), body(right), check) for name, (wrong, right, check) in BODY.items()),
    Case("two-mistakes", head('title: "A "press""\ntags：x'), head("title: 'A \"press\"'\ntags: x")),
    Case("no-opening-fence", POST.removeprefix("---\n"), POST),
    Case("no-closing-fence", POST.replace("2\n---\n", "2\n"), POST),
    Case("no-closing-fence-above-a-heading", f"---\n{KEYS}\n# Tools\n\n{TEXT}\n", f"---\n{KEYS}---\n\n# Tools\n\n{TEXT}\n"),
    Case("dash-for-a-fence", POST.replace("2\n---\n", "2\n—\n"), POST),
    Case("dash-for-the-first-fence", f"—{POST.removeprefix('---')}", POST),
    Case("blank-lines-above", f"\n \n{POST}", POST),
    Case("invisible-above", f"\u200b\n{POST}", POST),
    Case("invisible-in-the-fence", f"\u200b{POST}", POST),
    Case("space-behind-the-closing-fence", POST.replace("2\n---\n", "2\n---\u3000\n"), POST),
    Case("key-on-the-fence", POST.replace("---\ntitle", "--- title", 1), POST),
    Case("sentinel", body(f"---END OF ARTICLE---\n\n{TEXT[:70]}"), body(TEXT[:70]), "machine-text"),
    Case("code-at-the-end", f"{POST}\n```sh\ncd x && make\n", f"{POST}\n```sh\ncd x && make\n```\n", "unclosed-fence"),
    *(
        Case(f"reading-time-{wrong}", head(f"title: A\nreading_time: {wrong}"), head(f"title: A\nreading_time: {right}"), "reading-time")
        for wrong, right in (("-4", "1"), ("0", "1"), ('"soon"', "1"), ("9999 min", "1 min"), ("'0 min'", "'1 min'"))
    ),
]  # fmt: skip
by_name = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@by_name
def test_a_fix_makes_exactly_the_edits_that_its_finding_names(case: Case):
    proposal = fixed(case.damaged)
    assert proposal.after == case.sound
    assert {edit.check for edit in proposal.edits} == {case.check}
    assert {edit.kind for edit in proposal.edits} == {EditKind.FIX}


@by_name
@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
@pytest.mark.parametrize("tail", [0, 1])
def test_line_ends_stay_and_a_missing_last_one_stays_missing(case: Case, line_end: str, tail: int):
    damaged, sound = (text[: len(text) - tail].replace("\n", line_end) for text in (case.damaged, case.sound))
    assert fixed(damaged).after == sound


@by_name
def test_the_fixed_post_has_no_such_finding_and_is_fixed_once(case: Case):
    data = bytes_after(case.damaged.encode())
    _, findings = look(data)
    assert [one for one in findings if one.fix or one.check == case.check] == []
    assert bytes_after(data) == data


def test_a_byte_order_mark_goes_and_nothing_else():
    assert bytes_after(b"\xef\xbb\xbf" + POST.replace("\n", "\r\n").encode()) == POST.replace("\n", "\r\n").encode()
    proposal = fixed(b"\xef\xbb\xbf" + POST.encode())
    assert (proposal.drops_bom, proposal.is_empty, proposal.after) == (True, False, POST)


LEFT = {
    "a-list-without-brackets": head('title: A\ntags: "a", "b"'),
    "quotes-that-end-before-they-begin": head('title: "Press" and "bread"'),
    "an-apostrophe-at-the-start": head("title: 'tis the season"),
    "escapes-of-two-kinds": head('title: "C:\\new\\docs"'),
    "a-comment-behind-the-value": head("title: Tools: a shelf # or a rack"),
    "two-keys-on-a-line": head("title: A shelf date: 2026-03-02", ""),
    "a-key-in-a-key": head("title: A\nauthor: name: Mira"),
    "text-that-begins-like-a-key": f"---\n{KEYS}\nNote: {TEXT}\n",
    "keys-below-a-blank-line": f"---\n{KEYS}\ndraft: false\n{TEXT}\n",
    "a-comment-that-is-not-a-heading": f"---\n{KEYS}\n# Tools\ndraft: false\n\n{TEXT}\n",
    "no-fence-at-all": f"{KEYS}\n{TEXT}\n",
    "an-entity-that-is-explained": body("Write &amp;lt; for the sign that opens a tag."),
    "an-ampersand-in-a-post-about-code": body("Bread &amp;amp; cakes.\n\n```html\n<b>&#38;</b>\n```"),
    "a-tag": body("#tag and #another stand in the text."),
    "a-channel": body("##channel"),
    "marks-in-code": body("```sh\n##Repairs in spring\n```"),
    "marks-below-a-line-of-text": body("Look here.\n##Repairs in spring"),
    "a-mark-below-a-cut": body("The mechanic looks at the drills and then at the\n\n---END---\n\nAnd then it rains."),
    "two-fences": body(f"```python\nimport os\n\n{TEXT}\n\n```sh\nmake all\n```"),
    "text-in-a-block-of-markdown": body(f"```md\n{TEXT}"),
    "a-range-of-reading-times": head("title: A\nreading_time: 0-0 min"),
    "a-right-reading-time": head("title: A\nreading_time: 1"),
}  # fmt: skip


@pytest.mark.parametrize("name", LEFT)
def test_what_a_person_has_to_decide_stays(name: str):
    assert fixed(LEFT[name]).is_empty


def test_front_matter_that_still_cannot_be_read_is_not_touched():
    damaged = head('title: "A "press""\ntags: "a", "b"')
    assert look(damaged.encode())[1][0].fix is None
    assert fixed(damaged).is_empty


def test_a_fix_that_would_hide_a_cut_is_left_out():
    post, findings = look(body("##Repairs in spring").encode())
    cut = look(body("## Repairs in spring\n\n## Prices").encode())[1]
    assert [one.check for one in cut] == ["empty-section"]
    proposal = propose_fixes(post, (*findings, *cut), SETTINGS, look)
    assert proposal.is_empty


WORDS = st.text(st.sampled_from("abc déß春の ,.!&#*-'\"\\:[]{}@%`|>?x1"), min_size=1, max_size=20)
SAFE = st.text(st.sampled_from("abc déß春の"), min_size=1, max_size=12).map(lambda text: f"x{text}x")
DAMAGE = st.sampled_from([case for case in CASES if case.damaged.startswith("---\n") and "reading" not in case.name])


@given(
    DAMAGE, st.dictionaries(st.sampled_from(["summary", "series", "emoji", "weight"]), SAFE, max_size=3), st.booleans()
)
@settings(max_examples=150, deadline=None)
def test_other_values_are_read_as_before(case: Case, others: dict[str, str], windows: bool):
    lines = "".join(f'{key}: "{value}"  # kept\n' for key, value in others.items())
    damaged, sound = (f"---\n{lines}{text[4:]}" for text in (case.damaged, case.sound))
    if windows:
        damaged, sound = damaged.replace("\n", "\r\n"), sound.replace("\n", "\r\n")
    data = bytes_after(damaged.encode())
    assert data == sound.encode()
    values = look(data)[0].front_matter.values
    assert {key: values[key] for key in others} == others


@given(
    st.sampled_from(["title", "summary", "author.name"]), WORDS, st.sampled_from(["{}", '"{}"', "'{}'", '"{}', " {}"])
)
@settings(max_examples=400, deadline=None)
def test_whatever_a_value_is_the_laws_hold(key: str, words: str, form: str):
    keeps_the_laws(head(f"draft: false\n{key}: {form.format(words)}\nweight: 3"), {"draft": False, "weight": 3})


@given(st.lists(st.sampled_from(
    ["##Repairs in spring", "R&amp;amp;D", "---END---", "```", "```python", "import os", "", "", TEXT, MORE, "- a list",
     "<|endoftext|>", "##x", "&amp;amp;amp; here", "> ##Quoted heading", "~~~", "#tag"]
), max_size=14), st.sampled_from(["", "﻿", "\n", "\u200b"]))  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_whatever_a_body_is_the_laws_hold(lines: list[str], before: str):
    keeps_the_laws(f"{before}---\n{KEYS}---\n\n" + "\n".join(lines), {"title": "A shelf for tools"})


def keeps_the_laws(text: str, others: dict[str, object]) -> None:
    """Assert that fixes are named, read the other values the same, hold no post, and change nothing more when repeated."""
    before, found = look(text.encode())
    proposal = propose_fixes(before, found, SETTINGS, look)
    data = encoded(before, proposal.after, drops_bom=proposal.drops_bom)
    assert bytes_after(data) == data
    assert proposal.is_empty == (not proposal.edits)
    if proposal.is_empty:
        return
    after, left = look(data)
    assert after.front_matter.readable
    assert {key: after.front_matter.values[key] for key in others} == others
    assert not [one for one in left if one.fix and one.check == "front-matter-syntax"]  # in a body, a law may forbid it
    assert (
        applied(before.text, unified_diff(before.text, after.text, proposal.kept_lines, ("a", "b")))
        == after.text.splitlines()
    )


def applied(before: str, diff: object) -> list[str]:
    """Return the lines of `before` after a unified diff, as `patch` applies it."""
    old, new, at = before.splitlines(), [], 0
    for line in list(diff)[2:]:  # type: ignore[call-overload]
        if line.startswith("@@"):
            start, _, count = line.split()[1][1:].partition(",")
            first = int(start) - (count != "0")
            new += old[at:first]
            at = first
        elif line[0] in " -":
            assert old[at] == line[1:]
            at += 1
            new += [line[1:]] if line[0] == " " else []
        else:
            new.append(line[1:])
    return new + old[at:]


def test_a_diff_among_repeats_shows_only_the_line_that_goes():
    repeats = f"{TEXT}\n\n{MORE}\n\n" * 12
    damaged = f"---\n{KEYS}---\n\n{repeats}---END---\n\n{repeats}{TEXT}\n"
    proposal = fixed(damaged)
    changed = [
        line for line in unified_diff(damaged, proposal.after, proposal.kept_lines, ("a", "b")) if line[0] in "+-"
    ]
    assert sorted(changed) == ["+++ b", "-", "--- a", "----END---"]
