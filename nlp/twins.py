"""Tell places of one name apart, and municipalities of one name in time: which code does a name mean here?

The questions are asked in order; the first that has an answer decides: is the municipality of old meant, is there only
one place of the name, does the text say where it lies, is one of them a municipality, is one of them named elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from nlp.lexicons import load_lexicon
from staving.gazetteer import Gazetteer, Place

FORMER = re.compile(
    r"\b(?:[Vv]oormalige|[Tt]oenmalige|[Oo]ude|[Vv]roegere|[Oo]pgeheven|[Gg]efuseerde) (?:gemeenten? )?"
    r"(?:[A-Z'][\w' -]+(?:, | en ))*$|"
    r"\b[Gg]emeente $|\b[Gg]emeenten (?:[A-Z'][\w' -]+(?:, | en ))*$"
)
SINCE_MERGED = re.compile(
    r"^\s?\((?:nu|inmiddels|thans|later|sinds \d{4}|vandaag)\b|"
    r"^,? (?:nu|inmiddels|thans) (?:deel van|onderdeel van|opgegaan in)"
)
MERGER = re.compile(
    r"\b(?:opheffing|fusie|herindeling|herindelings\w+|opgeheven|gefuseerd|fuseerden?|opgegaan|opging|ging op in|"
    r"gaat op in|opgaan|samengegaan|samengevoegd|samenvoeging|ontstond uit|ontstaan uit|voortgekomen uit)\b|"
    r"\b[Tt]ot\b[^.]{0,30}\b(?:19|20)\d\d\b"
)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
PARENTHESIS = re.compile(
    r"^\s?\((?:in |onder )?(?:de )?gemeente ([A-Z][\w' -]+)\)|"
    r"^,?(?: in de| binnen de| onder de| van de)? gemeente ([A-Z][\w'-]+)|"
    r"^,? \(?(?:een|het) (?:\w+ )?(?:dorp|dorpje|plaats|plaatsje|kern|buurtschap|gehucht|stadje|woonkern|wijk|buurt) "
    r"(?:in|onder|bij|van|binnen|uit) (?:de )?(?:gemeente )?([A-Z][\w'-]+)"
)
VILLAGE = re.compile(
    r"\b(?:dorp|dorpje|kern|buurtschap|gehucht|kerkdorp|woonkern|dorpskern|plaatsje|dorpen) $|"
    r"\b(?:[Ii]n|[Uu]it|[Tt]e|[Nn]aar) $"
)
"""What stands before the name of a village rather than of a municipality that acts."""
BESIDE = re.compile(r"^ (?:bij|in|nabij|onder) ([A-Z][\w'-]+)")
NEAR = 40
"""How many characters away a province may stand that tells twins apart."""

Answer = tuple[str, str]
"""A CBS code and the reason for it."""


@dataclass(frozen=True, kw_only=True)
class NameInContext:
    """A name in its surroundings."""

    gazetteer: Gazetteer
    """All places."""
    places: tuple[Place, ...]
    """What the name can mean."""
    before: str
    """What stands before it."""
    after: str
    """What stands behind it."""
    sentence: str
    """What surrounds it up to the nearest sentence ends."""
    context: str
    """Headline and text."""
    date: str | None
    """Date of the text (ISO)."""
    certain: Counter[str]
    """Codes of today of the municipalities that the text names beyond doubt."""

    @cached_property
    def former(self) -> list[str]:
        """Municipalities of the name that did not exist at the date, the last to end first."""
        codes = [
            place.code
            for place in self.places
            if place.kind == "municipality" and not self.gazetteer.exists_at(place.code, self.date)
        ]
        return sorted(codes, key=self._end_of, reverse=True)

    @cached_property
    def living(self) -> list[Place]:
        """Places of the name whose municipality existed at the date."""
        return [place for place in self.places if place.code not in self.former]

    @cached_property
    def owners(self) -> list[Place]:
        """Municipalities among the living."""
        return [place for place in self.living if place.kind == "municipality"]

    @cached_property
    def is_office(self) -> bool:
        """Whether headline or text speak of a municipality of this name."""
        return bool(re.search(rf"\b[Gg]emeente {re.escape(self.places[0].name)}\b", self.context))

    def _end_of(self, code: str) -> str:
        return self.gazetteer.municipalities[code].valid_to or "9999"

    def find_ended(self) -> str | None:
        """Return the municipality of the name that ended last before the date."""
        return next((code for code in self.former if self._end_of(code) < (self.date or "9999")), None)

    def tells_of_old(self, code: str) -> bool:
        """Tell whether the words around the name speak of the municipality that has ended."""
        end = self._end_of(code)
        if FORMER.search(self.before) or SINCE_MERGED.search(self.after) or MERGER.search(self.sentence):
            return True
        return any(year <= end[:4] for year in YEAR.findall(self.sentence))


def choose_code(name: NameInContext) -> Answer:
    """Return the code that a name means, and why."""
    for question in QUESTIONS:
        answer = question(name)
        if answer is not None:
            return answer
    pool = name.owners or name.living
    return pool[0].code, f"{pool[0].kind}; others share the name"


def _ask_former(name: NameInContext) -> Answer | None:
    ended = name.find_ended()
    if ended is not None and not name.owners and name.tells_of_old(ended):
        return ended, "former municipality"
    return None


def _ask_successor(name: NameInContext) -> Answer | None:
    if name.living:
        return None
    code = name.former[0]
    heir = name.gazetteer.follow(code, name.date) or name.gazetteer.find_current(code) or code
    return heir, "former name, its successor at the date"


def _ask_only_one(name: NameInContext) -> Answer | None:
    if len({place.code for place in name.living}) == 1:
        return name.living[0].code, name.living[0].kind
    return None


def _ask_parenthesis(name: NameInContext) -> Answer | None:
    """Read the municipality behind the name: "Hengelo (gemeente Bronckhorst)"."""
    named = PARENTHESIS.search(name.after)
    if named is None:
        return None
    owner = next(filter(None, named.groups())).strip()
    codes = {place.code for place in name.gazetteer.places.get(owner, ()) if place.kind == "municipality"}
    return _pick(name.living, lambda place: place.code in codes, f"in {owner}")


def _ask_province(name: NameInContext) -> Answer | None:
    """Read the province beside the name: "het Limburgse Bergen", "Laren (Gelderland)"."""
    near = f"{name.before[-NEAR:]}|{name.after[:NEAR]}"
    return _pick(name.living, lambda place: _is_hinted(place, near), "by its province")


def _ask_neighbour(name: NameInContext) -> Answer | None:
    """Read the municipality that the place lies in: "Rijswijk bij Buren"."""

    def stands_beside(place: Place) -> bool:
        owner = name.gazetteer.municipalities[place.code].name
        beside = rf"^,? (?:bij|in|van|onder|nabij) {re.escape(owner)}\b|\b(?:bij|in) {re.escape(owner)}\b"
        return place.kind != "municipality" and bool(re.search(beside, name.after))

    return _pick(name.living, stands_beside, "beside its municipality") or _find_unlisted(name)


def _find_unlisted(name: NameInContext) -> Answer | None:
    """Return the municipality beside a place that the gazetteer does not list: "het Gelderse Rijswijk bij Buren"."""
    beside = BESIDE.match(name.after)
    if beside is None or any(_is_hinted(place, name.before[-NEAR:]) for place in name.living):
        return None
    owners = [place for place in name.gazetteer.places.get(beside[1], ()) if place.kind == "municipality"]
    return _pick(owners, lambda place: _is_hinted(place, name.before[-NEAR:]), f"beside {beside[1]}")


def _ask_village(name: NameInContext) -> Answer | None:
    """Read a village of a municipality that the text names too, where no municipality of its own name is spoken of."""
    if not name.owners or not VILLAGE.search(name.before) or name.is_office:
        return None
    if any(name.certain[owner.code] for owner in name.owners):
        return None

    def is_named(place: Place) -> bool:
        return place.kind != "municipality" and name.certain[place.code] > 0

    return _pick(name.living, is_named, "its municipality is named")


def _ask_owner(name: NameInContext) -> Answer | None:
    return (name.owners[0].code, "municipality rather than village") if len(name.owners) == 1 else None


def _ask_heir(name: NameInContext) -> Answer | None:
    heirs = {name.gazetteer.follow(code, name.date) for code in name.former} if not name.owners else set()
    return _pick(name.living, lambda place: place.code in heirs, "a municipality of its own before")


def _ask_elsewhere(name: NameInContext) -> Answer | None:
    pool = name.owners or name.living
    return _pick(pool, lambda place: name.certain[place.code] > 0, "named elsewhere in the text")


def _ask_province_of_text(name: NameInContext) -> Answer | None:
    pool = name.owners or name.living
    return _pick(pool, lambda place: _is_hinted(place, name.context), "province named in the text")


QUESTIONS: tuple[Callable[[NameInContext], Answer | None], ...] = (
    _ask_former,
    _ask_successor,
    _ask_only_one,
    _ask_parenthesis,
    _ask_province,
    _ask_neighbour,
    _ask_village,
    _ask_owner,
    _ask_heir,
    _ask_elsewhere,
    _ask_province_of_text,
)


def _pick(places: list[Place], is_meant: Callable[[Place], bool], why: str) -> Answer | None:
    return next(((place.code, f"{place.kind}, {why}") for place in places if is_meant(place)), None)


def _is_hinted(place: Place, text: str) -> bool:
    hints: dict[str, list[str]] = load_lexicon("municipality_contexts")["twins"]
    return any(hint in text for hint in hints.get(place.province, ()))
