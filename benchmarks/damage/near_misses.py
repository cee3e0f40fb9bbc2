"""Near misses: sound posts with something in them that looks like damage of one family."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from benchmarks.damage.draft import Draft, Role

Write = Callable[[Draft, random.Random], Draft]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A form that is sound, and the family of damage that it looks like."""

    name: str
    family: str
    about: str
    write: Write


def _append(draft: Draft, *texts: str) -> Draft:
    return draft.insert(len(draft.blocks), *texts)


def parallel(draft: Draft, chance: random.Random) -> Draft:
    """Three statements of one form, which differ in their numbers, stand in a row."""
    form = chance.choice(draft.language.parallel)
    numbers = [(chance.randint(2, 9) + 10 * step, chance.randint(3, 9) + 7 * step) for step in range(3)]
    return draft.insert(draft.all(Role.HEADING)[1], *(form.format(n=n, m=m) for n, m in numbers))


def parallel_sections(draft: Draft, chance: random.Random) -> Draft:
    """Two sections of one form, which differ in what they are about, stand beside each other."""
    form = draft.language.parallel[1]
    place = draft.all(Role.HEADING)[1]
    texts = (
        text
        for number in (2, 3)
        for text in (f"## v{number}.0", draft.language.paragraph(form.format(n=number * 4, m=number)))
    )
    return draft.insert(place, *texts)


def recap(draft: Draft, chance: random.Random) -> Draft:
    """A summary says in other words what the post said, and ends with one of its sentences."""
    first = draft.blocks[draft.first(Role.INTRODUCTION)].sentences[0]
    return _append(draft, f"## {draft.language.summary}", draft.language.paragraph(draft.language.recap, first))


def pull_quote(draft: Draft, chance: random.Random) -> Draft:
    """A sentence of the text stands again as a pull quote."""
    place = draft.all(Role.SECTION_END)[1]
    return draft.insert(place, f"> {draft.blocks[place].sentences[1]}")


def refrain(draft: Draft, chance: random.Random) -> Draft:
    """A verse stands twice, as songs have it."""
    verse = "\n".join(f"> {line}  " for line in draft.language.verse).rstrip()
    texts = (verse, verse.replace(draft.language.verse[0], draft.language.closing))
    return draft.insert(draft.all(Role.HEADING)[2], texts[0], draft.language.restart, texts[1])


def announced(draft: Draft, chance: random.Random) -> Draft:
    """The text says that it repeats itself, and does so as a quotation."""
    first = draft.blocks[draft.first(Role.INTRODUCTION)].text
    return _append(draft, draft.language.announced, f"> {first}")


def notices(draft: Draft, chance: random.Random) -> Draft:
    """The same short notice stands under each heading."""
    for place in reversed(draft.all(Role.HEADING)):
        draft = draft.insert(place + 1, f"*{draft.language.restart}*")
    return draft


def same_code(draft: Draft, chance: random.Random) -> Draft:
    """The same command stands in two sections."""
    return draft.insert(draft.first(Role.END), draft.blocks[draft.first(Role.CODE)].text)


def verse(draft: Draft, chance: random.Random) -> Draft:
    """A verse has no stops."""
    lines = "  \n".join(draft.language.verse)
    return draft.insert(draft.all(Role.HEADING)[2], lines)


def footnote(draft: Draft, chance: random.Random) -> Draft:
    """The post ends with a footnote without a stop."""
    place = draft.first(Role.END)
    return _append(draft.write(place, draft.blocks[place].text + "[^1]"), f"[^1]: {draft.language.footnote}")


def byline(draft: Draft, chance: random.Random) -> Draft:
    """The post ends with the names of those who made it."""
    return _append(draft, f"*{draft.language.byline.format(who=draft.language.names[0])}*")


def plain_byline(draft: Draft, chance: random.Random) -> Draft:
    """The post ends with a line of names behind a rule."""
    return _append(draft, "---", draft.language.byline.format(who=draft.language.names[1]))


def labels(draft: Draft, chance: random.Random) -> Draft:
    """A block has lines of a label and a value."""
    head = draft.language.table[0]
    rows = (
        "  \n".join(f"**{name}:** {value}" for name, value in zip(head, row, strict=True))
        for row in draft.language.table[1:]
    )
    return draft.insert(draft.all(Role.HEADING)[1], *rows)


def bold_line(draft: Draft, chance: random.Random) -> Draft:
    """A bold line is set as a paragraph, in place of a heading."""
    place = draft.all(Role.SECTION_END)[1]
    return draft.insert(place, f"**{draft.language.summary}**")


def display(draft: Draft, chance: random.Random) -> Draft:
    """A sentence runs into a quotation."""
    place = draft.all(Role.SECTION_END)[1]
    return draft.insert(place, draft.language.announced, f"> {draft.language.quotation}")


def command(draft: Draft, chance: random.Random) -> Draft:
    """A sentence runs into code."""
    place = draft.all(Role.SECTION_END)[1]
    return draft.insert(place, draft.language.lead_in, "```sh\nferry --help\n```")


