"""The gazetteer: municipalities and places of the Netherlands, with CBS codes and their time.

The facts come from CBS, BAG, GeoNames and TOOI; `data/gazetteer/README.md` says which from where. It is read once and
used by all parts: texts are read with it, registers and case files are matched against it.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from staving.errors import StavingError
from staving.resources import data_path
from staving.schema import Municipality

Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A name that leads to a municipality."""

    name: str
    """The name as it is written."""
    code: str
    """CBS code of the municipality that it is, or lies in."""
    kind: str
    """municipality, residence (an official place of residence) or locality (a hamlet or quarter)."""
    province: str
    """Province of the municipality."""
    is_word: bool
    """Whether an ordinary word is written the same."""
    is_surname: bool
    """Whether a family name is written the same."""
    is_alias: bool = False
    """Whether it is another name than the official one, as "Elst" for "Elst Ut"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """Municipalities by code and places by name."""

    municipalities: dict[str, Municipality]
    """CBS code to municipality, present and former."""
    places: dict[str, tuple[Place, ...]]
    """Name to what it can mean, municipalities first."""
    provinces: dict[str, str]
    """Name or alias of a province to its name."""
    successors: dict[str, tuple[str, ...]]
    """CBS code of a former municipality to the codes of those that came in its place."""
    by_name: dict[str, tuple[str, ...]]
    """Squeezed name, alias or code to CBS codes, present municipalities first."""

    def exists_at(self, code: str, date: str | None) -> bool:
        """Tell whether a municipality existed on a day; without a day, whether it exists now.

        Args:
            code: CBS code.
            date: ISO date as precise as known; a year means its last day.
        """
        municipality = self.municipalities[code]
        if date is None:
            return municipality.valid_to is None
        day = _end_of(date)
        begun = municipality.valid_from is None or municipality.valid_from <= day
        return begun and (municipality.valid_to is None or day <= municipality.valid_to)

    def follow(self, code: str, date: str | None) -> str | None:
        """Return the municipality that stood in the place of another on a day, or None where it was split up.

        Args:
            code: CBS code of a former municipality.
            date: ISO date as precise as known; None for today.
        """
        seen = {code}
        while not self.exists_at(code, date):
            following = self.successors.get(code, ())
            if len(following) != 1 or following[0] in seen or following[0] not in self.municipalities:
                return None
            code = following[0]
            seen.add(code)
        return code

    def find_current(self, code: str) -> str | None:
        """Return the code of the municipality that this one belongs to today; None where it was split up."""
        municipality = self.municipalities.get(code)
        return municipality.current if municipality else None

    def find_named(self, name: str) -> tuple[Municipality, ...]:
        """Return the municipalities of a name, present ones first; more than one for twins such as Bergen.

        Case, accents, spaces and hyphens do not matter, nor does "Gemeente" in front.

        Args:
            name: Name as a source writes it, with or without the province in brackets, or a CBS code.
        """
        plain = _squeeze(re.sub(r"(?i)^gemeente\s+", "", name.strip()))
        return tuple(self.municipalities[code] for code in self.by_name.get(plain, ()))


@cache
def read_gazetteer() -> Gazetteer:
    """Return the gazetteer of the package.

    Raises:
        StavingError: A file is missing or damaged.
    """
    municipalities: dict[str, Municipality] = {}
    places: dict[str, list[Place]] = {}
    successors: dict[str, tuple[str, ...]] = {}
    by_name: dict[str, list[str]] = {}
    for row in _rows("municipalities.csv"):
        municipalities[row["code"]] = Municipality(
            id=row["code"],
            name=row["name"],
            province=row["province"],
            valid_from=row["valid_from"] or None,
            valid_to=row["valid_to"] or None,
            current=row["current"] or None,
            latitude=float(row["latitude"]) if row["latitude"] else None,
            longitude=float(row["longitude"]) if row["longitude"] else None,
        )
        successors[row["code"]] = tuple(filter(None, row["successors"].split("|")))
        _add(places, row, row["code"], "municipality", row["province"])
        names = [row["code"], *_names(row)]
        for name in {_squeeze(form) for item in names for form in (item, item.partition(" (")[0])}:
            by_name.setdefault(name, []).append(row["code"])
    for row in _rows("places.csv"):
        home = municipalities.get(row["municipality"])
        if home is None:
            raise StavingError(f"places.csv: {row['name']}: no municipality {row['municipality']}; correct the code")
        _add(places, row, home.id, row["kind"], home.province)
    provinces = {}
    for row in _rows("provinces.csv"):
        for name in _names(row):
            provinces[name] = row["name"]
    order = {"municipality": 0, "residence": 1, "locality": 2}
    sorted_places = {
        name: tuple(sorted(found, key=lambda place: (order[place.kind], place.is_alias, place.code)))
        for name, found in places.items()
    }
    return Gazetteer(
        municipalities=municipalities,
        places=sorted_places,
        provinces=provinces,
        successors=successors,
        by_name={
            name: tuple(sorted(codes, key=lambda code: municipalities[code].valid_to is not None))
            for name, codes in by_name.items()
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class JointBody:
    """A body that acts for several municipalities, such as a joint social service."""

    name: str
    """Its name in full."""
    names: tuple[str, ...]
    """All its names, the full one first."""
    municipalities: tuple[str, ...]
    """CBS codes of its members, with those of municipalities that have merged since."""
    valid_from: str | None
    """First day (ISO) on which these were its members; None where not known."""
    valid_to: str | None
    """Last such day; None where not known or still so."""
    source: str
    """Address where the membership can be checked."""

    def find_members(self, date: str | None) -> tuple[str, ...]:
        """Return the codes of the members on a day, none where the body did not have them then.

        Args:
            date: ISO date as precise as known; None for today.
        """
        gazetteer = read_gazetteer()
        day = _end_of(date) if date else "9999-12-31"
        if (self.valid_from and day < self.valid_from) or (self.valid_to and day > self.valid_to):
            return ()
        return tuple(code for code in self.municipalities if gazetteer.exists_at(code, date))


@cache
def read_joint_bodies() -> tuple[JointBody, ...]:
    """Return the joint bodies of the package; one whose members changed stands there once for each period.

    Raises:
        StavingError: The file is missing or damaged, or names a municipality that is not there.
    """
    known = read_gazetteer().municipalities
    bodies = []
    for row in _rows("joint_bodies.csv"):
        codes = tuple(row["municipalities"].split("|"))
        unknown = [code for code in codes if code not in known]
        if unknown:
            raise StavingError(f"joint_bodies.csv: {row['name']}: no municipality {unknown[0]}; correct the code")
        bodies.append(
            JointBody(
                name=row["name"],
                names=_names(row),
                municipalities=codes,
                valid_from=row["from"] or None,
                valid_to=row["until"] or None,
                source=row["source"],
            )
        )
    return tuple(bodies)


def find_municipality(name: str | None, date: str | None = None) -> Municipality | None:
    """Return the municipality with exactly this name, or None.

    Where the name was used more than once, the one that existed at the date wins, else the present one.

    Args:
        name: Name as a source writes it, or a CBS code.
        date: Date of the text (ISO, as precise as known).

    Raises:
        StavingError: The gazetteer is missing or damaged.
    """
    if not name:
        return None
    gazetteer = read_gazetteer()
    found = gazetteer.find_named(name)
    return next((item for item in found if gazetteer.exists_at(item.id, date)), next(iter(found), None))


def _end_of(date: str) -> str:
    """Return the last day that a date can mean: "2014" is the end of 2014."""
    return date if len(date) > len("2014-01") else f"{date}-31" if len(date) > len("2014") else f"{date}-12-31"


def _squeeze(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold()).replace("’", "'")
    return "".join(letter for letter in plain if letter.isalnum() or letter == "'")


def _names(row: Row) -> tuple[str, ...]:
    return (row["name"], *filter(None, row["aliases"].split("|")))


def _add(places: dict[str, list[Place]], row: Row, code: str, kind: str, province: str) -> None:
    flags = row["ambiguity"].split("|")
    for name in _names(row):
        place = Place(
            name=name,
            code=code,
            kind=kind,
            province=province,
            is_word="word" in flags,
            is_surname="surname" in flags,
            is_alias=name != row["name"],
        )
        known = places.setdefault(name, [])
        if all((other.code, other.kind) != (code, kind) for other in known):
            known.append(place)


def _rows(name: str) -> Iterator[Row]:
    path = data_path("gazetteer", name)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)
    except (OSError, KeyError, csv.Error) as error:
        raise StavingError(f"{path}: cannot be read ({error}); install the package again") from error
