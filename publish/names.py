"""Names as footnotes want them: people with surname and initials, bodies and papers by their abbreviation."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from importlib import resources
from typing import Any

from publish.rich import Piece, clean
from staving.schema import Document, Source


def list_authors(document: Document, source: Source) -> tuple[str, ...]:
    """Return the authors who are people: bylines such as `Redactie` or the outlet's own name are none."""
    words = tuple(load_abbreviations()["no_person"])
    no_people = {source.name.casefold(), source.publisher.casefold(), *(name.casefold() for name in document.agencies)}
    names = [clean(name) for name in document.authors]
    return tuple(
        name
        for name in names
        if name and name.casefold() not in no_people and not re.match(rf"(?:{'|'.join(words)})\b", name.casefold())
    )


def split_name(name: str) -> tuple[str, str]:
    """Return initials and surname; particles belong to the surname.

    >>> split_name("Petra Jansen"), split_name("Jan-Willem van der Berg"), split_name("Vries, A. de")
    (('P.', 'Jansen'), ('J.W.', 'van der Berg'), ('A.', 'de Vries'))
    """
    particles_known = frozenset(load_abbreviations()["particles"])
    if "," in name:
        surname, _, rest = (part.strip() for part in name.partition(","))
        words = rest.split()
        given = [word for word in words if word.casefold() not in particles_known]
        particles = [word for word in words if word.casefold() in particles_known]
        surname = " ".join([*particles, surname])
    else:
        words = name.split()
        first = next((i for i, word in enumerate(words) if i and word.casefold() in particles_known), len(words) - 1)
        given, surname = words[:first], " ".join(words[first:])
    initials = ""
    for word in given:
        if "." in word:
            initials += word if word.endswith(".") else f"{word}."
        else:
            initials += "".join(f"{part[0].upper()}." for part in word.split("-") if part)
    return initials, surname


def name_authors(names: tuple[str, ...]) -> tuple[str | None, str | None]:
    """Return the authors for a footnote (surnames) and for the list (with initials); more than three become e.a.

    >>> name_authors(("Petra Jansen", "Ali de Wit"))
    ('Jansen & De Wit', 'P. Jansen & A. de Wit')
    """
    if not names:
        return None, None
    pairs = [split_name(name) for name in names]
    short = [surname[:1].upper() + surname[1:] for _, surname in pairs]
    full = [f"{initials} {surname}" if initials else short[i] for i, (initials, surname) in enumerate(pairs)]
    return _enumerate_names(short), _enumerate_names(full)


def _enumerate_names(names: list[str]) -> str:
    if len(names) > 3:
        return f"{names[0]} e.a."
    return " & ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def name_work(publisher: str) -> Piece:
    """Return the publisher of a work: the name of a paper stands in italics, that of a public body does not."""
    first = clean(publisher).casefold().split(" ")[0]
    return Piece(clean(publisher), italic=first not in load_abbreviations()["bodies"])


def sort_town(name: str) -> str:
    """Return what a municipality is sorted by: Dutch lists pass over 's and 't at the begin, and over accents.

    >>> sorted(["Zwolle", "’t Hof", "'s-Gravenhage", "Goes", "Sluis", "Súdwest-Fryslân"], key=sort_town)
    ['Goes', "'s-Gravenhage", '’t Hof', 'Sluis', 'Súdwest-Fryslân', 'Zwolle']
    """
    bare = re.sub(r"^['’‘`][st][- ]", "", name.strip(), flags=re.IGNORECASE)
    return "".join(letter for letter in unicodedata.normalize("NFKD", bare.casefold()) if letter.isalnum())


@cache
def load_abbreviations() -> dict[str, Any]:
    """Return the abbreviations of `citation.json`."""
    table: dict[str, Any] = json.loads(resources.files("publish").joinpath("citation.json").read_text(encoding="utf-8"))
    return table
