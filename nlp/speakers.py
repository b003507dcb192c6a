"""Read who speaks: names, roles and organisations in Dutch noun phrases.

A name that is in no list is known by its shape: capitals, with particles between them (Jurre de Wit), not
behind an article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlp.quotation_tokens import WORD, Token
from nlp.speaker_words import DETERMINERS, is_acronym, is_organisation, is_role, load_verb_forms, load_words

_INNER_CAPITAL = re.compile(r"[a-z][A-Z]")

MOST_TOKENS = 14
"""Tokens that the naming of one speaker may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who speaks, as far as the text says."""

    name: str | None = None
    role: str | None = None
    organisation: str | None = None
    start: int
    end: int
    pronoun: str | None = None
    """m, f or p while the words are a pronoun that is not resolved yet."""
    definite: bool = True
    """Whether a role is "de wethouder" (somebody known) rather than "een wethouder"."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A speaker and the token behind the words that name it."""

    speaker: Speaker
    next: int


def read_phrase(
    tokens: Sequence[Token], index: int, labels: dict[int, str] | None = None, *, loose: bool = False
) -> Phrase | None:
    """Return the speaker that the tokens from an index on name.

    Args:
        tokens: Tokens of a sentence.
        index: Where the phrase would begin.
        labels: Entity label (PER, ORG, LOC) by the start of an entity, where a model gave them.
        loose: Whether any noun behind an article may be a speaker, as it may behind "zegt".

    Returns:
        The longest phrase, or None where no speaker is named.
    """
    words = load_words()
    if index >= len(tokens) or tokens[index].kind != WORD:
        return None
    first = tokens[index]
    if first.low in words.pronouns:
        pronoun = Speaker(start=first.start, end=first.end, pronoun=words.pronouns[first.low])
        return Phrase(pronoun, index + 1)
    known = _read_known(tokens, index)
    if known:
        return Phrase(_organisation_of(tokens, index, known), known)
    position = index
    definite = True
    has_article = first.low in DETERMINERS
    if has_article:
        definite = first.low != "een"
        position += 1
        known = _read_known(tokens, position)
        if known:
            return Phrase(_organisation_of(tokens, position, known), known)
    return _read_after_article(tokens, position, labels or {}, loose=loose, article=has_article, definite=definite)


def _read_after_article(
    tokens: Sequence[Token],
    position: int,
    labels: dict[int, str],
    *,
    loose: bool,
    article: bool,
    definite: bool,
) -> Phrase | None:
    words = load_words()
    begin = position
    if _is_word(tokens, position) and tokens[position].low not in words.not_speakers:
        position = _skip_adjectives(tokens, position, article=article)
    while _is_word(tokens, position) and tokens[position].low in words.titles:
        position += 1
    if not _is_word(tokens, position) or _is_no_speaker(tokens[position]):
        return None
    head = tokens[position]
    known_role = _read_known_role(tokens, begin)
    first = begin if known_role else _title_start(tokens, begin, position)
    if is_organisation(head.low) and head.low not in words.roles and not known_role:
        return _read_organisation(tokens, first, position)
    if known_role or is_role(head.low):
        return _read_role(tokens, first, labels, definite=definite, end=known_role or position + 1)
    if head.is_capital:
        if not article or position > begin or labels.get(head.start) == "PER":
            return _read_name(tokens, position, labels)
        end = _read_capitals(tokens, position)
        return Phrase(_organisation_of(tokens, position, end), end)
    return _read_noun(tokens, position, labels, article=article, definite=definite) if loose else None


def _is_no_speaker(token: Token) -> bool:
    words = load_words()
    return any(word in words.laws or word in words.not_speakers for word in (token.text, token.low))


def _title_start(tokens: Sequence[Token], begin: int, head: int) -> int:
    """Return where a title begins: an adjective without ending belongs to it ("maatschappelijk werker")."""
    return head - 1 if head > begin and tokens[head - 1].low in load_words().title_adjectives else head


def _read_known_role(tokens: Sequence[Token], index: int) -> int | None:
    """Return the token behind an office of several words: "Nationale ombudsman", "officier van justitie"."""
    for name in load_words().known_roles.get(tokens[index].text, ()) if index < len(tokens) else ():
        end = index + len(name)
        if tuple(token.text for token in tokens[index:end]) == name:
            return end
    return None


def _is_word(tokens: Sequence[Token], position: int) -> bool:
    return position < len(tokens) and tokens[position].kind == WORD


