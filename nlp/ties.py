"""Which municipality a practice belongs to: the one that its clause names, a clause above, or the one in focus."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from nlp.actors import OF_AUTHORITY, is_client, is_outsider, locates_outsider
from nlp.clauses import Clause, climb
from nlp.cues import Scope, words_of
from nlp.joint_bodies import JointBodyMention
from nlp.patterns import fold
from nlp.practices import Hit
from nlp.sentences import Named, Sentence

JOINTS = frozenset(", en noch of evenals als &".split())
PAIRED = JOINTS | frozenset("in de ook alsook alsmede zowel gemeente gemeenten ( ) te".split())
"""Words that may stand between two municipalities that do the same."""

COMPARED = re.compile(
    r"\b(?:anders dan|in tegenstelling tot|naar (?:het )?voorbeeld van|in navolging van|net als|zoals(?: in)?|"
    r"dan in|dan|buurgemeenten?|buurman|buurstad|samen met collega's (?:uit|van)|bij collega's in|"
    r"afkijken (?:van|bij)|leren van|niet ver van|naast|nabij|richting|vlak bij)"
    r"(?: (?:de )?gemeenten?| het voorbeeld van| bijvoorbeeld)?\s(?:in )?$",
    re.IGNORECASE,
)
"""What stands before a municipality that is only compared with another."""

IN_FOCUS = "municipality in focus"
ANY_MUNICIPALITY = re.compile(
    r"(?i)\b(?:een|elke|iedere|welke|veel|sommige|andere|alle|meer|steeds meer|enkele|\d+) gemeenten?\b"
    r"|(?<!de )(?<!\bdie )(?<!\bbeide )\bgemeenten\b"
)
CONTRASTED = re.compile(r"\b[Nn]iet (?:(?:in|door|de|het|gemeente|college|van) )*$", re.IGNORECASE)
AGAINST = re.compile(r",? maar (?:wel )?(?:(?:in|door|de|het|gemeente|college|van) )*[A-Z']")
"""What stands behind a municipality of which the next is said instead: "niet Ede maar Best"."""

SUBJECTS = frozenset({"nsubj", "nsubj:pass", "obl:agent"})
NOMINAL = frozenset({"appos", "flat", "nmod", "conj", "amod"})
CONSENT = frozenset("akkoord toestemming instemmen toestemmen".split())
OFFICE_WORDS = frozenset(
    "de het gemeente college van wethouder burgemeester raad ook in b en w sociale dienst ( –".split()
)
ELSEWHERE = frozenset("elders landelijk gemeenten wereldwijd buitenland".split())
"""Words of a sentence that speaks of others than the municipality in focus."""

OPENING = 5
WINDOW = 60
TOPIC_SHARE = 0.7
"""Share of all mentions that makes a municipality the topic of a text."""

SPEAKERS = frozenset("wij we ons onze gemeente college wethouder burgemeester gemeentebestuur".split())
"""Who may speak of a municipality before its name has fallen, as in a letter that is signed at the end."""

BODY_WORDS = frozenset(
    "dienst sociale organisatie werkbedrijf samenwerkingsverband isd uitvoeringsorganisatie wij we onze".split()
)
"""What a text calls a joint body after its name has fallen."""

SOLE_REACH = 3
"""How many sentences the only municipality of a text is meant without a word for it, before it was said to act."""

FOCUS_REACH = 6
"""How many sentences "de gemeente" may stand behind the name that it means."""


@dataclass(slots=True, kw_only=True)
class Focus:
    """The municipality that "de gemeente" means at a point of the text."""

    code: str | None
    """CBS code, where there is one."""
    sentence: int = 0
    """Number of the sentence that named it."""
    counts: Counter[str] = field(default_factory=Counter)
    """How often the text spoke of each municipality so far."""
    bodies: Sequence[JointBodyMention] = ()
    """The joint bodies that the whole text names."""

    def find_topic(self) -> str | None:
        """Return the municipality that the whole text is about so far, or None where there is no such one."""
        code, count = next(iter(self.counts.most_common(1)), (None, 0))
        return code if code is not None and count >= TOPIC_SHARE * self.counts.total() else None

    is_home: bool = False
    """Whether the text is the municipality's own."""
    sole: str | None = None
    """The only municipality that the whole text names, which "onze gemeente" means even before its name."""
    body: JointBodyMention | None = None
    """The joint body that the text spoke of last, where no municipality acted since."""
    has_acted: bool = False
    """Whether the text said already that it stands to some practice in some way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Municipalities that a practice belongs to."""

    codes: tuple[str, ...]
    """CBS codes."""
    how: str
    """How the text ties them."""


