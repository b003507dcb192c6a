"""Tell the language of a text by its commonest words; enough to keep foreign texts from Dutch rules."""

from __future__ import annotations

import re

_COMMON = {
    "nl": "de het een en van in is dat op te zijn voor met niet aan er om ook als bij door naar heeft maar werd dit",
    "en": "the of and to in is that for it was on with as are at be this have from by not but they which or an",
    "de": "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus",
    "fr": "le la les de des et en un une du que est pour qui dans pas au sur par plus avec ce il sont ne se",
    "fy": "de it in en fan op te dat is foar mei net oan ek as by nei hat mar waard dy syn wurde om troch har",
}
_SETS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
DUTCH_SHARE = 0.06
"""Share of words that only Dutch has, from which on a text holds Dutch enough to be read."""

FOREIGN_WORDS = 4
"""Different words that only the other language has, below which a text may still be Dutch."""

_WORD = re.compile(r"[^\W\d_]+")


def guess_language(text: str) -> str | None:
    """Return the language of a text (ISO 639-1), or None when there is too little to go by.

    >>> guess_language("De raad wil dat het college met de opnamen stopt en de beelden wist.")
    'nl'
    """
    words = [word.casefold() for word in _WORD.findall(text[:20_000])]
    scores = {language: sum(word in common for word in words) for language, common in _SETS.items()}
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] >= 3 and scores[best] >= 0.1 * len(words) else None


def is_foreign(text: str) -> str | None:
    """Return the language of a text that is not Dutch, or None where it is Dutch, mixed, or too short to tell.

    A Dutch report that quotes a foreign sentence keeps its Dutch words around it; they are counted without those that
    the other language has too ("in", "is", "was").

    >>> is_foreign("Zij zei: 'This is not what we wanted and it has to stop.' De wethouder wil er niet op ingaan.")
    >>> is_foreign("This is not what we wanted and it has to stop, said the mayor of the town.")
    'en'
    """
    language = guess_language(text)
    if language in {None, "nl"}:
        return None
    words = [word.casefold() for word in _WORD.findall(text[:20_000])]
    theirs, ours = _SETS[str(language)], _SETS["nl"]
    dutch = sum(word in ours - theirs for word in words)
    foreign = {word for word in words if word in theirs - ours}
    return None if dutch >= DUTCH_SHARE * len(words) or len(foreign) < FOREIGN_WORDS else language