def _read_noun(
    tokens: Sequence[Token], position: int, labels: dict[int, str], *, article: bool, definite: bool
) -> Phrase | None:
    """Read a noun in no list: "de bakker", "buurtvader Jan de Wit". Behind "zegt" any noun can speak."""
    head = tokens[position]
    if head.low in load_words().prepositions or _is_closed(head):
        return None
    if article:
        if _is_modifier(tokens, position):
            return None
        speaker = Speaker(role=head.text, start=head.start, end=head.end, definite=definite)
        return _read_addition(tokens, position + 1, speaker, labels)
    follows = position + 1 < len(tokens) and _starts_name(tokens, position + 1, labels)
    if head.text.islower() and head.low not in load_verb_forms() and follows:
        phrase = _read_name(tokens, position + 1, labels)
        if phrase and phrase.speaker.name:
            return Phrase(replace(phrase.speaker, role=head.text, start=head.start), phrase.next)
    return None


def _is_modifier(tokens: Sequence[Token], position: int) -> bool:
    """Tell the participle of "de aangevallen uitspraak" from a noun: another plain noun follows it."""
    if position + 1 >= len(tokens):
        return False
    words = load_words()
    after = tokens[position + 1]
    closed = words.prepositions | words.adverbs | load_verb_forms() | {"die", "dat", "en", "of", "maar", "weten"}
    is_noun = after.kind == WORD and after.text.islower() and after.low not in closed and after.low not in DETERMINERS
    return is_noun and tokens[position].low.endswith("en")


def _is_closed(token: Token) -> bool:
    words = load_words()
    return token.low in words.adverbs or token.low in DETERMINERS or not token.text[0].isalpha()


def _skip_adjectives(tokens: Sequence[Token], position: int, *, article: bool) -> int:
    """Pass over what may stand before a role: "verantwoordelijk", "voormalig", "43-jarige", "Haagse"."""
    words = load_words()
    for _ in range(3):
        if position + 1 >= len(tokens) or tokens[position].kind != WORD:
            break
        token, after = tokens[position], tokens[position + 1]
        if is_role(token.low) or is_organisation(token.low) or token.low in words.titles:
            break
        names_kind = is_role(after.low) or is_organisation(after.low)
        is_adjective = (article and names_kind and token.text.islower()) or (
            token.low.endswith(("e", "ig", "lijk", "isch")) and (not token.is_capital or token.low.endswith("se"))
        )
        if not is_adjective or after.kind != WORD or token.low in words.prepositions or token.low in words.adverbs:
            break
        if not names_kind and (token.is_capital or not article):
            break
        position += 1
    return position


def _read_known(tokens: Sequence[Token], index: int) -> int | None:
    """Return the token behind an organisation that is known by its full name."""
    for name in load_words().known.get(tokens[index].text, ()) if index < len(tokens) else ():
        end = index + len(name)
        if end <= len(tokens) and all(token.text == part for token, part in zip(tokens[index:end], name, strict=True)):
            if end < len(tokens) and tokens[end].is_capital and len(name) == 1 and not is_acronym(name[0]):
                continue
            return end
    return None


def _organisation_of(tokens: Sequence[Token], start: int, end: int) -> Speaker:
    text = " ".join(token.text for token in tokens[start:end])
    return Speaker(organisation=text, start=tokens[start].start, end=tokens[end - 1].end)


def _read_capitals(tokens: Sequence[Token], position: int) -> int:
    """Return the token behind a run of capitals with particles between them."""
    words = load_words()
    end = position + 1
    while end < len(tokens) and end - position < MOST_TOKENS:
        if tokens[end].is_capital and tokens[end].text not in words.not_names:
            end += 1
            continue
        ahead = end
        while ahead < len(tokens) and ahead - end < 3 and tokens[ahead].low in words.particles:
            ahead += 1
        if (
            ahead == end
            or ahead >= len(tokens)
            or not tokens[ahead].is_capital
            or tokens[ahead].text in words.not_names
        ):
            break
        # "Jan van de Berg" is one name, "Jan Berg van de Buurtbond" is a name and an organisation.
        if tokens[end].low in ("op", "uit", "in", "aan", "bij") and not is_organisation(tokens[position].low):
            break
        if end - position > 1 and not is_organisation(tokens[position].low):
            break
        if _looks_like_body(tokens[ahead]) and not is_organisation(tokens[position].low):
            break
        end = ahead + 1
    return end


def _looks_like_body(token: Token) -> bool:
    """Tell whether a capitalised word by itself is more likely an organisation or place than a surname."""
    words = load_words()
    return (
        token.low in words.organisations
        or is_acronym(token.text)
        or (_INNER_CAPITAL.search(token.text) is not None and not token.text.startswith(("Mc", "Mac", "Van", "O'")))
        or (is_organisation(token.low) and len(token.low) > len("Oosterhof"))
    )


