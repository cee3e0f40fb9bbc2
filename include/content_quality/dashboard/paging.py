"""Pages of a long list."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pages:
    """Which page of how many."""

    number: int
    total: int  # rows
    size: int

    @classmethod
    def of(cls, asked: str | None, total: int, size: int) -> Pages:
        """Return the page asked for, clamped to those there are; what is no number is the first."""
        last = max(1, -(-total // size))
        number = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 10 else 1
        return cls(max(1, min(number, last)), total, size)

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        """How many rows come before this page."""
        return (self.number - 1) * self.size

    @property
    def first_row(self) -> int:
        """The 1-based number of this page's first row; 0 for an empty list."""
        return self.offset + 1 if self.total else 0

    @property
    def last_row(self) -> int:
        """The 1-based number of this page's last row."""
        return min(self.offset + self.size, self.total)
