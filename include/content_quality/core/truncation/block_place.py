"""A paragraph where it stands, with the blocks beside it."""

from __future__ import annotations

from content_quality.core.document.article import Article, Paragraph
from content_quality.core.document.blocks import Block
from content_quality.core.document.post import Post
from content_quality.core.records import dataclass
from content_quality.core.text import sentences


@dataclass(frozen=True, slots=True)
class BlockPlace:
    """A paragraph where it stands."""

    post: Post
    page: Article
    paragraph: Paragraph

    @property
    def block(self) -> Block:
        """The block of the paragraph."""
        return self.paragraph.block

    @property
    def prose(self) -> str:
        """What a reader sees of it."""
        return self.paragraph.prose.strip()

    @property
    def last_line(self) -> str:
        """The last line, where the ones before it end in a stop or an image; all of it elsewhere."""
        before, _, last = self.prose.rpartition("\n")
        return last.strip() if before and sentences.ending(before).stopped else self.prose

    def beside(self, step: int) -> Block | None:
        """Return the block so many steps further, None outside of the post."""
        index = self.paragraph.index + step
        return self.page.blocks[index] if 0 <= index < len(self.page.blocks) else None

    def paragraph_beside(self, step: int) -> Paragraph | None:
        """Return the paragraph so many steps further, None when there is another block."""
        return self.page.by_index.get(self.paragraph.index + step)
