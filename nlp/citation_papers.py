"""Citations that carry their own identifier: rulings, parliamentary papers, official journals, EU acts.

The patterns, with examples and counter-examples, are in `lexicon/citation_patterns.json`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from nlp.citation_laws import Law, LawHit, load_laws
from nlp.lexicons import load_lexicon

Groups = dict[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A cited text that carries its own identifier."""

    start: int
    end: int
    norm: str
    identifier: str
    article: str | None = None
    paragraph: str | None = None
    rule: str


@dataclass(frozen=True, slots=True)
class _Pattern:
    name: str
    norm: str
    identifier: str
    reader: str
    anchors: tuple[str, ...]
    """In any case; one must be there."""
    capitals: tuple[str, ...]
    """The same, in exact case."""
    expression: re.Pattern[str]


@cache
def _load_patterns() -> tuple[_Pattern, ...]:
    return tuple(
        _Pattern(
            entry["id"],
            entry["norm"],
            entry.get("identifier", ""),
            entry.get("read", "template"),
            tuple(anchor for anchor in entry["anchors"] if anchor == anchor.lower()),
            tuple(anchor for anchor in entry["anchors"] if anchor != anchor.lower()),
            re.compile(entry["pattern"], re.IGNORECASE if "i" in entry.get("flags", "") else 0),
        )
        for entry in load_lexicon("citation_patterns")["patterns"]
    )


@cache
def _countries() -> frozenset[str]:
    return frozenset(load_lexicon("citation_patterns")["countries"])


@cache
def _norms_by_identifier() -> dict[str, str]:
    norms: dict[str, str] = {}
    for law in load_laws():
        for identifier in (law.identifier, *law.books.values()):
            if identifier:
                norms.setdefault(identifier, law.norm)
    return norms


_DIGIT = re.compile(r"\d")


def _holds_one(text: str, anchors: tuple[str, ...]) -> bool:
    for anchor in anchors:  # noqa: SIM110 - half the time of a generator, and this runs on every text
        if anchor in text:
            return True
    return False


def find_papers(text: str, folded: str) -> list[Paper]:
    """Return the papers, rulings and identifiers in a text, in the order of their start.

    Args:
        text: The text.
        folded: The same text from `fold_text`.
    """
    found: list[Paper] = []
    if not _DIGIT.search(text):
        return found
    for pattern in _load_patterns():
        if not _holds_one(folded, pattern.anchors) and not _holds_one(text, pattern.capitals):
            continue
        read = _READERS[pattern.reader]
        for match in pattern.expression.finditer(text):
            if match.start() and text[match.start() - 1].isalnum():
                continue
            paper = read(pattern, match)
            if paper:
                found.append(paper)
    kept: list[Paper] = []
    for paper in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or paper.start >= kept[-1].end:
            kept.append(paper)
    return kept


def _clean(groups: Groups) -> dict[str, str]:
    return {name: re.sub(r"[\s.]", "", value) for name, value in groups.items() if value}


def _make(pattern: _Pattern, match: re.Match[str], identifier: str, norm: str | None = None, **more: Any) -> Paper:
    return Paper(
        start=match.start(),
        end=match.end(),
        norm=norm or pattern.norm,
        identifier=identifier,
        rule=f"paper:{pattern.name}",
        **more,
    )


def _read_template(pattern: _Pattern, match: re.Match[str]) -> Paper:
    return _make(pattern, match, pattern.identifier.format(**_clean(match.groupdict())))


_LONGEST_NUMBER = 25
"""Most characters in the last part of an ECLI (Council conclusions 2011/C 127/01, annex, section 1)."""

_NO_DOTS = frozenset({"NL", "EU", "CE"})
"""Whose numbers hold no dot: what follows one is the next sentence."""


def _read_ecli(pattern: _Pattern, match: re.Match[str]) -> Paper | None:
    country = match["country"].upper()
    if country not in _countries():
        return None
    court, number = match["court"], match["number"]
    if country in _NO_DOTS:
        number = number.split(".")[0]
    end = match.start("number") + len(number)
    if not any(map(str.isdigit, number)) or len(number) > _LONGEST_NUMBER:
        return None
    if end == match.end("number") and _goes_on(match.string, end, is_year=number == match["year"]):
        return None
    if country in _NO_DOTS or match[0].islower():
        court, number = court.upper(), number.upper()
    identifier = f"ECLI:{country}:{court}:{match['year']}:{number}"
    return Paper(start=match.start(), end=end, norm=pattern.norm, identifier=identifier, rule=f"paper:{pattern.name}")


_GOES_ON = re.compile(r":(?:\d|[A-Z]\w*\d)")
_GOES_ON_AFTER_YEAR = re.compile(r"\s?:\s?[A-Z]{0,3}\d", re.I)


def _goes_on(text: str, end: int, *, is_year: bool) -> bool:
    """Tell whether more parts follow than an ECLI has, as where the year stands twice; a stray colon is none."""
    return bool((_GOES_ON_AFTER_YEAR if is_year else _GOES_ON).match(text, end))


