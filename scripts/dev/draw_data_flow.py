"""The picture of the data flow in docs/architecture.md, as an SVG that follows the reader's light or dark theme."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

COLUMN, ROW, WIDTH, HEIGHT, EDGE = 208, 116, 168, 74, 14  # pixels: from box to box, and of a box
STYLE = """\
text { font: 12.5px system-ui, sans-serif; fill: #1f2933; text-anchor: middle }
.title { font-weight: 600 } .dag { font: 11px ui-monospace, monospace; fill: #0b7285 }
rect { fill: #f5f7fa; stroke: #9aa5b1 } .decides { fill: #e6fcf5; stroke: #0b7285 } path { fill: none; stroke: #52606d }
marker path { fill: #52606d; stroke: none }
@media (prefers-color-scheme: dark) { text { fill: #e4e7eb } .dag { fill: #66d9e8 }
rect { fill: #27303b; stroke: #52606d } .decides { fill: #10403d; stroke: #38d9a9 } path { stroke: #9aa5b1 }
marker path { fill: #9aa5b1 } }"""

MARKER = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
    '<path d="M0 0 8 4 0 8z"/></marker></defs>'
)


@dataclass(frozen=True)
class Box:
    """One room of the house: where it stands, what it holds, and the DAG that fills it."""

    column: int
    row: int
    title: str
    about: str
    dag: str = ""

    @property
    def left(self) -> int:
        """The left edge."""
        return EDGE + self.column * COLUMN

    @property
    def top(self) -> int:
        """The upper edge."""
        return EDGE + self.row * ROW


BOXES = {
    "sources": Box(0, 1, "Sources", "Markdown posts"),
    "snapshots": Box(1, 1, "Snapshots", "bytes by sha256", "ingest_posts"),
    "inspection": Box(2, 1, "Inspection", "a process per post", "gate_posts"),
    "findings": Box(3, 1, "Findings", "what, where, what to do"),
    "gate": Box(4, 1, "Gate", "one verdict per post", "gate_posts"),
    "release": Box(5, 1, "Release", "the same bytes"),
    "accepted": Box(4, 0, "Accepted", "waivers, baseline"),
    "person": Box(5, 0, "A person", "approves these bytes", "review_held_posts"),
    "facts": Box(2, 2, "Facts", "a row of numbers"),
    "store": Box(3, 2, "Store", "DuckDB"),
    "suites": Box(4, 2, "Suites", "what the site tolerates"),
    "outbox": Box(5, 2, "Outbox", "editors’ alerts", "deliver_alerts"),
    "dashboard": Box(3, 3, "Dashboard", "reads a published copy"),
    "audit": Box(2, 3, "Audit", "every post again", "audit_archive"),
}
ARROWS = (
    ("sources", "snapshots"),
    ("snapshots", "inspection"),
    ("inspection", "findings"),
    ("inspection", "facts"),
    ("facts", "store"),
    ("findings", "store"),
    ("store", "suites"),
    ("suites", "gate"),
    ("findings", "gate"),
    ("accepted", "gate"),
    ("person", "gate"),
    ("gate", "release"),
    ("gate", "outbox"),
    ("store", "dashboard"),
    ("audit", "store"),
)


def data_flow() -> str:
    """Return the SVG."""
    columns, rows = max(box.column for box in BOXES.values()), max(box.row for box in BOXES.values())
    width, height = columns * COLUMN + WIDTH + 2 * EDGE, rows * ROW + HEIGHT + 2 * EDGE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="title">',
        '<title id="title">From sources to release: snapshots, inspection, findings and facts, gate</title>',
        f"<style>{STYLE}</style>",
        MARKER,
        *(_arrow(BOXES[start], BOXES[end]) for start, end in ARROWS),
        *(_box(name, box) for name, box in BOXES.items()),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _box(name: str, box: Box) -> str:
    middle = box.left + WIDTH // 2
    kind = ' class="decides"' if name == "gate" else ""
    lines = ((' class="title"', box.title, 24), ("", box.about, 43), (' class="dag"', box.dag, 62))
    words = "".join(
        f'<text{style} x="{middle}" y="{box.top + down}">{escape(text)}</text>' for style, text, down in lines if text
    )
    return f'<rect{kind} x="{box.left}" y="{box.top}" width="{WIDTH}" height="{HEIGHT}" rx="6"/>{words}'


def _arrow(start: Box, end: Box) -> str:
    if start.row == end.row:
        line = f"M{start.left + WIDTH} {start.top + HEIGHT // 2}H{end.left}"
    elif start.column == end.column:
        down = end.row > start.row
        line = f"M{start.left + WIDTH // 2} {start.top + HEIGHT * down}V{end.top + HEIGHT * (not down)}"
    else:  # by the gap between two columns
        gap = max(start.left, end.left) - (COLUMN - WIDTH) // 2
        out, into = (start.left + WIDTH, end.left) if start.column < end.column else (start.left, end.left + WIDTH)
        from_y, to_y = start.top + HEIGHT // 2, end.top + HEIGHT // 2 + (14 if start.column < end.column else -14)
        from_y += 14 if start.column < end.column else 0
        line = f"M{out} {from_y}H{gap}V{to_y}H{into}"
    return f'<path d="{line}" marker-end="url(#tip)"/>'


if __name__ == "__main__":
    (Path(__file__).resolve().parents[2] / "docs" / "images" / "data-flow.svg").write_text(data_flow(), "utf-8")
