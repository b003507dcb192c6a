"""Read whether a publisher reserves text and data mining.

Directive (EU) 2019/790 art. 4(3) (in the Netherlands: Auteurswet art. 15o) lets a publisher reserve its rights in a
machine-readable way. It does so in the comments of robots.txt, in `/.well-known/tdmrep.json`, in a header or in the
page (W3C community report "TDM Reservation Protocol"). Patterns for comments are data: `tdm.json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

TDMREP_PATH = "/.well-known/tdmrep.json"
"""Where the reservation protocol keeps its file."""

MAX_TDMREP_BYTES = 500 * 1024
"""A longer file is not read: nobody writes one by hand."""

_HEADER = "tdm-reservation"
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(])")
_SHOWN = 160
_MAX_SENTENCE = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One way in which a robots.txt reserves text and data mining; what it names and what it says of that."""

    name: str
    """Name of the pattern."""
    where: str
    """comment (each sentence of the comments) or line (each line that is none)."""
    topic: re.Pattern[str]
    """What is reserved."""
    ban: re.Pattern[str]
    """That it is."""
    unless: re.Pattern[str] | None
    """Words that turn it into the opposite."""

    def matches(self, text: str) -> bool:
        """Tell whether a sentence or line is a reservation."""
        if not (self.topic.search(text) and self.ban.search(text)):
            return False
        return self.unless is None or not self.unless.search(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """One entry of a tdmrep.json."""

    pattern: re.Pattern[str]
    """Matches the path and query of the addresses that it holds for."""
    length: int
    """Length of the location as it is written: the longest that matches decides."""
    is_reserved: bool
    """Whether rights are reserved there."""
    policy: str | None
    """Address of the conditions, where given."""


@cache
def load_patterns() -> tuple[Pattern, ...]:
    """Return the patterns of `tdm.json`."""
    rows = json.loads(files("crawler").joinpath("tdm.json").read_text(encoding="utf-8"))
    return tuple(
        Pattern(
            name=row["name"],
            where=row["where"],
            topic=re.compile(row["topic"], re.IGNORECASE),
            ban=re.compile(row["ban"], re.IGNORECASE),
            unless=re.compile(row["unless"], re.IGNORECASE) if row["unless"] else None,
        )
        for row in rows
    )


def find_reservation(robots: str) -> str | None:
    r"""Return the sentence with which a robots.txt reserves text and data mining, or None.

    A group that bans one robot by name is a rule for that robot, and no reservation.

    >>> find_reservation("# Scraping is not allowed.\nUser-agent: *\nDisallow:")
    'Scraping is not allowed.'
    >>> find_reservation("# Kaart van de site hieronder\nSitemap: https://krant.example/s.xml") is None
    True
    """
    lines = robots.splitlines()
    found = (
        text
        for where, texts in (("comment", _read_sentences(lines)), ("line", _read_lines(lines)))
        for text in texts
        for pattern in load_patterns()
        if pattern.where == where and pattern.matches(text)
    )
    text = next(found, None)
    return text if text is None or len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…"


def _read_sentences(lines: list[str]) -> Iterator[str]:
    """Yield the sentences of the comments; lines that follow each other are one text."""
    block: list[str] = []
    for line in [*lines, ""]:
        before, mark, comment = line.partition("#")
        words = comment.strip(" \t#*-=")
        if mark and not before.strip() and words:
            block.append(words)
            continue
        for text in (" ".join(block), words if mark else ""):
            yield from (each[:_MAX_SENTENCE] for each in _SENTENCE_END.split(" ".join(text.split())) if each)
        block = []


def _read_lines(lines: list[str]) -> Iterator[str]:
    for line in lines:
        text = " ".join(line.partition("#")[0].split())
        if text:
            yield text[:_MAX_SENTENCE]


def read_tdmrep(body: bytes) -> tuple[Location, ...]:
    """Return the entries of a tdmrep.json; what is none is passed over.

    Args:
        body: The file, without content encoding.

    >>> [entry.is_reserved for entry in read_tdmrep(b'[{"location": "/a/*", "tdm-reservation": 1}]')]
    [True]
    """
    if len(body) > MAX_TDMREP_BYTES:
        return ()
    try:
        rows = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return ()
    if isinstance(rows, dict):
        rows = [{"location": "/", **rows}]  # one entry without a list: seen in the wild, and plain in its meaning
    if not isinstance(rows, list):
        return ()
    return tuple(entry for row in rows if isinstance(row, dict) and (entry := _read_entry(row)) is not None)


def _read_entry(row: dict[str, Any]) -> Location | None:
    location, said, policy = row.get("location"), row.get(_HEADER), row.get("tdm-policy")
    if not isinstance(location, str) or isinstance(said, float) or str(said).strip() not in {"0", "1", "True", "False"}:
        return None
    location = re.sub(r"\A[a-z]+://[^/]*", "", location.strip())
    if not location.startswith(("/", "*")):
        location = "/" + location
    end = r"\Z" if location.endswith("$") else ""
    parts = re.split(r"\*+", location.removesuffix("$"))
    if len(parts) > 20:
        return None
    # Each part is looked for once, from the left: no pattern can make the search go back and forth.
    body = "".join(f"(?>.*?{re.escape(part)})" for part in parts[1:-1])
    last = "" if len(parts) == 1 else f".*{re.escape(parts[-1])}" if parts[-1] else ".*"
    return Location(
        pattern=re.compile(re.escape(parts[0]) + body + last + end, re.DOTALL),
        length=len(location),
        is_reserved=str(said).strip() in {"1", "True"},
        policy=policy if isinstance(policy, str) else None,
    )


def find_location(entries: tuple[Location, ...], path: str) -> Location | None:
    """Return the entry that decides for a path: the longest that matches, the first of equals.

    Args:
        entries: Of `read_tdmrep`.
        path: Path and query of the address.
    """
    found = [entry for entry in entries if entry.pattern.match(path)]
    return max(found, key=lambda entry: entry.length, default=None)


def read_tdm_header(headers: Mapping[str, str]) -> bool:
    """Tell whether response headers reserve text and data mining.

    Args:
        headers: Names in any case; several headers of one name joined by commas.

    >>> read_tdm_header({"TDM-Reservation": " 1 "}), read_tdm_header({"tdm-reservation": "0"})
    (True, False)
    """
    return any(
        name.strip().casefold() == _HEADER and any(part.strip(" \t\"'") == "1" for part in value.split(","))
        for name, value in headers.items()
    )
