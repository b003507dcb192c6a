"""Who says so: the source that a clause or sentence gives for what it states."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Doc

from nlp.clauses import climb
from nlp.cues import Scope
from nlp.sentences import Sentence

ACCORDING = re.compile(
    r"\b(?:[Vv]olgens|[Aa]ldus|[Nn]aar zeggen van) "
    r"((?:(?!\b(?:filmt|zou|zouden|is|wordt|worden|heeft|neemt|maakt)\b)[\w'’().-]+ ?){1,6})"
)
BEFORE_COLON = re.compile(r"^([^:.;?!]{3,60}): ")
SAYING = (
    r"(?:zegt|zei|zeggen|meldt|meldde|melden|schrijft|schreef|schrijven|stelt|stelde|stellen|"
    r"verklaart|verklaarde|vertelt|vertelde|"
    r"bevestigt|bevestigde|benadrukt|benadrukte|erkent|erkende|beweert|beweerde|claimt|claimde|onthult|onthulde|weet|"
    r"bericht|berichtte|concludeert|concludeerde|constateert|constateerde|laat|liet|waarschuwt|waarschuwde|reageert|"
    r"antwoordt|antwoordde|verzekert|verzekerde|bezweert|bezwoer|klaagt|klaagde|betoogt|betoogde|ontdekte|ziet|ontkent|"
    r"ontkende|kopte|kopt|vindt|vond|vertellen|verklaren|bevestigen)"
)
FOLLOWING = re.compile(
    rf"[,”\"'’] ?(?:zo |dat |en dat )?{SAYING}\s+(?:(?:nu|gisteren|vandaag|desgevraagd|ook|later)\s+)?"
    r"((?:[\w'’().-]+ ?){1,6})"
)
PAPERS = (
    r"(?:\w*onderzoek|\w*rapport|stukken|documenten|\w*brief|antwoorden|\w*verslag|\w*analyse|inventarisatie|rondgang|"
    r"enquête|peiling|publicatie|artikel|cijfers|gegevens|navraag|reconstructie|evaluatie|advies|besluit|uitspraak|"
    r"persbericht|verklaring|memo|nota)"
)
OUT_OF = re.compile(
    rf"\b(?:[Uu]it|[Ii]n|[Bb]lijkens) (?:(?:een|het|de|dit|eigen|nieuw|recent|vertrouwelijk|intern)e? )*"
    rf"{PAPERS} (?:van|door) "
    r"((?:(?!\b(?:blijkt|bleek|staat|stond|komt|kwam|volgt|volgde)\b)[\w'’().-]+ ?){1,6})"
)
ASKED_FOR = re.compile(
    r"\bdie ((?:[A-Z][\w'’.-]*|de|the|het) (?:[\w'’.-]+ ){0,3}?)(?:opvroeg|kreeg|inzag|opvroegen|publiceerde)\b"
)
IS_SAID = re.compile(r"\b(?:blijkt|bleek|staat|stond|volgt|volgde|komt naar voren|kwam naar voren|meldt|concludeert)\b")
NO_SPEAKER = re.compile(r"\b(?:beleid\w*|besluit|nieuws|conclusie|feit|vraag|let op|gevolg|resultaat)\b", re.IGNORECASE)
INSIDE_NAME = frozenset("follow the money fnv van de der den het een ten en burgemeester gemeente college".split())
BEFORE_NOUN = frozenset("de het een van zijn haar onze den".split())
TITLES = frozenset(
    "wethouder burgemeester raadslid woordvoerder woordvoerster vakbond teamleider teammanager directeur hoogleraar "
    "onderzoeker advocaat fractievoorzitter gemeentesecretaris voorzitter omroep dagblad krant ombudsman "
    "privacytoezichthouder toezichthouder stichting privacyexpert jurist projectleider afdelingshoofd bond".split()
)
"""Roles that stand before a name without an article."""

NOBODY = frozenset("hij zij ze het de een dat dit er men ik we wij u weten".split())
LONGEST_NAME = 8
LONGEST_CUE = 12


def find_source(sentence: Sentence, index: int) -> str | None:
    """Return who says what a clause says, or None where the text says it itself.

    Args:
        sentence: The sentence.
        index: Number of the clause.
    """
    text = sentence.doc[sentence.start : sentence.end].text
    according = ACCORDING.search(text)
    if according and _reaches(sentence, index, according.start()):
        return _cut_name(according[1])
    for governor in climb(sentence.clauses, index):
        if Scope(sentence.doc, governor.tokens, frozenset()).has("reporting"):
            name = find_subject(sentence.doc, governor.tokens)
            if name:
                return name
    return _find_following(sentence, index) or _find_before_colon(sentence, index, text) or _find_in_words(text)


def _find_in_words(text: str) -> str | None:
    """Return who says so by the mere order of words: "…, zegt FNV", "uit onderzoek van de rekenkamer blijkt …"."""
    following = FOLLOWING.search(text)
    if following:
        name = _cut_name(following[1])
        if (
            name
            and name.casefold() not in NOBODY
            and (name[0].isupper() or name.split()[0].lower() in BEFORE_NOUN | TITLES)
        ):
            return name
    if IS_SAID.search(text):
        out_of = OUT_OF.search(text) or ASKED_FOR.search(text)
        return _cut_name(out_of[1]) if out_of else None
    return None


def _reaches(sentence: Sentence, index: int, offset: int) -> bool:
    """Tell whether "volgens" stands in the clause, above it or beside it, not in a condition or relative clause."""
    begin = sentence.doc[sentence.start].idx + offset
    token = next(
        (token.i for token in sentence.doc[sentence.start : sentence.end] if token.idx >= begin), sentence.start
    )
    clause = sentence.clauses[sentence.find_clause(token)]
    return clause is sentence.clauses[index] or clause.kind not in {"condition", "relative"}


def _find_following(sentence: Sentence, index: int) -> str | None:
    """Return the subject of a short clause that follows: "…, meldt Ede"."""
    doc = sentence.doc
    for clause in sentence.clauses:
        follows = clause.parent == index and clause.tokens[0] > sentence.clauses[index].tokens[0]
        if (
            follows
            and clause.kind in {"main", "adverbial"}
            and doc[clause.head].dep_ in {"parataxis", "conj", "advcl"}
            and len(clause.tokens) <= LONGEST_CUE
            and Scope(doc, clause.tokens, frozenset()).has("reporting")
        ):
            name = find_subject(doc, clause.tokens)
            if name:
                return name
    return None


def _find_before_colon(sentence: Sentence, index: int, text: str) -> str | None:
    colon = BEFORE_COLON.match(text)
    if colon is None or NO_SPEAKER.search(colon[1]):
        return None
    begin = sentence.doc[sentence.start].idx + colon.end()
    if sentence.doc[sentence.clauses[index].tokens[0]].idx < begin - 1:
        return None
    tokens = sentence.doc[sentence.start : sentence.end]
    if any(token.pos_ in {"VERB", "AUX"} for token in tokens if token.idx < begin):
        return None
    return colon[1].strip()


def find_subject(doc: Doc, tokens: Sequence[int]) -> str | None:
    """Return the words of the first subject among some tokens of a clause."""
    for index in tokens:
        token = doc[index]
        if token.dep_ not in {"nsubj", "nsubj:pass"} or token.pos_ == "SCONJ":
            continue
        members = [item.i for item in token.subtree if item.i in tokens]
        if members:
            last = min(members[-1], members[0] + LONGEST_NAME)
            return doc[members[0] : last + 1].text.strip(" ,.:")
    return None


def _cut_name(text: str) -> str | None:
    """Return the name or role with which some words begin."""
    kept: list[str] = []
    for word in text.split():
        plain = word.lower().strip(".,")
        if kept and not word[0].isupper() and plain not in INSIDE_NAME and kept[-1].lower() not in BEFORE_NOUN:
            break
        kept.append(word)
        if word.endswith((".", ",")) and len(word) > 2:
            break
    return " ".join(kept).strip(" ,.") or None