def _read_organisation(tokens: Sequence[Token], start: int, position: int | None = None) -> Phrase:
    """Read "gemeente Zeist", "college van B en W", "stichting Licht op Zuid", "ministerie van SZW".

    `start` is the first token of the name, `position` its noun where an adjective stands before it.
    """
    position = start if position is None else position
    end = position + 1
    if end < len(tokens) and tokens[end].is_capital:
        end = _read_capitals(tokens, end)
    elif end + 1 < len(tokens) and tokens[end].low in ("van", "voor", "der"):
        inner = end + 1
        if tokens[inner].low in ("de", "het"):
            inner += 1
        known = _read_known(tokens, inner) if inner < len(tokens) else None
        if known:
            end = known
        elif inner < len(tokens) and _names_body(tokens, inner):
            end = _read_capitals(tokens, inner)
        elif inner + 2 < len(tokens) and tokens[inner].low == "burgemeester" and tokens[inner + 2].low == "wethouders":
            end = inner + 3
    return Phrase(_organisation_of(tokens, start, end), end)


def _names_body(tokens: Sequence[Token], inner: int) -> bool:
    """Tell whether the name of a body begins: "Orionis", "gemeente", "waterschap Rijnkant"."""
    if tokens[inner].is_capital or tokens[inner].low in ("gemeente", "b&w"):
        return True
    return inner + 1 < len(tokens) and is_organisation(tokens[inner].low) and tokens[inner + 1].is_capital


def _read_role(tokens: Sequence[Token], position: int, labels: dict[int, str], *, definite: bool, end: int) -> Phrase:
    """Read "wethouder Agnes Terpstra (Dorpsbelang) van de gemeente Zeist" from its role on, which ends at `end`."""
    words = load_words()
    if (
        tokens[position].low == "burgemeester"
        and end + 1 < len(tokens)
        and tokens[end].low == "en"
        and tokens[end + 1].low == "wethouders"
    ):
        return Phrase(_organisation_of(tokens, position, end + 2), end + 2)
    role_end = end
    ahead = end
    # "hoofddocent IT-recht Aline …", "wethouder sociale zaken Jan …": a field between role and name.
    for skip in range(4):
        ahead = end + skip
        if ahead >= len(tokens) or tokens[ahead].kind != WORD:
            break
        if tokens[ahead].low in words.titles:
            continue
        if _starts_name(tokens, ahead, labels):
            role_end = max(end, ahead) if skip else end
            phrase = _read_name(tokens, ahead, labels)
            if phrase and phrase.speaker.name and skip == 0 and _is_trade(tokens[position], phrase.speaker, definite):
                firm = Speaker(organisation=phrase.speaker.name, start=tokens[ahead].start, end=phrase.speaker.end)
                return Phrase(firm, phrase.next)
            if phrase and phrase.speaker.name:
                role_tokens = [token for token in tokens[position:role_end] if token.low not in words.titles]
                role = " ".join(token.text for token in role_tokens)
                speaker = replace(phrase.speaker, role=role, start=tokens[position].start)
                return (
                    Phrase(speaker, phrase.next)
                    if speaker.organisation
                    else _read_addition(tokens, phrase.next, speaker, labels)
                )
            break
        if tokens[ahead].low in words.prepositions or not (tokens[ahead].text.islower() or "-" in tokens[ahead].text):
            break
        if tokens[ahead].low in words.adverbs or tokens[ahead].low in load_verb_forms():
            break
    role = " ".join(token.text for token in tokens[position:end])
    speaker = Speaker(role=role, start=tokens[position].start, end=tokens[end - 1].end, definite=definite)
    return _read_addition(tokens, end, speaker, labels)


def _is_trade(noun: Token, speaker: Speaker, definite: bool) -> bool:
    """Tell "verhuurder Vestia" (a firm) from "verhuurder Jan Smit": one capitalised word behind a trade."""
    return noun.low in load_words().trade_roles and " " not in (speaker.name or "") and definite


def _starts_name(tokens: Sequence[Token], position: int, labels: dict[int, str]) -> bool:
    token = tokens[position]
    words = load_words()
    if not token.is_capital and token.low in ("van", "de", "ter", "ten", "van't") and position + 1 < len(tokens):
        # "wethouder De Vries" is written with a capital; "wethouder van Dijk" in Flanders only.
        return False
    if not token.is_capital or (token.text in words.not_names and not _is_particle_name(tokens, position)):
        return False
    if token.text in words.laws or ("-" in token.text and token.text.rsplit("-", 1)[-1].islower()):
        return False
    return not (is_acronym(token.text) and labels.get(token.start) != "PER")


def _is_particle_name(tokens: Sequence[Token], position: int) -> bool:
    """Tell the surname "De Wit" or "Van der Berg" from a sentence that begins with "De"."""
    words = load_words()
    if tokens[position].low not in words.particles:
        return False
    ahead = position + 1
    while ahead < len(tokens) and tokens[ahead].low in words.particles and not tokens[ahead].is_capital:
        ahead += 1
    return ahead < len(tokens) and tokens[ahead].is_capital and tokens[ahead].text not in words.not_names


