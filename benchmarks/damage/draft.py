"""A post while it is being made: front matter and blocks, and the lines on which each of them stands."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, replace
from enum import Enum

from benchmarks.damage.language import Language

WORDS_PER_MINUTE, CHARACTERS_PER_MINUTE = 238, 500
IMAGE_SECONDS = 12
CODE = "```sh\nferry --list --from quay\nferry --book 08:10\n```"


class Role(Enum):
    """What a block is in its post."""

    INTRODUCTION = "introduction"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    SECTION_END = "last paragraph of a section"
    LEAD_IN = "lead-in"
    LIST = "list"
    SENTENCES = "list of sentences"
    CODE = "code"
    TABLE = "table"
    IMAGE = "image"
    END = "last paragraph"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of Markdown; `sentences` are those of a paragraph."""

    role: Role
    text: str
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A post: lines of front matter, and blocks with a blank line between them."""

    language: Language
    front_matter: tuple[str, ...]
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """The post as it stands in its file."""
        body = "\n\n".join(block.text for block in self.blocks)
        return "\n".join([*self.front_matter, "", body]) + "\n"

    def lines(self, index: int) -> tuple[int, int]:
        """Return the first and the last line of the block `index`, counted from 1."""
        before = len(self.front_matter) + 1 + sum(block.text.count("\n") + 2 for block in self.blocks[:index])
        return before + 1, before + 1 + self.blocks[index].text.count("\n")

    def first(self, role: Role) -> int:
        """Return the index of the first block with `role`."""
        return next(index for index, block in enumerate(self.blocks) if block.role is role)

    def all(self, role: Role) -> list[int]:
        """Return the indices of the blocks with `role`."""
        return [index for index, block in enumerate(self.blocks) if block.role is role]

    def key(self, name: str) -> int:
        """Return the line of a key of the front matter, counted from 1."""
        return next(number for number, line in enumerate(self.front_matter, 1) if line.startswith(f"{name}:"))

    def insert(self, index: int, *texts: str) -> Draft:
        """Return the post with further blocks before the block `index`."""
        added = tuple(Block(Role.OTHER, text) for text in texts)
        return replace(self, blocks=(*self.blocks[:index], *added, *self.blocks[index:]))

    def write(self, index: int, text: str) -> Draft:
        """Return the post with another text in the block `index`."""
        changed = replace(self.blocks[index], text=text, sentences=())
        return replace(self, blocks=(*self.blocks[:index], changed, *self.blocks[index + 1 :]))

    def until(self, index: int) -> Draft:
        """Return the post that ends with the block `index`."""
        return replace(self, blocks=self.blocks[: index + 1])

    def without(self, index: int) -> Draft:
        """Return the post without the block `index`."""
        return replace(self, blocks=(*self.blocks[:index], *self.blocks[index + 1 :]))


def compose(language: Language, number: int, chance: random.Random) -> Draft:
    """Return a sound post of four sections with a list, a table, code, an image, and a right reading time."""
    topics = chance.sample(language.topics, len(language.topics))
    who = list(chance.sample(language.names, len(language.names)))
    said = [
        [sentence.replace("{who}", who[index % len(who)]) for sentence in chance.sample(topic.sentences, 7)]
        for index, topic in enumerate(topics)
    ]
    blocks = [_paragraph(language, Role.INTRODUCTION, said[4][:3])]
    for index, topic in enumerate(topics[:4]):
        blocks.append(Block(Role.HEADING, f"## {topic.heading}"))
        blocks.append(_paragraph(language, Role.PARAGRAPH, said[index][:3]))
        blocks += _extras(language, index, topic.heading, said)
        role = Role.END if index == 3 else Role.SECTION_END
        blocks.append(_paragraph(language, role, said[index][3:6]))
    draft = Draft(language, (), tuple(blocks))
    day = f"2026-{number % 12 + 1:02}-{number % 27 + 1:02}"
    return replace(draft, front_matter=_front_matter(draft, chance.choice(language.titles), day))


def _extras(language: Language, index: int, heading: str, said: list[list[str]]) -> list[Block]:
    """Return what stands between the two paragraphs of the section `index`."""
    if index == 0:
        items = "\n".join(f"- {item}" for item in language.items[:4])
        return [Block(Role.LEAD_IN, language.lead_in), Block(Role.LIST, items)]
    if index == 1:
        labels = (f"- **{number}** {sentence}" for number, sentence in zip("ABC", said[4][3:6], strict=True))
        return [Block(Role.SENTENCES, "\n".join(labels))]
    if index == 2:
        return [Block(Role.CODE, CODE), Block(Role.IMAGE, f"![{heading}](/images/quay.jpg)")]
    rows = [f"| {' | '.join(row)} |" for row in language.table]
    rule = f"|{'---|' * len(language.table[0])}"
    return [Block(Role.TABLE, "\n".join([rows[0], rule, *rows[1:]]))]


def _paragraph(language: Language, role: Role, sentences: list[str]) -> Block:
    return Block(role, language.paragraph(*sentences), tuple(sentences))


def _front_matter(draft: Draft, title: str, day: str) -> tuple[str, ...]:
    language = draft.language
    return (
        "---",
        f"title: {_quoted(title)}",
        f"date: {day}",
        f"lang: {language.code}",
        f"description: {_quoted(language.description)}",
        f"tags: [{', '.join(_quoted(tag) for tag in language.tags)}]",
        f"reading_time: {minutes(draft)}",
        "---",
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def minutes(draft: Draft) -> int:
    """Return the minutes that readers need for `draft`, one at least."""
    text = "".join(block.text for block in draft.blocks if block.role is not Role.CODE)
    if draft.language.code in ("ja", "zh", "ko"):
        return max(1, round(len("".join(text.split())) / CHARACTERS_PER_MINUTE))
    return max(1, round(len(text.split()) / WORDS_PER_MINUTE))
