"""From whom the knowledge comes: the five rules of independence, in order.

Two newspapers that quote one spokesman are one origin, and near-copy detection cannot see that: so the speaker comes
first. The rules and their order are those of `docs/method.md`; dependence between sources after Dong, Berti-Equille &
Srivastava (2009).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from graph.attribution import Attributions, simplify_outlet
from graph.copies import find_clusters, split_words
from graph.speaker import Party, find_party, is_thing, load_organisations, names_complainant
from staving.schema import OriginKind, OriginRule

_AUTHOR = re.compile(
    r"(?P<sort>Antwoord(?:en)?|Beantwoording|Brief|Kamerbrief|Reactie|Verklaring|Nota)\s+(?:door|van)\s+(?:de\s+|het\s+)?"
    r"(?P<author>(?:minister|staatssecretaris|college|burgemeester|wethouder|ministerie)\b[^:.;(]{0,80}?)\s*[:.;(]"
)
"""A text that one body publishes and another wrote: the answer of a minister among the papers of parliament."""

_MUNICIPAL = re.compile(r"(?:de )?gemeente(?:raad|bestuur)?\b|college van (?:b|burgemeester)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A text, or a passage of one, that says something."""

    id: str
    """Its id."""
    text: str
    """The words."""
    outlet: str = ""
    """Who published it; for a summary, who published the work that it summarises."""
    publisher: str = ""
    """Owner of the outlet."""
    date: str = ""
    """Date of publication (ISO), empty if unknown."""
    speaker: str | None = None
    """Words that name the speaker, where known."""
    url: str | None = None
    """Address."""
    is_official: bool = False
    """Whether the outlet publishes its own official texts."""
    is_law: bool = False
    """Whether it is a statute or treaty."""
    work: str | None = None
    """Address of the work that it summarises: two summaries of one work are one origin."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """The origin of one item."""

    party: Party
    """From whom the knowledge comes."""
    rule: OriginRule
    """The rule that gave it."""
    reason: str
    """Why, in words."""
    counts: bool
    """Whether it can corroborate."""
    publisher: str
    """Owner, for the coarser count; the origin itself where it is no outlet."""


def attribute(
    items: Sequence[Item], *, complainants: Sequence[str] = (), municipality: str | None = None
) -> dict[str, Attribution]:
    """Return the origin of each item, as the items of one set explain one another.

    Args:
        items: What is to be counted together.
        complainants: Names of the complainant: its own word never counts.
        municipality: Name of the municipality that 'the municipality' without a name means; None: the only one that
            the other items speak for.

    Returns:
        Attribution by id of the item.
    """
    return _Attributor(items, _list_names(complainants), municipality).run()


def _list_names(complainants: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the complainant, with those under which a known body goes as well."""
    names = [name for name in complainants if name]
    folded = {name.casefold() for name in names}
    for body in load_organisations().words["bodies"]:
        known = (body["name"], *body["aliases"])
        if folded & {name.casefold() for name in known}:
            names += [name for name in known if name.casefold() not in folded]
    return tuple(names)


