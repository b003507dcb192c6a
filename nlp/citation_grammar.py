"""Read the numbers of a Dutch citation: articles with paragraph (lid) and point (onder), and their lists.

A hand-written reader over small patterns that are each matched at one place, so that the time is linear in
the length of the citation and no input makes it backtrack.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

from nlp.lexicons import load_lexicon

MOST_ITEMS = 200
"""Articles read from one list; more is no citation."""

WIDEST_RANGE = 40
"""Articles that "12 tot en met 14" is written out to at most; a wider range gives its two ends."""


@dataclass(frozen=True, slots=True)
class Part:
    """One article, paragraph and point that a citation names."""

    start: int
    end: int
    article: str
    paragraph: str | None = None
    point: str | None = None
    sure: bool = True
    """Whether the number belongs to the list even if no law follows it."""
    own_word: bool = False
    """Whether it is introduced by a word "artikel" of its own, after the first."""


@cache
def _ordinals() -> dict[str, str]:
    ordinals: dict[str, str] = load_lexicon("citation_patterns")["ordinals"]
    return ordinals


@cache
def _ordinal_expression() -> str:
    words = "|".join(sorted(_ordinals(), key=len, reverse=True))
    return rf"(?:{words}|\d{{1,2}}(?:ste|de|e))(?!\w)"


_NUMBER = re.compile(
    r"(\d{1,2}A?:\d{1,4}[a-z]{0,2}|\d{1,4}(?:\.\d{1,3}){1,4}(?:\.?[a-z])?|\d{1,4}[a-z]{0,3}(?:\s?(?:bis|ter|quater))?"
    r"|[IVX]{1,6})(?![\w]|:\d|[./]\d)"
)
_SEPARATOR = (
    r"(?:\s*[,;]\s*|\s+)?(?:(?:en/of|en|of|dan\s+wel|alsmede|alsook|resp\.|respectievelijk|jo\.?|j[o°º]|juncto|"
    r"iuncto|i\.?v\.?m\.|(?:gelezen\s+)?in\s+(?:samenhang|verbinding|combinatie)\s+met|gelezen\s+met|plus|&)\s+)?"
)
_LIST_SEPARATOR = re.compile(
    r"(?:\s*[,;]\s*|\s+)(?P<range>tot\s+en\s+met|t/m|t\.?e\.?m\.?|tot)\s+|\s?(?P<dash>[-–])\s?(?=\d)|"
    r"(?:\s*[,;]\s*|\s+)(?:en/of|en|of|dan\s+wel|alsmede|alsook|resp\.|respectievelijk|jo\.?|j[o°º]|juncto|iuncto|"
    r"i\.?v\.?m\.|(?:gelezen\s+)?in\s+(?:samenhang|verbinding|combinatie)\s+met|gelezen\s+met|&)\s+|\s*,\s*"
)
_ARTICLE_WORD = re.compile(
    r"(?:(?:de|het|met)\s+)?(?:artikel(?:en)?|articles?|art(?:t|s)?\.?|artikellid)\s+(?=\d)", re.I
)
_PARAGRAPH_NUMBERS = re.compile(r"(?:lid|leden|ld\.)\s*(?=\d)")
_PARAGRAPH_NUMBER = re.compile(r"(\d{1,2})(?:\s?([a-z])(?![\w'’]))?(?!\w|:\d|\.\d)[)°º]?")
_PARAGRAPH_FOLLOWS = re.compile(r"[\s,]*(?:\(?lid\b|leden\b)")
_PAREN = re.compile(r"\s?\((\d{1,2})\)(?:\s?\(([a-z])\))?|\(([a-z])\)")
_POINT_WORD = re.compile(
    r"(?:(?:de\s+)?aanhef(?:\s*,?\s*en|\s*,)?\s+(?:(?:het|de)\s+)?)?(?:onder(?:deel|delen)?|sub|letters?|punt(?:en)?|ond\.)"
    r"\s*(?=[a-z\d(‘'\"“])"
)
_POINT = re.compile(
    r"(?P<open>[‘'\"“])?\(?(?P<point>[a-z](?!\w|['’]\w)|([a-z])\3(?!\w)|\d{1,2}(?![\w.]\d))[°º]?\)?"
    r"(?(open)[’'\"”]?)(?:\.(?=\s*[a-z,]))?"
)
_FILLER = re.compile(
    r"aanhef(?!\w)|(?:eerste|tweede|derde|vierde|laatste|slot)\s*(?:vol)?zin(?:nen)?(?!\w)|laatste\s+lid(?!\w)"
    r"|(?:(?:en\s+)?(?:eerste|tweede|derde|vierde|vijfde|zesde|laatste|\d{1,2}(?:e|de|ste))\s+"
    r"(?:(?:gedachte)?streepje|alinea|tekstblok|gedachtestreep)|slot)(?!\w)"
)
_COMMA_OR_AND = re.compile(r"\s*(?:,|/|\ben\b|\bof\b|\bdan wel\b)\s*")
_RANGE = re.compile(r"\s*(?:tot\s+en\s+met|t/m|[-–])\s*")


@cache
def _ordinal_list() -> re.Pattern[str]:
    one = _ordinal_expression()
    return re.compile(
        rf"(?:het\s+)?(?P<all>{one}(?:(?:\s*,\s*|\s+en\s+|\s+of\s+|\s+tot\s+en\s+met\s+|\s+t/m\s+|\s*/\s*)"
        rf"(?:het\s+)?{one}){{0,8}})\s+(?:lid|leden)(?!\w)",
        re.I,
    )


@cache
def _ordinal_in_list() -> re.Pattern[str]:
    return re.compile(rf"({_ordinal_expression()})|(tot\s+en\s+met|t/m)", re.I)


def read_ordinal(word: str) -> str | None:
    """Return the number that a Dutch ordinal stands for: "tweede" gives "2", "3e" gives "3"."""
    digits = re.match(r"\d+", word)
    return digits[0] if digits else _ordinals().get(word.casefold())


def expand_range(first: str, last: str) -> list[str]:
    """Return what lies between two numbers, both included; only the two where they cannot be counted."""
    if first.isdigit() and last.isdigit() and 0 < int(last) - int(first) <= WIDEST_RANGE:
        return [str(number) for number in range(int(first), int(last) + 1)]
    return [first, last]


def read_ordinals(words: str) -> list[str]:
    """Return the numbers of a list of ordinals: "tweede en derde" gives 2 and 3."""
    numbers: list[str] = []
    is_range = False
    for match in _ordinal_in_list().finditer(words):
        if match[2]:
            is_range = True
        elif number := read_ordinal(match[1]):
            numbers.extend(expand_range(numbers.pop(), number) if is_range and numbers else [number])
            is_range = False
    return numbers


def read_numbers(words: str) -> list[str]:
    """Return the numbers of a list in digits: "2 en 3" gives both, "2 tot en met 4" three."""
    numbers: list[str] = []
    for match in re.finditer(r"(tot\sen\smet|t/m)?\s*(\d+)", words):
        numbers.extend(expand_range(numbers.pop(), match[2]) if match[1] and numbers else [match[2]])
    return numbers


@dataclass(slots=True)
class _Segment:
    """Paragraphs named together, with the points that belong to them."""

    paragraphs: list[str]
    points: list[str]


_DETAIL_SEPARATOR = re.compile(_SEPARATOR)
_DETAILS_BEGIN = re.compile(
    r",?\s(?:lid\s\d|(?:aanhef\s(?:en\s)?)?(?:onder|sub)\s[a-z\d]|(?:het\s)?[a-z\d]{2,12}\slid(?!\w))"
)


def _read_details(text: str, position: int, *, plural: bool) -> tuple[list[_Segment], int]:
    """Return the paragraphs and points that follow an article number, and where they end."""
    segments = [_Segment([], [])]
    match = _PAREN.match(text, position)
    if match:
        point = match[2] or match[3]
        segments = [_Segment([match[1]] if match[1] else [], [point] if point else [])]
        position = match.end()
    for _ in range(MOST_ITEMS):
        separator = _DETAIL_SEPARATOR.match(text, position)
        begin = separator.end() if separator else position
        ordinal = _ordinal_list().match(text, begin)
        if ordinal:
            segments.append(_Segment(read_ordinals(ordinal["all"]), []))
            position = ordinal.end()
            continue
        word = _PARAGRAPH_NUMBERS.match(text, begin)
        if word:
            segment, end = _read_paragraphs(text, word.end(), plural=plural and not word[0].startswith("leden"))
            if end > word.end():
                segments.append(segment)
                position = end
                continue
        word = _POINT_WORD.match(text, begin)
        if word:
            points, end = _read_points(text, word.end())
            if points:
                # "onderdeel b, onder 2°": the smaller part is read over, the letter is what is cited.
                if not (segments[-1].points and points[0].isdigit()):
                    segments[-1].points.extend(points)
                position = end
                continue
        filler = _FILLER.match(text, begin)
        if not filler:
            break
        position = filler.end()
    kept = [segment for segment in segments if segment.paragraphs or segment.points]
    return kept or segments[:1], position


def read_details(text: str, part: Part, position: int) -> tuple[list[Part], int]:
    """Return a part with each paragraph and point that stands at a place behind its law, and where they end.

    Returns:
        An empty list and `position` when none stands there.
    """
    if not _DETAILS_BEGIN.match(text, position):
        return [], position
    segments, end = _read_details(text, position, plural=False)
    if end == position:
        return [], position
    details = [
        replace(part, paragraph=paragraph, point=point)
        for paragraph, point in _pairs_of(segments)
        if paragraph or point
    ]
    return details, end


def _pairs_of(segments: list[_Segment]) -> list[tuple[str | None, str | None]]:
    pairs: list[tuple[str | None, str | None]] = []
    for segment in segments:
        paragraphs: list[str | None] = [*segment.paragraphs] or [None]
        points: list[str | None] = [*segment.points] or [None]
        pairs.extend(product(paragraphs, points))
    return pairs


def _read_paragraphs(text: str, position: int, *, plural: bool) -> tuple[_Segment, int]:
    numbers: list[str] = []
    points: list[str] = []
    end = position
    is_range = False
    for _ in range(MOST_ITEMS):
        match = _PARAGRAPH_NUMBER.match(text, position)
        # "5 lid 1 en 6 lid 1": the second number is an article, for a paragraph of its own follows it.
        if not match or (numbers and (plural or _PARAGRAPH_FOLLOWS.match(text, match.end()) or match[2])):
            break
        numbers.extend(expand_range(numbers.pop(), match[1]) if is_range and numbers else [match[1]])
        end = match.end()
        if match[2]:
            points.append(match[2])
            break
        joined = _RANGE.match(text, end)
        is_range = joined is not None
        joined = joined or _COMMA_OR_AND.match(text, end)
        if not joined:
            break
        position = joined.end()
    return _Segment(numbers, points), end


def _read_points(text: str, position: int) -> tuple[list[str], int]:
    points: list[str] = []
    end = position
    is_range = False
    for _ in range(MOST_ITEMS):
        match = _POINT.match(text, position)
        if not match or (points and match["point"].isdigit() != points[0].isdigit()):
            break
        if points and match["point"].isdigit() and _PARAGRAPH_FOLLOWS.match(text, match.end()):
            break
        if (
            is_range
            and len(points[-1]) == len(match["point"]) == 1
            and points[-1].isalpha()
            and points[-1] < match["point"]
        ):
            points.extend(chr(code) for code in range(ord(points[-1]) + 1, ord(match["point"]) + 1))
        else:
            points.append(match["point"])
        end = match.end()
        joined = _RANGE.match(text, end)
        is_range = joined is not None
        joined = joined or _COMMA_OR_AND.match(text, end)
        if not joined:
            break
        position = joined.end()
    return points, end


def read_articles(text: str, start: int, position: int, *, plural: bool) -> tuple[list[Part], int]:
    """Return the articles of a list, from its first number on.

    Args:
        text: The text.
        start: Where the citation begins (the word "artikel", or the number itself).
        position: Where the first number begins.
        plural: Whether the word before it was plural: then a number after "lid 1 en" is another article.

    Returns:
        One part for each article, paragraph and point named, and the end of each list that is certain; an
        empty list and `position` when there is no number.
    """
    parts: list[Part] = []
    end = position
    is_range = own_word = False
    sure = True
    begin = start
    for _ in range(MOST_ITEMS):
        match = _NUMBER.match(text, position)
        if not match or (parts and match[1].isupper()):
            break
        segments, end = _read_details(text, match.end(), plural=plural)
        articles = [re.sub(r"\s", "", match[1])]
        if is_range and parts:
            articles = expand_range(parts[-1].article, articles[0])[1:]
        for article in articles:
            parts.extend(
                Part(begin, end, article, paragraph, point, sure, own_word) for paragraph, point in _pairs_of(segments)
            )
        separator = _LIST_SEPARATOR.match(text, end)
        if not separator:
            break
        is_range = bool(separator["range"] or separator["dash"])
        word = _ARTICLE_WORD.match(text, separator.end())
        own_word = word is not None
        sure = own_word or (plural and sure)
        plural = plural or (word is not None and bool(re.search(r"en\s|tt|ts", word[0], re.I)))
        begin = position = word.end() if word else separator.end()
        if word:
            begin = separator.end() + len(word[0]) - len(re.sub(r"^(?:de|het|met)\s+", "", word[0], flags=re.I))
    return parts, end


def fit_numbering(part: Part, numbering: str) -> Part:
    """Return the part with dots read as its law numbers articles.

    >>> fit_numbering(Part(0, 5, "6.1.f"), "plain").paragraph
    '1'
    >>> fit_numbering(Part(0, 6, "5.1.2.e"), "pair").article
    '5.1'
    """
    expressions = {"plain": r"(\d+[a-z]*)\.(\d+)\.?([a-z])?", "pair": r"(\d+\.\d+)\.(\d+)\.?([a-z])?"}
    match = re.fullmatch(expressions[numbering], part.article) if numbering in expressions else None
    if not match:
        return part
    return replace(part, article=match[1], paragraph=part.paragraph or match[2], point=part.point or match[3])
