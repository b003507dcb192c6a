"""The one spelling of legal provisions in a case file: `AVG art. 6 lid 1 onder e`.

One provision to a text, largest part first, so that equal provisions are equal texts. The form follows the Leidraad
voor juridische auteurs (art., lid, onder), with the law in front because lists are then sorted by law.
"""

from __future__ import annotations

import re

_LAW = r"[A-ZÀ-Þ][^()/;,.\d]*?"
_NORM = re.compile(
    rf"{_LAW}(?: art\. \d+[a-z]*(?::\d+[a-z]*)?(?: lid \d+[a-z]?)?(?: onder [a-z0-9]+)?| overweging \d+)?"
)
_STRAY = re.compile(r"\b(?:artikel|art|sub|lid|recital|paragraph)\s*$|\s$")
_BRACKETS = re.compile(
    r"(?P<law>[A-ZÀ-Þ][\w ]*?) (?:artikel|art\.?) (?P<article>\d+[a-z]*(?::\d+)?)"
    r"(?:\((?P<paragraph>\d+)\)|,? lid (?P<paragraph2>\d+))?"
    r"(?:\((?P<point>[a-z0-9]+)\)|,? (?:sub|onder) (?P<point2>\w+))?"
)


def is_norm(text: str) -> bool:
    """Return whether a provision has the spelling that the case file uses.

    >>> [is_norm(text) for text in ("AVG art. 6 lid 1 onder e", "AVG overweging 43", "AVG", "AVG art. 6(1)(e)")]
    [True, True, True, False]
    """
    return _NORM.fullmatch(text) is not None and _STRAY.search(text) is None


def respell_norm(text: str) -> str | None:
    """Return a provision in the spelling of the case file, or None where it cannot be read as one.

    >>> respell_norm("AVG artikel 6(1)(e)")
    'AVG art. 6 lid 1 onder e'
    """
    found = _BRACKETS.fullmatch(text.strip())
    if found is None:
        return None
    paragraph, point = found["paragraph"] or found["paragraph2"], found["point"] or found["point2"]
    return (
        f"{found['law']} art. {found['article']}"
        f"{f' lid {paragraph}' if paragraph else ''}{f' onder {point}' if point else ''}"
    )
