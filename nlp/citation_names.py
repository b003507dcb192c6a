"""Names of laws that no list holds, known by their shape: "Wet verbetering poortwachter", "Spreidingswet"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from nlp.citation_laws import Law, LawHit
from nlp.lexicons import load_lexicon

_KINDS = (
    r"(?:Wet|Besluit|Regeling|Verordening|Reglement|Uitvoeringswet|Uitvoeringsbesluit|Uitvoeringsregeling|Invoeringswet|"
    r"Beleidsregels?|Rijkswet|Algemene\s+wet|Tijdelijke\s+wet|Verdrag|Statuut)"
)
_TITLE = re.compile(_KINDS + r"(?:\s[\w’'-]{1,40}){1,12}")
_WORD = re.compile(
    r"(?:[A-Z][a-z’'-]{2,40}|[A-Z][A-Za-z]{1,12}-)(?:wet|wetboek|besluit|regeling|richtlijn|verordening|reglement|verdrag|statuut)"
    r"(?:\s(?:(?:19|20)\d\d|[A-Z]{2,8})(?!\w))?(?!\w)"
)
_SHORT = re.compile(r"(?:[A-Z]{2,6}|[A-Z][a-z]{0,3}[A-Z][A-Za-z]{0,4})(?![\w-])(?:\s(?:19|20)\d\d)?")
_LONE = re.compile(
    r"(?<!\w)(?:[Dd]e|[Dd]eze|[Dd]ie|[Nn]ieuwe|[Oo]ude)\s"
    r"(?:(?P<title>(?:Rijksw|Uitvoeringsw|Invoeringsw|Algemene\sw|Tijdelijke\sw|W)et(?:\s[\w’'-]{1,40}){1,8})"
    r"|(?P<word>[A-Z][a-z’'-]{2,40}wet(?:\s(?:19|20)\d\d)?(?!\w)))"
)
_NEXT_NAME = re.compile(
    r"\n\s*(?=[A-Z])|,?\sen\s(?=(?:de\s|het\s)?"
    r"(?:[A-Z][a-z]*(?:wet|besluit|regeling|verordening)|Wet|Besluit|Regeling|Verordening|Algemene)\b)|\sart(?:ikel|\.)"
)
"""Where another name begins: a new line with a capital, "en de Algemene wet …"."""
_NAME_BEFORE = re.compile(r"(?:[\wé,;:]\s[A-Z][a-zé]+|mevrouw|meneer|heer|mw\.|dhr\.)\s$")
"""What makes "de Wet" a surname."""
_CONNECTIVES = frozenset("de het een van voor en of op in inzake tot bij met ter over door".split())


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(load_lexicon("citation_patterns")[name])


def read_unknown_name(text: str, begin: int, *, is_direct: bool) -> str | None:
    """Return the name of a law that begins at a place behind an article, by its shape.

    Args:
        text: The text.
        begin: Where the name would begin.
        is_direct: Whether it stands right behind the article, without "van de": then an abbreviation will do.
    """
    match = _TITLE.match(text, begin)
    if match:
        name = trim_title(match[0])
        if " " in name:
            return name
    match = _WORD.match(text, begin)
    if match is None and is_direct:
        match = _SHORT.match(text, begin)
        if match and match[0] in _words("no_laws"):
            match = None
    return match[0] if match else None


def trim_title(title: str, stops: frozenset[str] = frozenset()) -> str:
    """Return a title without what follows its last word: a verb, a conjunction, loose prepositions.

    Args:
        title: A stretch of text that begins with a title.
        stops: Words at which it ends, besides those of `title_stops` in `lexicon/citation_patterns.json`.
    """
    kept: list[str] = []
    for word in re.split(r"(\s)", _NEXT_NAME.split(title, maxsplit=1)[0]):
        if word.casefold() in _words("title_stops") or word.casefold() in stops:
            break
        kept.append(word)
    while kept and (kept[-1].isspace() or kept[-1].casefold() in _CONNECTIVES or not kept[-1]):
        kept.pop()
    return "".join(kept)


def find_lone_names(text: str) -> Iterator[LawHit]:
    """Yield the laws that are named without an article and are in no list: "de Spreidingswet".

    Only laws of parliament (wet) with a capital and an article or adjective before it: other titles are too
    often not what is cited.
    """
    for match in _LONE.finditer(text):
        if _NAME_BEFORE.search(text, max(0, match.start() - 30), match.start()):
            continue
        if match["word"]:
            if match["word"] not in _words("no_laws"):
                yield _hit(match.start("word"), match["word"])
            continue
        name = trim_title(match["title"], _words("lone_title_stops"))
        words = name.split()
        # "de Wet van Murphy" is no law of parliament.
        if len(words) > 1 and not (words[0] == "Wet" and words[1] == "van" and name.split("van ", 1)[1][:1].isupper()):
            yield _hit(match.start("title"), name)


def _hit(start: int, name: str) -> LawHit:
    return LawHit(start, start + len(name), Law(norm=re.sub(r"\s+", " ", name)), alone=True)
