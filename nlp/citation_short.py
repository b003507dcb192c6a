"""Resolve short forms of citations: "dat artikel", "het tweede lid", "artikel 18 van die wet", "lid 4 daarvan".

A short form counts only where it is clear what it refers to: one law, or one article, cited shortly before.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from nlp.citation_grammar import read_numbers, read_ordinals
from nlp.citation_links import fit_part
from nlp.citation_reading import Cited, Loose, Reading

NEAR = 400
"""Characters within which a short form may refer back."""

_REACH = 3 * NEAR
"""Characters behind an article in which a chain of short forms is looked for."""

_ORDINAL = r"(?:[a-z]{2,12}(?:de|ste)|\d{1,2}(?:e|de|ste))"
_ORDINALS = rf"{_ORDINAL}(?:(?:,|,?\sen|\sof|\stot\sen\smet|\st/m)\s(?:het\s)?{_ORDINAL}){{0,6}}"
_NUMBERS = r"\d{1,2}(?:(?:,|\sen|\sof|\stot\sen\smet|\st/m)\s\d{1,2}(?!\w)){0,6}"
_THAT = (
    r"(?:dat(?:zelfde)?|dit|hetzelfde|(?:het\s)?(?:voor|boven|eerder|laatst|hiervoor\s|hierboven\s)?(?:genoemde?|noemde?|vermelde?|"
    r"melde?|bedoelde?))"
)
_SHORT = re.compile(
    rf"(?:(?P<part>(?:(?:het\s)?(?P<ordinal1>{_ORDINALS})\slid|(?:de\s)?(?:lid|leden)\s(?P<lid1>{_NUMBERS})|(?:onder|sub|onderdeel|letter)\s(?P<point1>[a-z]))"
    r"(?:,?\s(?:aanhef\sen\s)?(?:onder|sub|onderdeel|letter)\s(?P<point3>[a-z]))?,?\s)"
    rf"(?:(?P<of>daarvan|ervan)|van\s{_THAT}\s(?P<owner>artikel|lid)|van\s(?:die|deze|genoemde|voornoemde|laatstgenoemde)\sbepaling)"
    rf"|(?P<article>{_THAT}\sartikel)"
    rf"|(?P<paragraph>{_THAT}\slid)"
    r"|(?P<provision>(?:die|deze|voornoemde|genoemde|laatstgenoemde)\sbepaling)"
    rf"|(?P<alone>het\s(?P<ordinal2>{_ORDINALS})\slid|(?:de\s)?(?:lid|leden)\s(?P<lid2>{_NUMBERS}))"
    r"(?:,?\s(?:aanhef\sen\s)?(?:onder|sub|onderdeel)\s(?P<point2>[a-z]))?)(?!\w)"
)
_NOT_A_PARAGRAPH = re.compile(
    r",\s(?:mevrouw|meneer|de\sheer|mr\.|dr\.|[A-Z])|"
    r"\s(?:van|der|uit|bij|in)\s(?!(?:dat|dit|die|deze|voornoemd|genoemd|hetzelfde)\s)|\s?[:.]\d"
)
_OWNER = re.compile(
    r"[\s,]{0,2}(?:van|uit)\s(?:de|het|een|haar|zijn|onze|hun|deze|dit|die|dat|ons|mijn|uw|jouw|jullie)\s|\s[A-Z]|"
    r"-(?:gemeenten?|status|steun|procedure)(?!\w)"
)
"""What an article belongs to that is no law; and a capital right behind it, which begins another name."""
_HEADING = re.compile(r"[ \t]{0,3}(?:[.:]|\n|$|[A-Z])")


def resolve_short_forms(reading: Reading) -> None:
    """Add to a reading what its short forms refer to.

    Args:
        reading: Citations found so far; those of loose articles and short forms are added.
    """
    reading.cited.sort(key=lambda one: (one.start, one.end, one.order))
    if not any(one.law for one in reading.cited):
        return
    forms: list[tuple[int, Loose | re.Match[str]]] = [(loose.start, loose) for loose in reading.loose]
    for begin, end in _find_windows(reading):
        forms.extend((match.start(), match) for match in _SHORT.finditer(reading.folded, begin, end))
    starts = [one.start for one in reading.cited]
    for _, form in sorted(forms, key=lambda pair: pair[0]):
        new = _resolve_loose(reading, form, starts) if isinstance(form, Loose) else _resolve_form(reading, form, starts)
        for one in new:
            index = bisect_left(starts, one.start)
            while index < len(starts) and starts[index] == one.start:
                index += 1
            starts.insert(index, one.start)
            reading.cited.insert(index, one)


def _find_windows(reading: Reading) -> list[tuple[int, int]]:
    """Return the stretches behind cited articles: a short form elsewhere has nothing to refer to."""
    windows: list[tuple[int, int]] = []
    for one in reading.cited:
        if one.article and one.law:
            if windows and one.end <= windows[-1][1]:
                windows[-1] = (windows[-1][0], max(windows[-1][1], one.end + _REACH))
            else:
                windows.append((one.end, one.end + _REACH))
    return windows


def _cited_before(reading: Reading, starts: list[int], position: int) -> list[Cited]:
    """Return what was cited within reach before a position, the last one first."""
    index = bisect_left(starts, position)
    near: list[Cited] = []
    while index and reading.cited[index - 1].start >= position - NEAR:
        index -= 1
        if reading.cited[index].end <= position:
            near.append(reading.cited[index])
    return near


def _resolve_loose(reading: Reading, loose: Loose, starts: list[int]) -> list[Cited]:
    near = [one for one in _cited_before(reading, starts, loose.start) if one.law]
    if not near:
        return []
    if loose.noun is None:
        is_line_start = loose.start == 0 or reading.text[loose.start - 1] == "\n"
        if _OWNER.match(reading.text, loose.end) or (is_line_start and _HEADING.match(reading.text, loose.end)):
            return []
        # An article without any law: only where a single law is in play.
        if len({one.norm for one in near}) > 1:
            return []
    elif loose.noun:
        fitting = [one for one in near if one.law and one.law.kind == loose.noun]
        if not fitting and len({one.norm for one in near}) > 1:
            return []
        near = fitting or near
    if loose.is_first:
        near = [one for one in near if one.norm != near[0].norm]
    law = near[0].law if near else None
    if law is None:
        return []
    found = []
    for order, part in enumerate(loose.parts):
        fitted = fit_part(part, law)
        found.append(
            Cited(
                start=loose.start,
                end=loose.end,
                norm=law.norm,
                identifier=law.identify(fitted.article),
                article=fitted.article,
                paragraph=fitted.paragraph,
                point=fitted.point,
                rule=f"short:law_of_{near[0].start}",
                law=law,
                order=order,
                companions=len(loose.parts),
            )
        )
    return found


def _resolve_form(reading: Reading, match: re.Match[str], starts: list[int]) -> list[Cited]:
    start, end = match.start(), match.end()
    index = bisect_left(starts, end)
    is_within = start > 0 and reading.text[start - 1].isalnum()
    if is_within or any(one.start < end and start < one.end for one in reading.cited[max(0, index - 30) : index + 1]):
        return []
    near = [one for one in _cited_before(reading, starts, start) if one.law and one.article]
    # "laatstgenoemd artikel" is clear even where several were cited at once.
    if not near or (near[0].companions > 1 and "laatst" not in match[0]):
        return []
    last = near[0]
    numbers = _numbers_of(match)
    point = match["point1"] or match["point2"] or match["point3"]
    if match["alone"]:
        if not numbers or _NOT_A_PARAGRAPH.match(reading.text, end):
            return []
        start = start + len("de ") if match["lid2"] and match[0].startswith("de ") else start
    elif match["part"] and not numbers and point is None:
        return []
    if match["paragraph"] or match["owner"] == "lid":
        if last.paragraph is None or numbers:
            return []
        found = [replace(last, point=point)]
    elif match["article"]:
        found = [replace(last, paragraph=None, point=point)]
    elif match["provision"]:
        found = [last]
    else:
        paragraphs: list[str | None] = [*numbers] or [last.paragraph]
        found = [replace(last, paragraph=paragraph, point=point) for paragraph in paragraphs]
    return [
        replace(one, start=start, end=end, rule=f"short:article_of_{last.start}", order=order, companions=1)
        for order, one in enumerate(found)
    ]


def _numbers_of(match: re.Match[str]) -> list[str]:
    """Return the paragraphs that a short form names, in words or digits."""
    ordinals = match["ordinal1"] or match["ordinal2"]
    if ordinals:
        return read_ordinals(ordinals)
    return read_numbers(match["lid1"] or match["lid2"] or "")
