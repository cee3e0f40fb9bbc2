"""What the aliases of YAML repeat, counted before a parser sees it: a few lines of nested ones stand for gigabytes."""

from __future__ import annotations

from dataclasses import dataclass

from content_quality.core.document.front_matter.model import MAX_CHARACTERS, MAX_DEPTH
from content_quality.core.findings import Message, message


@dataclass(slots=True)
class Extent:
    """How much a node is with all that its aliases repeat: characters, and levels of collections."""

    characters: int = 1
    levels: int = 0

    def hold(self, inner: Extent) -> None:
        """Count a node that stands in this collection."""
        self.characters += inner.characters
        self.levels = max(self.levels, inner.levels + 1)


class Aliases:
    """The anchors that were read, and how much their aliases have repeated."""

    def __init__(self) -> None:
        self._anchors: dict[str, Extent | None] = {}  # None while the collection of the anchor is open
        self._repeated = 0

    def note(self, anchor: str | None, extent: Extent | None) -> None:
        """Note what stands at an anchor; None for a collection that begins there."""
        if anchor:
            self._anchors[anchor] = extent

    def take(self, name: str, levels: int) -> Extent | Message:
        """Return what the alias `name` repeats, `levels` deep in other collections, or why it is not read."""
        extent = self._anchors.get(name, Extent())  # the parser reports an anchor that does not exist
        if extent is None:
            return message("The alias *{name} stands inside of the list or mapping that it repeats.", name=name)
        self._repeated += extent.characters
        if self._repeated > MAX_CHARACTERS or levels + extent.levels > MAX_DEPTH:
            return message("The alias *{name} repeats more than front matter may hold.", name=name)
        return extent
