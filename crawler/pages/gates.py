"""Recognise pages that are not what was asked for: consent gates, challenges, soft errors, teasers.

They are recorded with a flag and never evaded. The patterns are data (`gates.json`), each with examples.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from crawler.publishers import Markers
from staving.schema import Flag

SHORT_PAGE = 400
"""Characters of text below which a page may be a challenge and nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One way to recognise such a page."""

    flag: Flag
    """What it means."""
    where: str
    """What the pattern is searched in: url, title or source."""
    pattern: re.Pattern[str]
    """The pattern."""
    only_short: bool
    """Whether it counts only on pages with next to no text."""


@cache
def load_gates() -> tuple[Gate, ...]:
    """Return the patterns of `gates.json`."""
    rows = json.loads(files("crawler.pages").joinpath("gates.json").read_text(encoding="utf-8"))
    return tuple(
        Gate(
            flag=Flag(row["flag"]),
            where=row["where"],
            pattern=re.compile(row["pattern"]),
            only_short=bool(row.get("only_short")),
        )
        for row in rows
    )


def recognise_gate(*, url: str, title: str, source: str, text: str, markers: Markers) -> tuple[Flag, str] | None:
    """Return why a page is no article that anybody may read, or None.

    Args:
        url: Address that answered.
        title: Title of the page as it stands.
        source: The page.
        text: What the page says, as far as it could be read.
        markers: Pieces of source that the outlet's record names.

    Returns:
        Flag and one line that says what was seen.
    """
    where = {"url": url, "title": title, "source": source}
    for gate in load_gates():
        if gate.only_short and len(text) > SHORT_PAGE:
            continue
        if gate.pattern.search(where[gate.where]):
            return gate.flag, f"{gate.where} looks like {gate.flag.value.replace('_', ' ')}"
    for flag, pieces in ((Flag.CONSENT_WALL, markers.consent), (Flag.PAYWALL, markers.paywall)):
        for piece in pieces:
            if piece in source:
                return flag, f"page holds {piece!r}"
    return None
