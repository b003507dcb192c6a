"""What texts say over the years, as a picture: a row for each practice or municipality, a mark for each fact.

Only what a text says is drawn, at the date for which it says it; between two marks nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from graph.model import pad_date
from publish.drawing.links import link_part
from publish.rich import show_steering

WIDTH = 720
"""Width of the picture, in pixels."""

NAMES = 210
"""Width of the names before the rows, in pixels."""

ROW = 30
"""Height of a row, in pixels."""

MOST_YEARS = 12
"""Years that are written below at most."""

LONGEST_NAME = 30
"""Characters of a name; what is longer is cut in the picture, not in its title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One fact."""

    day: str
    """Date for which it is said: YYYY, YYYY-MM or YYYY-MM-DD."""
    status: str
    """Name of the badge, for the style."""
    sign: str
    """Sign of the badge, which tells the status without colour."""
    told: str
    """What is said, by whom and when, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One practice or municipality with its facts."""

    name: str
    href: str
    """Path on this site."""
    marks: tuple[Mark, ...]


def read_days(text: str) -> tuple[date, date] | None:
    """Return the first and last day that a date may mean; None for what is no date.

    >>> read_days("2014-02")
    (datetime.date(2014, 2, 1), datetime.date(2014, 2, 28))
    """
    try:
        return date.fromisoformat(pad_date(text, last=False)), date.fromisoformat(pad_date(text, last=True))
    except ValueError:
        return None


def draw_timeline(rows: Sequence[Row], *, name: str, title: str) -> Markup:
    """Return the picture as SVG; empty where there are fewer than two dated facts.

    Equal facts of one date are one mark with their number; marks that would cover one another are put above one
    another. A date that is known to the year or month only is drawn with a line as long as that time.

    Args:
        rows: What is drawn, from above.
        name: Id of the picture in the page.
        title: What it shows.
    """
    dated = [(row, [(mark, days) for mark in row.marks if (days := read_days(mark.day))]) for row in rows]
    dated = [(row, marks) for row, marks in dated if marks]
    spans = [days for _, marks in dated for _, days in marks]
    if len(spans) < 2:
        return Markup("")
    first = date(min(begin for begin, _ in spans).year, 1, 1)
    last = date(max(end for _, end in spans).year, 12, 31)
    length = (last - first).days or 1

    def place(day: date) -> float:
        return NAMES + 12 + (WIDTH - NAMES - 24) * (day - first).days / length

    parts: list[str] = []
    top = 8.0
    for row, marks in dated:
        drawn, height = _draw_marks(marks, place, top)
        shown = row.name if len(row.name) <= LONGEST_NAME else row.name[: LONGEST_NAME - 1] + "…"
        label = f'<text class="name" x="8" y="{top + ROW / 2 + 4:.0f}">{escape(show_steering(shown))}</text>'
        label = link_part(label, row.href, show_steering(row.name))
        parts.append(f"{label}{drawn}")
        top += height
    years = _write_years(first.year, last.year, place, top)
    opening = (
        f'<svg class="timeline" viewBox="0 0 {WIDTH} {top + 24:.0f}" role="group" aria-labelledby="{escape(name)}-t">'
        f'<title id="{escape(name)}-t">{escape(show_steering(title))}</title>'
    )
    return Markup("".join([opening, years, *parts, "</svg>"]))  # noqa: S704  # every text in it is escaped


def _draw_marks(
    marks: list[tuple[Mark, tuple[date, date]]], place: Callable[[date], float], top: float
) -> tuple[str, float]:
    """Return the marks of a row, and its height."""
    ends: list[float] = []  # where the last mark on each level ends
    drawn = []
    groups: dict[tuple[tuple[date, date], str], list[Mark]] = {}
    for mark, days in sorted(marks, key=lambda item: (item[1], item[0].status, item[0].told)):
        groups.setdefault((days, mark.status), []).append(mark)
    for ((begin, end), status), equal in groups.items():
        left, right = place(begin), place(end)
        middle = (left + right) / 2
        half = 8 if len(equal) == 1 else 15
        near, far = min(left, middle - half - 1), max(right, middle + half + 1)
        level = next((number for number, taken in enumerate(ends) if taken <= near), len(ends))
        ends[level : level + 1] = [far]
        y = top + level * 20 + ROW / 2
        line = f'<line x1="{left:.1f}" y1="{y}" x2="{right:.1f}" y2="{y}"/>' if right - left > 2 * half else ""
        told = "\n".join(escape(show_steering(mark.told)) for mark in equal)
        sign = equal[0].sign if len(equal) == 1 else f"{equal[0].sign} {len(equal)}"
        drawn.append(
            f'<g class="fact is-{escape(status)}"><title>{told}</title>{line}'
            f'<rect x="{middle - half:.1f}" y="{y - 8:.1f}" width="{2 * half}" height="16" rx="3"/>'
            f'<text x="{middle:.1f}" y="{y + 4:.1f}" aria-hidden="true">{escape(sign)}</text></g>'
        )
    return "".join(drawn), max(ROW, len(ends) * 20 + 10)


def _write_years(first: int, last: int, place: Callable[[date], float], bottom: float) -> str:
    step = -(-(last - first + 1) // MOST_YEARS)
    parts = []
    for year in range(first, last + 1, step):
        x = place(date(year, 1, 1))
        parts.append(
            f'<line class="grid" x1="{x:.1f}" y1="0" x2="{x:.1f}" y2="{bottom + 4:.0f}"/>'
            f'<text class="year" x="{x + 3:.1f}" y="{bottom + 16:.0f}">{year}</text>'
        )
    return "".join(parts)
