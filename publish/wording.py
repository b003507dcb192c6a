"""Dutch words for what the records hold: labels of values, and a verdict in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.compare import DISPUTED
from publish.cite import shorten_address
from publish.dates import write_date
from staving.schema import (
    Burden,
    Document,
    DocumentKind,
    MentionKind,
    OriginRule,
    PremiseRole,
    PropositionKind,
    ReviewState,
    Side,
    Source,
    Stance,
    Standard,
    Status,
    Verdict,
    VerdictStatus,
)


@dataclass(frozen=True, slots=True)
class Badge:
    """A value as a reader meets it: a sign, a word, and a name for the style."""

    name: str
    """The value; the style sheet goes by it."""
    sign: str
    """A sign that stands for it without colour."""
    label: str
    """The word."""
    meaning: str
    """What it means, in a sentence."""


VERDICTS: dict[str, Badge] = {
    VerdictStatus.BY_LAW: Badge(
        "by_law", "§", "wet of algemeen bekend", "Heeft geen bron nodig: rust op een wet of op wat algemeen bekend is."
    ),
    VerdictStatus.CORROBORATED: Badge(
        "corroborated", "●●", "meer bronnen", "Staat op twee of meer bronnen die niet van elkaar afhangen."
    ),
    VerdictStatus.SINGLE_SOURCE: Badge("single_source", "●○", "één bron", "Valt als één bepaalde bron wegvalt."),
    VerdictStatus.CONDITIONAL: Badge(
        "conditional", "◐", "onder voorwaarde", "Staat alleen als een aanname klopt die nog niemand heeft bewezen."
    ),
    VerdictStatus.UNSUPPORTED: Badge("unsupported", "○", "geen bron", "Er is nog niets gevonden dat dit draagt."),
}
UNKNOWN = Badge("unknown", "·", "nog niet gewogen", "Er is nog geen oordeel berekend.")

ARGUMENTS: dict[str, Badge] = {
    "carries": Badge("carries", "✓", "draagt de stelling", "Alle premissen staan en niets zet dit buiten werking."),
    "holds": Badge("holds", "✓", "houdt stand", "Alle premissen staan en niets zet dit buiten werking."),
    "conditional": Badge(
        "conditional", "◐", "onder voorwaarde", "Steunt op een aanname die nog niemand heeft bewezen."
    ),
    "undecided": Badge("undecided", "⇄", "onbeslist", "Het hangt af van een argument dat zelf wordt bestreden."),
    "blocked": Badge("blocked", "✕", "buiten werking", "Een ander argument of een uitzondering staat eraan in de weg."),
    "waiting": Badge("waiting", "○", "mist een premisse", "Voor ten minste één premisse is geen bron."),
}
"""How an argument stands."""

KNOWN = Badge(
    "known",
    "≡",
    "algemeen bekend",
    "Behoeft geen bewijs waar een argument dit als aanname gebruikt en niemand het bestrijdt.",
)
"""Of a proposition that nobody has to prove."""

STATUSES: dict[str, Badge] = {
    Status.IN_USE: Badge("in_use", "■", "in gebruik", "De gemeente doet dit, volgens de tekst."),
    Status.CONDITIONAL: Badge(
        "conditional", "◧", "onder voorwaarde", "De gemeente doet dit alleen in bepaalde gevallen."
    ),
    Status.CONSIDERED: Badge("considered", "◇", "overwogen", "De gemeente overweegt dit of bereidt het voor."),
    Status.STOPPED: Badge("stopped", "▣", "gestopt", "De gemeente deed dit en is ermee gestopt."),
    Status.NOT_USED: Badge("not_used", "□", "niet in gebruik", "De tekst zegt dat de gemeente dit niet doet."),
    DISPUTED: Badge("disputed", "⇄", "betwist", "De nieuwste teksten van één datum spreken elkaar tegen."),
    Status.UNCLEAR: Badge("unclear", "?", "onduidelijk", "De tekst laat open of de gemeente dit doet."),
}

STATES: dict[str, Badge] = {
    ReviewState.ACCEPTED: Badge("accepted", "✓", "geaccepteerd", "Telt mee in het oordeel."),
    ReviewState.PROPOSED: Badge("proposed", "…", "voorgesteld", "Gevonden, maar nog niet beoordeeld: telt niet mee."),
    ReviewState.REJECTED: Badge("rejected", "✕", "afgewezen", "Bekeken en afgewezen: telt niet mee."),
}

STANCES = {Stance.SUPPORTS: "steunt", Stance.ATTACKS: "spreekt tegen", Stance.MENTIONS: "noemt"}

KINDS = {
    PropositionKind.FACT: "feit",
    PropositionKind.LEGAL: "rechtsregel",
    PropositionKind.NORM_CLAIM: "schending",
    PropositionKind.VALUE: "waardeoordeel",
    PropositionKind.POLICY: "verzoek",
    PropositionKind.PREDICTION: "verwachting",
    PropositionKind.OPEN_QUESTION: "open vraag",
}
SIDES = {
    Side.CLAIMANT: "verzoeker",
    Side.RESPONDENT: "wederpartij",
    Side.EXPERT: "deskundige",
    Side.NEUTRAL: "niet partijgebonden",
}
BURDENS = {
    Burden.CLAIMANT: "verzoeker",
    Burden.CONTROLLER: "verwerkingsverantwoordelijke",
    Burden.JUDICIAL_NOTICE: "algemeen bekend, behoeft geen bewijs",
}
STANDARDS = {
    Standard.SCINTILLA: "enig bewijs",
    Standard.CORROBORATED: "twee onafhankelijke bronnen",
    Standard.PREPONDERANCE: "aannemelijker dan het tegendeel",
    Standard.CLEAR_AND_CONVINCING: "overtuigend bewezen",
}
ROLES = {PremiseRole.ORDINARY: "", PremiseRole.ASSUMPTION: "aanname", PremiseRole.EXCEPTION: "tenzij"}
ORIGIN_RULES = {
    OriginRule.SPEAKER: "wie aan het woord is",
    OriginRule.OFFICIAL: "het orgaan dat de tekst uitgaf",
    OriginRule.CITED_OUTLET: "het medium waarnaar de tekst verwijst",
    OriginRule.COPY: "de eerste publicatie of het persbureau waarvan dit een kopie is",
    OriginRule.OUTLET: "het medium zelf",
}
SCHEMES = {
    "alternatives": "uit alternatieven",
    "cause_to_effect": "van oorzaak naar gevolg",
    "consequences": "uit de gevolgen",
    "established_rule": "uit een vaste regel",
    "evidence_to_hypothesis": "van aanwijzing naar verklaring",
    "example": "uit een voorbeeld",
    "exception": "uitzondering",
    "expert_opinion": "uit het oordeel van een deskundige",
    "ignorance": "uit het ontbreken van bewijs",
    "position_to_know": "van wie het kan weten",
    "practical_reasoning": "uit doel en middel",
    "precedent": "uit een eerder geval",
    "rule_to_case": "regel toegepast op dit geval",
    "sign": "uit een aanwijzing",
    "values": "uit een waarde",
    "verbal_classification": "uit wat een woord betekent",
}
METHODS = {"cues": "kenmerken", "text": "tekstgelijkenis", "human": "met de hand"}
MENTIONS = {
    MentionKind.MUNICIPALITY: "gemeente",
    MentionKind.PRACTICE: "praktijk",
    MentionKind.NORM: "wettelijke bepaling",
    MentionKind.ORGANISATION: "organisatie",
    MentionKind.PERSON: "persoon in functie",
}
DOCUMENTS = {
    DocumentKind.ARTICLE: "artikel",
    DocumentKind.WEB_PAGE: "webpagina",
    DocumentKind.RULING: "uitspraak",
    DocumentKind.STATUTE: "wet",
    DocumentKind.LOCAL_REGULATION: "gemeentelijke regeling",
    DocumentKind.OFFICIAL_PUBLICATION: "officiële bekendmaking",
    DocumentKind.COUNCIL_PAPER: "raadsstuk",
    DocumentKind.PARLIAMENTARY_PAPER: "Kamerstuk",
    DocumentKind.REGISTER_ENTRY: "registervermelding",
    DocumentKind.LETTER: "brief",
    DocumentKind.REPORT: "rapport of besluit",
}
CATEGORIES = {
    "recording": "opnemen van gesprekken",
    "surveillance": "toezicht met camera's en techniek",
    "covert": "heimelijk waarnemen",
    "investigation": "onderzoek naar inwoners",
    "profiling": "profielen en algoritmen",
    "compliance": "naleving van de privacywet",
    "alternative": "lichtere middelen",
}
NUMBERS = ("nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf")


def write_number(number: int) -> str:
    """Return a small number in words, a larger one in digits."""
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else str(number)


def count(number: int, one: str, more: str) -> str:
    """Return a number with its noun.

    >>> count(1, "bron", "bronnen"), count(3, "bron", "bronnen")
    ('1 bron', '3 bronnen')
    """
    return f"{number} {one if number == 1 else more}"


def enumerate_words(words: Iterable[str], last: str = "en") -> str:
    """Return words as a Dutch enumeration.

    >>> enumerate_words(["A", "B", "C"])
    'A, B en C'
    """
    listed = list(words)
    return f" {last} ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)


def badge_verdict(verdict: Verdict | None) -> Badge:
    """Return the badge of a verdict; the one for single_source and above tells how many sources."""
    if verdict is None:
        return UNKNOWN
    badge = VERDICTS[verdict.status]
    if verdict.status == VerdictStatus.CORROBORATED and verdict.k:
        label = f"{write_number(verdict.k)} onafhankelijke bronnen"
        return Badge(badge.name, badge.sign, label, badge.meaning)
    return badge


def explain_verdict(verdict: Verdict | None, origins: Mapping[str, str], questions: Mapping[str, str]) -> str:
    """Return in words what a proposition stands on and what breaks it.

    Args:
        verdict: The verdict; None when there is none yet.
        origins: Name of each origin by its id.
        questions: Statement of each proposition by its id, for assumptions that are open.
    """
    if verdict is None:
        return "nog niet gewogen"
    names = [origins.get(origin, origin) for origin in verdict.spof]
    if verdict.status == VerdictStatus.BY_LAW:
        words = "geen bron nodig: wet of algemeen bekend"
    elif verdict.status == VerdictStatus.CORROBORATED:
        words = f"staat op {verdict.k or 2} onafhankelijke bronnen"
        if verdict.publishers and verdict.publishers < (verdict.k or 2):
            words += f", maar op het niveau van uitgevers op {verdict.publishers}"
        pair = min(verdict.breaking_sets, key=len, default=())
        if pair:
            words += f"; valt pas zonder {enumerate_words(origins.get(origin, origin) for origin in pair)} samen"
    elif verdict.status == VerdictStatus.SINGLE_SOURCE:
        involved = {origin for environment in verdict.environments for origin in environment}
        if len(involved) <= 1:
            words = f"staat op één bron: {names[0]}" if names else "staat op één bron"
        else:
            words = f"staat op {len(involved)} bronnen"
            words += f"; valt zonder {enumerate_words(names, 'of zonder')}" if names else " die van elkaar afhangen"
    elif verdict.status == VerdictStatus.CONDITIONAL:
        asked = [f"‘{questions.get(item.removeprefix('?'), item.removeprefix('?'))}’" for item in verdict.open]
        words = "staat alleen als vaststaat: " + "; ".join(asked) if asked else "staat alleen onder voorwaarde"
    else:
        words = "heeft nog geen bron"
    return words


def list_flags(verdict: Verdict | None) -> tuple[Badge, ...]:
    """Return what else a reader must know of a verdict: contested, contradicted, stale, cut off, standard not met."""
    if verdict is None:
        return ()
    flags = []
    if verdict.contradicted:
        flags.append(Badge("contradicted", "⚠", "weersproken", "Wat ertegen spreekt, weegt zwaarder."))
    elif verdict.contested:
        flags.append(Badge("contested", "⇄", "betwist", "Er is geldig bewijs of een argument dat hiertegen spreekt."))
    if verdict.stale:
        flags.append(Badge("stale", "◷", "verouderd", "De geldigheid eindigde vóór de peildatum."))
    if verdict.truncated:
        flags.append(
            Badge("truncated", "…", "ingekort", "Er zijn zo veel combinaties van bronnen dat een deel is weggelaten.")
        )
    return tuple(flags)


def name_outlet(document: Document, source: Source) -> str:
    """Return who published a text and when; of a summary, first whose work it summarises.

    A reader must never take our words for those of a newspaper.
    """
    day = write_date(document.published)
    if document.based_on_url or document.based_on_publisher:
        work = document.based_on_publisher or shorten_address(document.based_on_url) or "een onbekende bron"
        when = write_date(document.based_on_date)
        return f"samenvatting van {work}" + (f", {when}" if when else "") + f" (in {source.name})"
    return f"{source.name}, {day}" if day else source.name


def date_document(document: Document) -> str | None:
    """Return the date that counts for a reader: of the work summarised, else of the text itself (ISO)."""
    return document.based_on_date or (None if document.based_on_url else document.published)