def _read_kamerstuk(pattern: _Pattern, match: re.Match[str]) -> Paper:
    groups = _clean(match.groupdict())
    parts = [groups[name] for name in ("dossier", "suffix", "number") if name in groups]
    return _make(pattern, match, "-".join(["kst", *parts]))


def _read_handelingen(pattern: _Pattern, match: re.Match[str]) -> Paper | None:
    last = match["to"] if len(match["to"]) > len("30") else match["from"][:2] + match["to"]
    chamber = "tk" if match["chamber"] in ("II", "TK") else "ek"
    if match["annex"]:
        return _make(pattern, match, f"ah-{chamber}-{match['from']}{last}-{match['number']}", "Aanhangsel Handelingen")
    item = f"-{match['item']}" if match["item"] else ""
    return _make(pattern, match, f"h-{chamber}-{match['from']}{last}-{match['number']}{item}")


_OFFICIAL_NORMS = {
    "kst": "Kamerstukken", "stb": "Stb.", "stcrt": "Stcrt.", "gmb": "Gemeenteblad", "trb": "Trb.",
    "prb": "Provinciaal blad", "wsb": "Waterschapsblad", "bgr": "Blad gemeenschappelijke regelingen",
    "h-tk": "Handelingen", "h-ek": "Handelingen", "ah-tk": "Aanhangsel Handelingen",
    "ah-ek": "Aanhangsel Handelingen", "kv-tk": "Kamervragen", "blg": "Bijlage Kamerstukken",
}  # fmt: skip


def _read_official(pattern: _Pattern, match: re.Match[str]) -> Paper:
    return _make(pattern, match, match[0], _OFFICIAL_NORMS[match["kind"]])


def _read_bwb(pattern: _Pattern, match: re.Match[str]) -> Paper:
    return _make(pattern, match, match["law"], _norms_by_identifier().get(match["law"], match["law"]))


def _read_jci(_pattern: _Pattern, match: re.Match[str]) -> Paper:
    values = dict(re.findall(r"&(?:amp;)?([a-z]+)=([\w.:%-]*)", match["rest"]))
    norm = _norms_by_identifier().get(match["law"], match["law"])
    end = match.end() - (len(match[0]) - len(match[0].rstrip(".:")))
    return Paper(
        start=match.start(),
        end=end,
        norm=norm,
        identifier=match["law"],
        article=values.get("artikel", "").rstrip(".:") or None,
        paragraph=values.get("lid", "").rstrip(".:") or None,
        rule="paper:jci",
    )


def _read_celex(pattern: _Pattern, match: re.Match[str]) -> Paper:
    return _make(pattern, match, match["law"], _norms_by_identifier().get(match["law"], match["law"]))


_READERS: dict[str, Callable[[_Pattern, re.Match[str]], Paper | None]] = {
    "template": _read_template,
    "ecli": _read_ecli,
    "kamerstuk": _read_kamerstuk,
    "handelingen": _read_handelingen,
    "official": _read_official,
    "bwb": _read_bwb,
    "jci": _read_jci,
    "celex": _read_celex,
}


@cache
def _acts() -> re.Pattern[str]:
    return re.compile(load_lexicon("citation_patterns")["acts"]["pattern"])


_LETTERS = {"verordening": "R", "uitvoeringsverordening": "R", "richtlijn": "L", "kaderbesluit": "F"}
_YEAR_FIRST_SINCE = 2015
"""From this year on the number of a regulation begins with its year (numbering of the Official Journal)."""


def find_acts(text: str, folded: str) -> Iterator[LawHit]:
    """Yield the acts of the European Union that are named by number, as laws that articles can be cited from.

    The CELEX identifier follows from type, year and number (EUR-Lex, sector 3).
    """
    if not any(anchor in folded for anchor in ("verordening ", "richtlijn ", "kaderbesluit ")):
        return
    for match in _acts().finditer(text):
        if match.start() and text[match.start() - 1].isalnum():
            continue
        act = _read_act(match)
        if act:
            yield LawHit(match.start(), match.end(), act, alone=True)


def _read_act(match: re.Match[str]) -> Law | None:
    kind = match["type"].casefold()
    first, second = match["first"], match["second"]
    is_european = bool(match["domain"] or match["suffix"])
    long_year = len("2016")
    if _LETTERS[kind] == "R":
        year_first = len(first) == long_year and int(first) >= _YEAR_FIRST_SINCE
        if not year_first and (len(second) != long_year or not is_european):
            return None
        year, number = (first, second) if year_first else (second, first)
    else:
        year, number = first, second
    if len(year) == len("95"):
        year = "19" + year
    if (
        len(year) != long_year
        or not year.startswith(("19", "20"))
        or (not is_european and int(year) < _YEAR_FIRST_SINCE)
    ):
        return None
    identifier = f"3{year}{_LETTERS[kind]}{int(number):04d}"
    known = next((law for law in load_laws() if law.identifier == identifier), None)
    if known:
        return known
    name = re.sub(r"\s+", " ", match[0])
    name = name[0].upper() + name[1:]
    family = "verordening" if _LETTERS[kind] == "R" else kind
    return Law(norm=name, identifier=identifier, kind=family, numbering="plain")