class _Attributor:
    def __init__(self, items: Sequence[Item], complainants: tuple[str, ...], municipality: str | None) -> None:
        self.items = {item.id: item for item in items}
        self.complainants = complainants
        self.municipality = municipality
        self.patterns = Attributions(item.outlet for item in items)
        self.clusters = find_clusters({item.id: item.text for item in items})
        self.done: dict[str, Attribution] = {}
        self.busy: set[str] = set()
        self.order = {item.id: place for place, item in enumerate(items)}
        self.members: dict[int, list[Item]] = {}
        self.works: dict[str, list[Item]] = {}
        self.issues: dict[str, list[Item]] = {}
        self.owners: dict[str, str] = {}
        for item in items:
            self.members.setdefault(self.clusters[item.id], []).append(item)
            if item.work:
                self.works.setdefault(item.work, []).append(item)
            outlet = simplify_outlet(self.patterns.name_outlet(item.outlet))
            self.issues.setdefault(outlet, []).append(item)
            if item.publisher:
                self.owners.setdefault(outlet, item.publisher)

    def run(self) -> dict[str, Attribution]:
        for name in self.items:
            self.find(name)
        self._merge_people()
        self._merge_ministers()
        self._name_municipalities()
        return {name: self.done[name] for name in self.items}

    def find(self, name: str) -> Attribution:
        if name not in self.done:
            self.busy.add(name)
            self.done[name] = self._apply(self.items[name])
            self.busy.discard(name)
        return self.done[name]

    def _apply(self, item: Item) -> Attribution:
        return (
            self._from_speaker(item)
            or self._from_office(item)
            or self._from_text(item)
            or self._from_cited(item)
            or self._from_copy(item)
            or self._settle(self._outlet(item.outlet), OriginRule.OUTLET, f"eigen bericht van {item.outlet}")
        )

    # --- the rules ------------------------------------------------------------------------------------------

    def _from_speaker(self, item: Item) -> Attribution | None:
        speaker = (item.speaker or "").strip()
        if not speaker or is_thing(speaker):
            return None
        if self.patterns.is_outlet(speaker) and simplify_outlet(speaker) in self.patterns.outlets:
            return self._cite(item, self.patterns.name_outlet(speaker))
        if self.patterns.find_agency(f"({speaker})"):
            return self._settle(_agency(speaker), OriginRule.COPY, f"persbureau {speaker}")
        told_to = self.patterns.find_outlet(item.text, item.outlet) or self.patterns.name_outlet(item.outlet)
        party = self._place(find_party(speaker, outlet=told_to, complainants=self.complainants), item)
        return self._settle(party, OriginRule.SPEAKER, f"woorden van {speaker}")

    def _from_office(self, item: Item) -> Attribution | None:
        """Official texts: the body that issued them."""
        party, reason = self._find_issuer(item)
        author = _AUTHOR.match(item.text)
        if party is not None and author and party.kind is not OriginKind.LAW:
            named = find_party(author["author"], outlet=item.outlet, complainants=self.complainants)
            party, reason = self._place(named, item), f"{author['sort'].casefold()} van {author['author']}"
        return None if party is None else self._settle(party, OriginRule.OFFICIAL, reason)

    def _find_issuer(self, item: Item) -> tuple[Party | None, str]:
        outlet = item.outlet.strip()
        lists = load_organisations()
        folded = re.sub(r"^www\.|^https?://(?:www\.)?", "", outlet.casefold())
        article = re.match(r"(?:Artikel|Art\.)\s\d", item.text) and "overheid.nl" in folded
        body = lists.find_body(outlet)
        found: tuple[Party | None, str] = (None, "")
        if item.is_law or article or folded.split(",")[0].strip() in lists.words["law_outlets"]:
            found = Party("law", OriginKind.LAW), "wet of verdrag"
        elif names_complainant(outlet, self.complainants):
            found = Party(self.complainants[0], OriginKind.ORGANISATION), f"eigen tekst van {outlet}"
        elif any(word in folded for word in lists.words["court_outlets"]) or lists.has("court_words").match(folded):
            found = _find_court(item), "rechterlijke uitspraak"
        elif _MUNICIPAL.match(folded) or _find_site(folded):
            town = lists.find_municipality(outlet) or _find_site(folded)
            found = _municipality(town), f"officiële tekst van {outlet}"
        elif any(folded.startswith(word) for word in lists.words["municipal_outlets"]):
            town = lists.find_municipality(item.text) or lists.find_municipality(outlet)
            found = _municipality(town), f"bekendmaking in {outlet}"
        elif body is not None and simplify_outlet(outlet) not in self.patterns.outlets:
            found = Party(body, OriginKind.ORGANISATION), f"tekst van {body}"
        elif item.is_official or lists.has("independent_bodies").match(folded) or folded.startswith("ministerie"):
            found = Party(outlet.split(",")[0].strip(), OriginKind.ORGANISATION), f"officiële tekst van {outlet}"
        return found

    def _from_text(self, item: Item) -> Attribution | None:
        """A speaker whom the text itself names."""
        speaker = self.patterns.find_speaker(item.text)
        if speaker is None:
            return None
        told_to = self.patterns.find_outlet(item.text, item.outlet) or self.patterns.name_outlet(item.outlet)
        party = find_party(speaker, outlet=told_to, complainants=self.complainants)
        return self._settle(self._place(party, item), OriginRule.SPEAKER, f"woorden van {speaker}")

    def _from_cited(self, item: Item) -> Attribution | None:
        outlet = self.patterns.find_outlet(item.text, item.outlet)
        return self._cite(item, outlet) if outlet is not None else None

    def _cite(self, item: Item, outlet: str) -> Attribution:
        """Follow a reference to an outlet to that outlet's own origin."""
        reason = f"ontleend aan {outlet}"
        wanted = simplify_outlet(outlet)
        words = set(split_words(item.text))
        found = [
            other
            for other in self.issues.get(wanted, ())
            if other.id != item.id
            and other.id not in self.busy
            and not (other.date and item.date and other.date > item.date)
        ]
        if found:
            nearest = max(found, key=lambda other: (len(words & set(split_words(other.text))), other.id))
            source = self.find(nearest.id)
            return Attribution(source.party, OriginRule.CITED_OUTLET, reason, source.counts, source.publisher)
        if self.patterns.find_agency(f"({outlet})"):
            return self._settle(_agency(outlet), OriginRule.CITED_OUTLET, reason)
        return self._settle(self._outlet(outlet), OriginRule.CITED_OUTLET, reason)

    def _from_copy(self, item: Item) -> Attribution | None:
        agency = self.patterns.find_agency(item.text)
        cluster = [*self.members[self.clusters[item.id]], *(self.works.get(item.work, ()) if item.work else ())]
        cluster = list({other.id: other for other in cluster}.values())
        if agency is None:
            agency = next((mark for other in cluster if (mark := self.patterns.find_agency(other.text))), None)
        if agency is not None:
            return self._settle(_agency(agency), OriginRule.COPY, f"bericht van persbureau {agency}")
        if len(cluster) < 2:
            return None
        first = min(cluster, key=lambda other: (other.date or "9999", self.order[other.id]))
        if first.id == item.id:
            return self._settle(self._outlet(item.outlet), OriginRule.COPY, "eerste publicatie van deze tekst")
        if first.id in self.busy:
            return None
        source = self.find(first.id)
        reason = f"bijna dezelfde tekst als {first.outlet}" + (f" ({first.date})" if first.date else "")
        return Attribution(source.party, OriginRule.COPY, reason, source.counts, source.publisher)

    # --- what the items say of one another --------------------------------------------------------------------

    def _place(self, party: Party, item: Item) -> Party:
        """Give a municipality that is not named the name of the one that the text names."""
        if party.municipality != "":
            return party
        town = load_organisations().find_municipality(item.text)
        return _municipality(town) if town else party

    def _name_municipalities(self) -> None:
        """Take 'the municipality' for the only one that the other items speak for."""
        towns = {found.party.municipality for found in self.done.values() if found.party.municipality}
        if self.municipality:
            towns = {self.municipality}
        for name, found in self.done.items():
            if found.party.municipality == "" and len(towns) == 1:
                party = _municipality(next(iter(towns)))
                self.done[name] = Attribution(party, found.rule, found.reason, found.counts, party.key)

    def _merge_people(self) -> None:
        """Take a surname, or a role, for the person whom another item names in full with the same."""
        people = {found.party.key: found.party for found in self.done.values() if found.party.kind is OriginKind.PERSON}
        named = [party for party in people.values() if party.person]
        alias: dict[str, Party] = {}
        for party in people.values():
            for full in named:
                if full.key == party.key or full.person is None:
                    continue
                if party.person and (
                    full.person.endswith(f" {party.person}") or _is_initialled(party.person, full.person)
                ):
                    alias[party.key] = full
        speakers = {
            name: (self.items[name].speaker or "").casefold()
            for name, found in self.done.items()
            if found.party.kind is OriginKind.PERSON
        }
        for name, found in self.done.items():
            party = found.party
            if party.kind is OriginKind.PERSON and party.person is None:
                match = {
                    self.done[other].party.key: self.done[other].party
                    for other, said in speakers.items()
                    if self.done[other].party.person and party.key.casefold() in said
                }
                if len(match) == 1:
                    alias[party.key] = next(iter(match.values()))
            if party.key in alias:
                new = alias[party.key]
                self.done[name] = Attribution(new, found.rule, found.reason, found.counts, new.key)

    def _merge_ministers(self) -> None:
        """Take a minister of whom one item gives the surname for the ministry that another gives with it."""
        ministries = {
            found.party.person.split()[-1]: found.party
            for found in self.done.values()
            if found.party.person and found.party.key.startswith("ministerie ")
        }
        for name, found in self.done.items():
            office, _, surname = found.party.key.rpartition(" ")
            if office in ("minister", "staatssecretaris") and surname in ministries:
                party = ministries[surname]
                self.done[name] = Attribution(party, found.rule, found.reason, found.counts, party.key)

    def _outlet(self, outlet: str) -> Party:
        return Party(self.patterns.name_outlet(outlet), OriginKind.OUTLET)

    def _settle(self, party: Party, rule: OriginRule, reason: str) -> Attribution:
        counts = party.kind is not OriginKind.LAW and not (
            party.kind is not OriginKind.PERSON and names_complainant(party.key, self.complainants)
        )
        publisher = party.key
        if party.kind is OriginKind.OUTLET:
            publisher = self.owners.get(simplify_outlet(party.key)) or self.patterns.find_owner(party.key)
        return Attribution(party, rule, reason, counts, publisher)