def _read_name(tokens: Sequence[Token], position: int, labels: dict[int, str]) -> Phrase | None:
    """Read a name without an article: a person, or an organisation by the look of it."""
    words = load_words()
    head = tokens[position]
    if (head.text in words.not_names or head.low in words.adverbs) and not _is_particle_name(tokens, position):
        return None
    end = _read_capitals(tokens, position)
    run = tokens[position:end]
    text = " ".join(token.text for token in run)
    label = labels.get(head.start)
    is_body = (
        is_acronym(head.text)
        or any(token.low in words.organisations for token in run)
        or (len(run) == 1 and _looks_like_body(head))
        or (text in words.places and label != "PER")
    )
    if is_body and not (len(run) > 1 and label == "PER"):
        return Phrase(_organisation_of(tokens, position, end), end)
    speaker = Speaker(name=text, start=head.start, end=run[-1].end)
    return _read_addition(tokens, end, speaker, labels)


def _read_addition(tokens: Sequence[Token], position: int, speaker: Speaker, labels: dict[int, str]) -> Phrase:
    """Read what follows a name or role: "(PvdA)", "van de gemeente Zeist", ", directeur van Licht,"."""
    words = load_words()
    end = position
    if end + 2 < len(tokens) and tokens[end].text == "(" and tokens[end + 1].kind == WORD:
        close = next((n for n in range(end + 1, min(end + 6, len(tokens))) if tokens[n].text == ")"), None)
        if close:
            inside = tokens[end + 1]
            if (
                inside.is_capital
                and not speaker.organisation
                and (close == end + 2 or inside.low not in words.particles)
            ):
                speaker = replace(speaker, organisation=" ".join(token.text for token in tokens[end + 1 : close]))
            end = close + 1
    if end + 1 < len(tokens) and tokens[end].low in ("van", "namens", "bij", "uit"):
        inner = end + 1
        body = _read_body(tokens, inner)
        if body and tokens[end].low != "uit":
            speaker = replace(speaker, organisation=body.speaker.organisation, end=body.speaker.end)
            end = body.next
        elif body:
            end = body.next
    named = _read_name_beside(tokens, end, speaker, labels)
    if named:
        return named
    if speaker.name and not speaker.role and end + 1 < len(tokens) and tokens[end].text == ",":
        inner = end + 1
        if tokens[inner].low in DETERMINERS:
            inner += 1
        if (
            inner < len(tokens)
            and tokens[inner].kind == WORD
            and not tokens[inner].is_capital
            and tokens[inner].low not in load_verb_forms()
        ):
            inner = _skip_adjectives(tokens, inner, article=True)
            if inner < len(tokens) and is_role(tokens[inner].low) and tokens[inner].low not in words.plural_roles:
                extended = _read_addition(
                    tokens, inner + 1, Speaker(role=tokens[inner].text, start=0, end=tokens[inner].end), labels
                )
                speaker = replace(
                    speaker,
                    role=tokens[inner].text,
                    organisation=extended.speaker.organisation or speaker.organisation,
                )
                end = extended.next
    return Phrase(speaker, end)


def _read_name_beside(tokens: Sequence[Token], comma: int, speaker: Speaker, labels: dict[int, str]) -> Phrase | None:
    """Read the name behind "de voorzitter van de raad, Ineke Blok," and "zijn raadsman, mr. Blok,"."""
    is_role_alone = speaker.role and not speaker.name and speaker.definite
    if not is_role_alone or comma + 1 >= len(tokens) or tokens[comma].text != ",":
        return None
    inner = comma + 1
    while inner + 1 < len(tokens) and tokens[inner].low in load_words().titles:
        inner += 1
    named = _read_name(tokens, inner, labels) if _starts_name(tokens, inner, labels) else None
    if named and named.speaker.name and named.next < len(tokens) and tokens[named.next].text in ",.":
        return Phrase(replace(speaker, name=named.speaker.name), named.next)
    return None


def _read_body(tokens: Sequence[Token], position: int) -> Phrase | None:
    """Read the organisation behind "van": "de gemeente Zeist", "het UWV", "Trouw"."""
    words = load_words()
    inner = position
    if tokens[inner].low in DETERMINERS:
        inner += 1
    if inner >= len(tokens) or tokens[inner].kind != WORD:
        return None
    known = _read_known(tokens, inner)
    if known:
        return Phrase(_organisation_of(tokens, inner, known), known)
    head = tokens[inner]
    if is_organisation(head.low):
        return _read_organisation(tokens, inner)
    if head.is_capital and head.text not in words.not_names and head.text not in words.laws:
        end = _read_capitals(tokens, inner)
        return Phrase(_organisation_of(tokens, inner, end), end)
    return None