def interview(draft: Draft, chance: random.Random) -> Draft:
    """Questions in bold, and their answers."""
    texts = (text for question, answer in draft.language.interview for text in (f"**{question}**", answer))
    return draft.insert(draft.first(Role.END), *texts)


def last_list(draft: Draft, chance: random.Random) -> Draft:
    """The post ends with a list of nouns, which need no stops."""
    names = (*draft.language.tags, *draft.language.table[0])
    return _append(draft, f"## {draft.language.summary}", "\n".join(f"- {name}" for name in names))


def hashtags(draft: Draft, chance: random.Random) -> Draft:
    """The post ends with hashtags."""
    return _append(draft, " ".join(f"#{tag.replace(' ', '')}" for tag in draft.language.tags))


def farewell(draft: Draft, chance: random.Random) -> Draft:
    """The post ends with a heading that says goodbye."""
    return _append(draft, f"### {draft.language.closing}")


def navigation(draft: Draft, chance: random.Random) -> Draft:
    """The post ends with links to its neighbours."""
    one, other = draft.language.titles[:2]
    return _append(draft, f"[← {one}](/one/) | [{other} →](/other/)")


def courtesy(draft: Draft, chance: random.Random) -> Draft:
    """The author hopes that the post helps, as people do."""
    return _append(draft, draft.language.courtesy)


def about_tokens(draft: Draft, chance: random.Random) -> Draft:
    """The post is about the tags of a machine, in code spans."""
    return draft.insert(draft.all(Role.HEADING)[2], draft.language.about_machine)


def quoted_machine(draft: Draft, chance: random.Random) -> Draft:
    """The post quotes what a machine said."""
    return draft.insert(draft.all(Role.HEADING)[2], draft.language.announced, f"> {draft.language.machine_end}")


def program_sample(draft: Draft, chance: random.Random) -> Draft:
    """The message of a program stands in a block of code, with a label before it."""
    return draft.insert(draft.all(Role.HEADING)[2], "Response:", '```json\n{"role": "assistant", "content": "…"}\n```')


def conflict_sample(draft: Draft, chance: random.Random) -> Draft:
    """The marks of a merge conflict stand in a block of code."""
    return draft.insert(draft.all(Role.HEADING)[2], "```text\n<<<<<<< HEAD\none\n=======\ntwo\n>>>>>>> draft\n```")


def longer_fence(draft: Draft, chance: random.Random) -> Draft:
    """A longer fence holds a shorter one."""
    return draft.insert(draft.all(Role.HEADING)[2], "````md\n```sh\nferry --help\n```\n````")


def other_fence(draft: Draft, chance: random.Random) -> Draft:
    """A fence of tildes holds one of backticks that is not closed."""
    return draft.insert(draft.all(Role.HEADING)[2], "~~~md\n```sh\nferry --help\n~~~")


def _front_matter(draft: Draft, key: str, line: str) -> Draft:
    number = draft.key(key)
    lines = list(draft.front_matter)
    lines[number - 1] = line
    return replace(draft, front_matter=tuple(lines))


def quoted_colon(draft: Draft, chance: random.Random) -> Draft:
    """A title with a colon has its quotation marks."""
    one, other = draft.language.titles[:2]
    return _front_matter(draft, "title", f'title: "{one}: {other}"')


def plain_title(draft: Draft, chance: random.Random) -> Draft:
    """A title needs no quotation marks."""
    return _front_matter(draft, "title", f"title: {draft.language.titles[2]}")


def zoned_date(draft: Draft, chance: random.Random) -> Draft:
    """A date has a time and an offset."""
    return _front_matter(draft, "date", "date: 2026-03-02 09:30:00 +0900")


def leap_day(draft: Draft, chance: random.Random) -> Draft:
    """A date is the 29th of February of a leap year."""
    return _front_matter(draft, "date", "date: 2024-02-29")


def folded_text(draft: Draft, chance: random.Random) -> Draft:
    """A description is folded over two lines."""
    return _front_matter(
        draft, "description", f"description: >-\n  {draft.language.description}\n  {draft.language.recap}"
    )


def slower_reader(draft: Draft, chance: random.Random) -> Draft:
    """The declared time is that of a slower reader."""
    minutes = int(draft.front_matter[draft.key("reading_time") - 1].rpartition(" ")[2])
    return _front_matter(draft, "reading_time", f"reading_time: {minutes + 1}")


NEAR_MISSES = tuple(
    NearMiss(write.__name__.replace("_", "-"), family, str(write.__doc__), write)
    for family, forms in (
        ("repeat", (parallel, parallel_sections, recap, pull_quote, refrain, announced, notices, same_code)),
        (
            "cut",
            (verse, footnote, byline, plain_byline, labels, bold_line, display, command, interview, last_list, hashtags, farewell, navigation),
        ),
        ("residue", (courtesy, about_tokens, quoted_machine, program_sample, conflict_sample)),
        ("fence", (longer_fence, other_fence)),
        ("front-matter", (quoted_colon, plain_title, zoned_date, leap_day, folded_text)),
        ("reading-time", (slower_reader,)),
    )
    for write in forms
)  # fmt: skip