def _is_initialled(short: str, full: str) -> bool:
    """Return whether a name with initials can be that of a person named in full.

    >>> _is_initialled("M. Dalstra", "Marieke Dalstra"), _is_initialled("K. Dalstra", "Marieke Dalstra")
    (True, False)
    """
    initials, _, surname = short.rpartition(". ")
    return (
        bool(initials)
        and not full.startswith(f"{initials}.")
        and full.startswith(initials[0])
        and full.endswith(f" {surname}")
    )


def count_independent(found: Mapping[str, Attribution], publishers: Mapping[str, str]) -> tuple[int, int]:
    """Return the number of independent origins that count, and the coarser number of publishers.

    For the coarser count items are one where they share an origin or where one owner publishes them: two people who
    speak in papers of one owner count once.

    Args:
        found: Origins by id of the item.
        publishers: Owner of the outlet of each item.
    """
    counting = {name: item for name, item in found.items() if item.counts}
    origins = {item.party.key.casefold() for item in counting.values()}
    graph: nx.Graph[str] = nx.Graph()
    for name, item in counting.items():
        graph.add_edge(name, f"origin {item.party.key.casefold()}")
        owners = {item.publisher}
        if item.rule is not OriginRule.OFFICIAL:  # who prints an official text says nothing about it
            owners.add(publishers.get(name) or item.publisher)
        for owner in owners:
            graph.add_edge(name, f"owner {owner.casefold()}")
    return len(origins), nx.number_connected_components(graph)


