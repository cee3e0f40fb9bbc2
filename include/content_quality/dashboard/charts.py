"""What the charts show: tables of numbers, period by period, that a script draws and everybody can read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from content_quality.adapters.store.people import Month
from content_quality.adapters.store.trends import Period, Trend
from content_quality.core.i18n.catalogue import marked

RANGES = (30, 90, 365)  # days a reader may choose from; without one: everything
TONES = ("one", "two", "three", "four", "five", "six")  # colours that can be told apart, in their order


@dataclass(frozen=True, slots=True)
class ChartLine:
    """One column of the table and one line or colour of the chart."""

    name: str  # a sentence of the catalogue, or a check's name
    tone: str
    values: Sequence[float | None]  # one for each period
    shown: bool = True  # at first; a reader may choose


@dataclass(frozen=True, slots=True)
class Chart:
    """One figure. Its title is a sentence of the catalogue."""

    key: str
    title: str
    by: str  # day, week, month
    periods: Sequence[Period]
    lines: Sequence[ChartLine]
    stacked: bool = False
    shares: bool = False  # values are shares in [0, 1], else counts

    @property
    def unit(self) -> str:
        """What the upright axis counts, as a sentence of the catalogue."""
        return marked("Share") if self.shares else marked("Posts")

    @property
    def drawn(self) -> bool:
        """Whether there is more to see than the table says at a glance."""
        return sum(period.posts > 0 for period in self.periods) > 1 and bool(self.lines)


def overview(trend: Trend) -> list[Chart]:
    """Return the charts of the overview."""
    periods = trend.periods
    verdicts = [
        ChartLine(marked("Held"), "hold", [period.hold for period in periods]),
        ChartLine(marked("To review"), "review", [period.review for period in periods]),
        ChartLine(marked("Clear"), "clear", [period.clear for period in periods], shown=False),
    ]
    checks = [ChartLine(line.check, tone, line.posts) for line, tone in zip(trend.checks, TONES, strict=False)]
    held = [ChartLine(marked("Held"), "hold", trend.held)]
    repeated = [ChartLine(marked("Repeated"), "one", [period.repeated_share for period in periods])]
    return [
        Chart("verdicts", marked("Posts held and to review"), trend.by, periods, verdicts, stacked=True),
        Chart("held", marked("Posts held at that time"), trend.by, periods, held),
        Chart("checks", marked("Posts by what was found"), trend.by, periods, checks, stacked=True),
        Chart("repeated", marked("Share of repeated text"), trend.by, periods, repeated, shares=True),
    ]


def of_check(trend: Trend, months: Sequence[Month]) -> list[Chart]:
    """Return the charts of one check: how often it fired, and how often people overruled it."""
    fired = [ChartLine(marked("Posts flagged"), "one", line.posts) for line in trend.checks]
    overruled = [ChartLine(marked("Accepted as they are"), "four", [month.share for month in reversed(months)])]
    known = [Period(month.first, month.first, posts=month.passages) for month in reversed(months)]
    return [
        Chart("fired", marked("Posts flagged"), trend.by, trend.periods, fired, stacked=True),
        Chart("overruled", marked("Passages that people accepted as they are"), "month", known, overruled, shares=True),
    ]
