"""Put together what the end of a line divided: 'gemeen-' and 'te', but not 'video-' and 'opname'.

A hyphen at the end of a line either divides a word, and goes, or belongs to it, and stays. In this order:

1. A soft hyphen (U+00AD) only divides.
2. 'beeld- en geluid': the hyphen stands for a word, and a space follows.
3. It stays before a capital or a digit, and after a capital, a digit, a single letter or a part without a vowel
   (Noord-Holland, covid-19, AVG-verzoek, e-mail, tv-opname).
4. The document itself may write the word elsewhere, whole or with its hyphen: that way.
5. It stays after the parts of `pdf_hyphens.json`: niet-, ex-, wob-; and after known words that end in a vowel, where
   the next part begins with a vowel that would be read together with it (video-opname, data-analyse).
6. It stays where both parts are words of the document and their vowels would be read together.
7. Otherwise it goes.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

_SUSPENDED = re.compile(r"(?:en|of|en/of|dan|tot|als|and|or|und|et)\b")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST_PART = re.compile(r"([^\W_]+)-\Z")
_FIRST_PART = re.compile(r"[^\W_]+")
_VOWEL = re.compile(r"[aeiouyàáâäèéêëìíîïòóôöùúûü]", re.IGNORECASE)
_CLASH = re.compile(r"(?:a[aeiu]|e[eiu]|i[eij]|o[eiou]|u[iu]|[aeo]i)\Z")
_SOFT = "\N{SOFT HYPHEN}"


@cache
def load_hyphens() -> dict[str, Any]:
    """Return the word lists of `pdf_hyphens.json`."""
    rows: dict[str, Any] = json.loads(files("crawler.pages").joinpath("pdf_hyphens.json").read_text(encoding="utf-8"))
    return {key: frozenset(rows[key]["words"]) for key in ("keep_after", "before_vowel")}


def count_words(lines: Iterable[str]) -> Counter[str]:
    """Return how often each word stands in the lines of a document, those that a line end divides left out."""
    words: Counter[str] = Counter()
    for line in lines:
        whole = line.rstrip()
        if whole.endswith(("-", _SOFT)):
            whole = whole.rpartition(" ")[0]
        words.update(word.casefold() for word in _WORD.findall(whole))
    return words


def keeps_hyphen(first: str, second: str, words: Counter[str]) -> bool:
    """Return whether the hyphen between two parts of a word belongs to it.

    Args:
        first: The part before the hyphen.
        second: The part after it.
        words: Words of the document (`count_words`).

    >>> keeps_hyphen("video", "opname", Counter()), keeps_hyphen("gemeen", "te", Counter())
    (True, False)
    """
    if not first or not second:
        return True
    is_marked = not second[0].islower() or not first.isalpha() or any(letter.isupper() for letter in first[1:])
    if is_marked or len(first) == 1 or not _VOWEL.search(first):
        return True
    low, after = first.casefold(), second.casefold()
    whole, divided = words[low + after], words[f"{low}-{after}"]
    if whole != divided:
        return divided > whole
    known = load_hyphens()
    if low in known["keep_after"]:
        return len(after) > 3
    if not _CLASH.search(low[-1] + after[0]):
        return False
    return low in known["before_vowel"] or (len(low) > 2 and words[low] > 0 and words[after] > 0)


def join_parts(parts: Sequence[str], words: Counter[str]) -> list[str]:
    """Return the lines of a paragraph so that, written one after the other, they make its text.

    Each part but the last ends with the space that follows it, or without its hyphen where that goes; so the place
    where a line begins in the text is the length of what stands before it.

    >>> "".join(join_parts(["De gemeen-", "te stopt met video-", "opnamen"], Counter()))
    'De gemeente stopt met video-opnamen'
    """
    joined: list[str] = []
    for index, part in enumerate(parts):
        line = part.strip()
        if index == len(parts) - 1:
            joined.append(line.replace(_SOFT, "").rstrip())
            break
        following = parts[index + 1].strip()
        if line.endswith(_SOFT):
            line = line[:-1]
        elif (found := _LAST_PART.search(line)) and following:
            begin = _FIRST_PART.match(following)
            if _SUSPENDED.match(following):
                line += " "
            elif begin is None:
                line += " " if following[0] not in "'’" else ""
            elif not keeps_hyphen(found.group(1), begin.group(), words):
                line = line[:-1]
        elif line and not line.endswith(("/", "://")):
            line += " "
        elif line.endswith("/") and not re.search(r"(?:://|www\.)\S*/\Z", line):
            line += " " if line.endswith(" /") else ""
        joined.append(line.replace(_SOFT, ""))
    return joined