def _municipality(town: str | None) -> Party:
    key = f"gemeente {town}" if town else "gemeente"
    return Party(key, OriginKind.ORGANISATION, municipality=town or "")


def _agency(name: str) -> Party:
    return Party(name, OriginKind.AGENCY)


def _find_court(item: Item) -> Party:
    lists = load_organisations()
    text = f"{item.outlet} {item.text} {item.url or ''}"
    code = re.search(r"ECLI:(?:NL|EU|CE):(?P<court>[A-Z]+)", text)
    for court in lists.words["courts"]:
        if code and code["court"] == court["ecli"]:
            return Party(court["name"], OriginKind.ORGANISATION)
    match = re.search(r"\b(?P<court>[Rr]echtbank|[Gg]erechtshof)\s+(?P<place>[A-Z][\w-]+(?:-[A-Z]\w+)*)", text)
    if match:
        return Party(f"{match['court'].casefold()} {match['place']}", OriginKind.ORGANISATION)
    for court in lists.words["courts"]:
        for name in (court["name"], *court["aliases"]):
            if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE if len(name) > 8 else 0) or (
                name.startswith("de ") and re.search(rf"\b[Dd]e {re.escape(name[3:])}(?! van)\b", item.text)
            ):
                return Party(court["name"], OriginKind.ORGANISATION)
    word = lists.has("court_words").search(item.text)
    return Party(word.group().casefold() if word else "rechtspraak", OriginKind.ORGANISATION)


def _find_site(outlet: str) -> str | None:
    """Return the municipality whose site an outlet is (zeewolde.nl)."""
    name = outlet.removesuffix(".nl").capitalize()
    return name if outlet.endswith(".nl") and name in load_organisations().municipalities else None
