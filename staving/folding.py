"""Words as they are compared: without capitals and accents."""

from __future__ import annotations

import unicodedata


def fold(word: str) -> str:
    """Return a word in lower case, without accents.

    >>> fold("Súdwest-Fryslân")
    'sudwest-fryslan'
    """
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
