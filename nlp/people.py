"""Keep the persons a text has named: whom a surname, a role or a pronoun refers to."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlp.quotation_tokens import QUOTE, WORD, Sentence, Token
from nlp.speaker_words import DETERMINERS, is_role, load_words
from nlp.speakers import Speaker, read_phrase


@dataclass(frozen=True, slots=True)
class _Person:
    speaker: Speaker
    is_subject: bool
    sentence: int


class People:
    """The persons a text has named so far: whom a pronoun, a surname or "de wethouder" refers to."""

    def __init__(self, sentences: Sequence[Sentence], labels: dict[int, str]) -> None:
        """Collect the persons of a text.

        Args:
            sentences: Its sentences.
            labels: Entity labels by start.
        """
        self._people: list[_Person] = []
        for number, sentence in enumerate(sentences):
            index = 0
            while index < len(sentence.tokens):
                token = sentence.tokens[index]
                phrase = read_phrase(sentence.tokens, index, labels) if _may_begin(token) else None
                if phrase is None:
                    index += 1
                    continue
                if _is_person(phrase.speaker, sentence, index):
                    self._people.append(_Person(phrase.speaker, index == 0, number))
                index = max(phrase.next, index + 1)
        self._people.sort(key=lambda person: person.speaker.start)
        self._starts = [person.speaker.start for person in self._people]
        self._by_surname: dict[str, list[Speaker]] = {}
        self._by_role: dict[str, list[Speaker]] = {}
        for person in self._people:
            if person.speaker.name:
                self._by_surname.setdefault(person.speaker.name.split()[-1], []).append(person.speaker)
                role = _role_noun(person.speaker)
                if role:
                    self._by_role.setdefault(role, []).append(person.speaker)

        self._addressee = _read_salutation(sentences, labels)

    def before(self, position: int, most: int = 8) -> list[_Person]:
        """Return the persons named before a position, the last first, at most so many."""
        end = bisect_left(self._starts, position)
        return self._people[max(0, end - most) : end][::-1]

    def complete(self, speaker: Speaker) -> Speaker:
        """Return a speaker with what the text says about the same person elsewhere before.

        A surname is given its full name, role and organisation; "de wethouder" the name of the wethouder
        named last; a pronoun the person named last. What stays unknown stays empty.
        """
        if speaker.pronoun:
            return self._resolve_pronoun(speaker)
        if speaker.name:
            return self._complete_name(speaker)
        if speaker.role and speaker.definite:
            return self._complete_role(speaker)
        return speaker

    def _complete_name(self, speaker: Speaker) -> Speaker:
        surname = (speaker.name or "").split()[-1]
        for other in _some_before(self._by_surname.get(surname, []), speaker.end):
            if other.name and _agree(other.name, speaker.name or ""):
                speaker = replace(
                    speaker,
                    name=max(other.name, speaker.name or "", key=len),
                    role=speaker.role or other.role,
                    organisation=speaker.organisation or other.organisation,
                )
        return speaker

    def _complete_role(self, speaker: Speaker) -> Speaker:
        role = _role_noun(speaker)
        named = _some_before(self._by_role.get(role, []), speaker.start)
        if len({other.name.split()[-1] for other in named if other.name}) != 1:
            return speaker
        full = self._complete_name(replace(speaker, name=named[0].name))
        return replace(full, role=speaker.role, organisation=full.organisation or named[0].organisation)

    def _resolve_pronoun(self, speaker: Speaker) -> Speaker:
        if speaker.pronoun == "u":
            return replace(self._addressee, start=speaker.start, end=speaker.end) if self._addressee else speaker
        near = self.before(speaker.start)
        if not near:
            return speaker
        if speaker.pronoun == "d":
            # "zei die": the one named last, not the one who spoke.
            return replace(self.complete(near[0].speaker), start=speaker.start, end=speaker.end, pronoun=None)
        fitting = [person for person in near if _fits_gender(person.speaker, speaker.pronoun or "")]
        if not fitting:
            return speaker
        last = fitting[0].sentence
        same = [person for person in fitting if person.sentence == last]
        chosen = next((person for person in same if person.is_subject), same[-1] if len(same) == 1 else same[0])
        found = self.complete(chosen.speaker) if chosen.speaker.name or chosen.speaker.role else chosen.speaker
        return replace(found, start=speaker.start, end=speaker.end, pronoun=None)


def _read_salutation(sentences: Sequence[Sentence], labels: dict[int, str]) -> Speaker | None:
    """Return whom a letter addresses: "Geachte mevrouw Sol,", "Geacht college,"."""
    for sentence in sentences[:30]:
        tokens = sentence.tokens
        if tokens[0].low in ("geachte", "geacht", "beste") and len(tokens) > 1:
            phrase = read_phrase(tokens, 1, labels)
            if phrase and not phrase.speaker.pronoun:
                return phrase.speaker
    return None


def _some_before(speakers: list[Speaker], position: int, most: int = 12) -> list[Speaker]:
    """Return the first and the last few of those named before a position."""
    end = bisect_left(speakers, position, key=lambda speaker: speaker.start)
    return [*speakers[max(0, end - most) : end][::-1], *speakers[: min(2, max(0, end - most))]]


def _agree(one: str, other: str) -> bool:
    """Tell whether two names with the same surname can be of one person."""
    first, second = one.split(), other.split()
    return len(first) == 1 or len(second) == 1 or first[0][0] == second[0][0] or first[0] in ("Van", "De")


def _role_noun(speaker: Speaker) -> str:
    """Return the noun of a role: "directeur" of "algemeen directeur", "wethouder" of "wethouder zorg"."""
    role = (speaker.role or "").casefold().split()
    adjectives = load_words().title_adjectives
    return next((word for word in role if word not in adjectives), "")


def _fits_gender(speaker: Speaker, pronoun: str) -> bool:
    words = load_words()
    role = _role_noun(speaker)
    if role in words.feminine:
        return pronoun != "m"
    if role in words.masculine:
        return pronoun != "f"
    return True


def _may_begin(token: Token) -> bool:
    return token.kind == WORD and (
        token.is_capital or token.low in DETERMINERS or is_role(token.low) or token.low in load_words().titles
    )


def _is_person(speaker: Speaker, sentence: Sentence, index: int) -> bool:
    """Tell whether a phrase is sure enough to be a person that words may refer back to."""
    if speaker.pronoun or not (speaker.name or speaker.role):
        return False
    if speaker.role and not speaker.name:
        return (speaker.role.casefold() not in load_words().plural_roles) and (speaker.definite or index == 0)
    if speaker.role or speaker.start != sentence.tokens[index].start:
        return True
    return " " in (speaker.name or "") or (index > 0 and sentence.tokens[index - 1].kind != QUOTE)