def tie(sentence: Sentence, index: int, hit: Hit, focus: Focus, *, without: frozenset[str]) -> Tie | None:
    """Return the municipalities that the text ties to a practice, or None.

    Args:
        sentence: The sentence.
        index: Number of the clause that names the practice.
        hit: The practice.
        focus: The municipality that "de gemeente" means.
        without: Ids of mentions that are left out of account.
    """
    usable = [place for place in sentence.named if place.mention.id not in without and not is_compared(sentence, place)]
    seats = [place for place in usable if locates_outsider(sentence.doc, place.first)]
    bodies = [body for body in focus.bodies if sentence.starts_at <= body.start < sentence.ends_at]
    if bodies:
        usable = [
            place
            for place in usable
            if not any(body.start <= place.mention.start < body.end for body in bodies)
            and is_subject(sentence.doc, place)
        ]
        focus.body = bodies[0]
        if not usable:
            outside = (
                place.code for place in sentence.named if not bodies[0].start <= place.mention.start < bodies[0].end
            )
            return _tie_to_body(bodies[0], frozenset(outside))
    own_words = set(sentence.words(sentence.start, sentence.end))
    if seats and len(seats) == len(usable) and not words_of("anaphors") & own_words:
        return None
    for depth, clause in enumerate([sentence.clauses[index], *climb(sentence.clauses, index)]):
        own = [place for place in usable if place.first in clause.tokens]
        if own:
            group = choose_group(sentence, own, hit.anchor[0], clause)
            return _tie_of(group, "clause above" if depth else "same clause")
    if usable:
        return _tie_of(choose_group(sentence, usable, hit.anchor[0], sentence.clauses[index]), "same sentence")
    if ANY_MUNICIPALITY.search(sentence.doc[sentence.start : sentence.end].text):
        return None  # "een gemeente mag niet filmen" is about no one in particular
    return _tie_from_before(sentence, index, hit, focus)


def _tie_to_body(body: JointBodyMention, named: frozenset[str] = frozenset()) -> Tie:
    """Return the members of a joint body; only those that the sentence names, where it names some."""
    told = tuple(code for code in body.municipalities if code in named)
    return Tie(codes=told or body.municipalities, how=body.rule)


def _tie_from_before(sentence: Sentence, index: int, hit: Hit, focus: Focus) -> Tie | None:
    """Return what a sentence speaks of though it names nobody: the joint body or the municipality in focus."""
    if focus.body is not None and BODY_WORDS & set(sentence.words(sentence.start, sentence.end)):
        return _tie_to_body(focus.body)
    meant = _find_meant(sentence, index, hit, focus)
    return Tie(codes=(meant,), how=IN_FOCUS) if meant is not None else None


def _tie_of(group: Sequence[Named], how: str) -> Tie:
    return Tie(codes=tuple(dict.fromkeys(place.code for place in group)), how=how)


def _find_meant(sentence: Sentence, index: int, hit: Hit, focus: Focus) -> str | None:
    """Return the municipality that a sentence speaks of though it names none, or None."""
    if focus.is_home:
        return focus.code
    words = {word for clause in sentence.clauses for word in clause.words(sentence.doc)}
    if words & ELSEWHERE:
        return None
    clause = sentence.clauses[index]
    passive = any(sentence.doc[token].dep_ in {"nsubj:pass", "aux:pass"} for token in clause.tokens)
    is_open = passive or _names_nobody_else(sentence.doc, clause, hit)
    if focus.code is None:
        return focus.sole if words & SPEAKERS or is_open else None
    distance = sentence.number - focus.sentence
    if words & words_of("anaphors"):
        return focus.code if distance <= FOCUS_REACH else focus.find_topic()
    is_alone = len(focus.counts) == 1 and focus.code in focus.counts
    reach = FOCUS_REACH if is_alone and focus.has_acted else SOLE_REACH if passive and focus.code == focus.sole else 1
    return focus.code if distance <= reach and is_open else None


def _names_nobody_else(doc: Doc, clause: Clause, hit: Hit) -> bool:
    """Tell whether no one else is the subject of a clause; what a resident only undergoes is not theirs."""
    if CONSENT & set(clause.words(doc)):
        return True
    subjects = [doc[token] for token in clause.tokens if doc[token].dep_ in {"nsubj", "nsubj:pass"}]
    undergoes = hit.practice in OF_AUTHORITY
    return all(
        token.i in hit.anchor
        or _is_staff(token)
        or (undergoes and is_client(token))
        or (token.pos_ != "PROPN" and not is_outsider(token))
        for token in subjects
    )


def _is_staff(token: Token) -> bool:
    """Tell whether "zij" stands for several: those of the office of which the text spoke."""
    return fold(token.text) in {"zij", "ze"} and any(
        "Number=Plur" in str(other.morph)
        for other in (token.head, *token.head.children)
        if other.pos_ in {"VERB", "AUX"}
    )


def is_compared(sentence: Sentence, place: Named) -> bool:
    """Tell whether a municipality is only compared with another: "anders dan Ede", but not "zoals Ede meldt"."""
    start = place.mention.start
    after = Scope(sentence.doc, range(place.last + 1, min(place.last + 4, sentence.end)), frozenset())
    if after.has("reporting"):
        return False
    if is_contrasted(sentence, place):
        return True
    found = COMPARED.search(sentence.text[max(0, start - WINDOW) : start])
    if found is None:
        return False
    return not (found[0].casefold().startswith("buur") and is_subject(sentence.doc, place))


def is_contrasted(sentence: Sentence, place: Named) -> bool:
    """Tell whether the next municipality is said instead of this one: "niet Ede maar Best"."""
    before = sentence.text[max(0, place.mention.start - WINDOW) : place.mention.start]
    after = sentence.text[place.mention.end : place.mention.end + WINDOW]
    return bool(CONTRASTED.search(before) and AGAINST.match(after))


def choose_group(sentence: Sentence, places: Sequence[Named], near: int, clause: Clause) -> list[Named]:
    """Return the municipalities that act: those of the subject, else those nearest to the practice.

    Args:
        sentence: The sentence.
        places: Municipalities to choose from, at least one.
        near: Position of the practice.
        clause: The clause that names it.

    Returns:
        One municipality, or several that are joined by commas and "en".
    """
    groups: list[list[Named]] = []
    for place in sorted(places, key=lambda item: item.first):
        if groups and _stand_together(sentence, groups[-1][-1], place):
            groups[-1].append(place)
        else:
            groups.append([place])
    if len(groups) > 1:
        for group in groups:
            if any(is_subject(sentence.doc, place) for place in group):
                return group
    inside = [group for group in groups if any(place.first in clause.tokens for place in group)]
    return min(inside or groups, key=lambda group: min(abs(place.first - near) for place in group))


def _stand_together(sentence: Sentence, first: Named, second: Named) -> bool:
    between = sentence.words(first.last + 1, second.first)
    return len(between) <= 4 and set(between) <= PAIRED and bool(JOINTS & set(between))


def is_subject(doc: Doc, place: Named) -> bool:
    """Tell whether a municipality is the subject of its clause, alone or within it ("het college van Ede")."""
    for index in range(place.first, place.last + 1):
        current = doc[index]
        while current.dep_ in NOMINAL and current.head.i != current.i:
            current = current.head
        if current.dep_ in SUBJECTS:
            return True
    return False


def move_focus(focus: Focus, sentence: Sentence) -> None:
    """Let "de gemeente" mean the municipality that a sentence speaks of, where it speaks of one.

    A municipality that is only compared with another never takes the focus; one that does not act takes it only
    from none.
    """
    bodies = [body for body in focus.bodies if sentence.starts_at <= body.start < sentence.ends_at]
    usable = [
        place
        for place in sentence.named
        if not is_compared(sentence, place) and not any(body.start <= place.mention.start < body.end for body in bodies)
    ]
    if bodies:
        focus.body = bodies[0]
    if not usable:
        return
    focus.body = focus.body if bodies else None
    focus.counts.update(place.code for place in usable)
    acting = next((place for place in usable if _acts(sentence, place)), None)
    if acting is None and focus.code is not None:
        if any(place.code == focus.code for place in usable):
            focus.sentence = sentence.number
        return
    focus.code, focus.sentence = (acting or usable[0]).code, sentence.number


def _acts(sentence: Sentence, place: Named) -> bool:
    """Tell whether a municipality acts in a sentence; where there is no tree, whether it stands first in it."""
    if sentence.doc[place.first].pos_:
        clause = sentence.clauses[sentence.find_clause(place.first)]
        return clause.kind in {"main", "content"} and is_subject(sentence.doc, place)
    before = sentence.words(sentence.start, place.first)
    return len(before) <= OPENING and set(before) <= OFFICE_WORDS
