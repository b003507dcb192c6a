"""Recognise pages that are not what was asked for: consent gates, challenges, logins, soft errors, teasers.

They are recorded with a flag and never evaded. The patterns are data (`gates.json`), each with examples. An ordinary
article often carries the script of a consent manager, names a captcha or offers a subscription; so most patterns count
only on pages with next to no running text, and those that could be an article's own words only where the page does not
say that it is an article.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from lxml.html import HtmlElement

from crawler.pages.metadata import Metadata
from crawler.publishers import Markers
from staving.schema import Flag

SHORT_PAGE = 400
"""Characters of running text below which a page may be a gate and nothing else."""

SHORT_TEASER = 1500
"""Characters of running text below which an article with a paywall's marks is taken for its teaser."""

LONG_PARAGRAPH = 80
"""Characters of a paragraph that counts as running text."""

SOURCE_LOOKED_AT = 2_000_000
"""Characters of the page's source in which markers are searched."""

_SAID_BY_HEADING = frozenset({Flag.GONE, Flag.ERROR})
_ASKS_CONSENT = re.compile(
    r"(?i)\b(?:wij|we|ons|onze|wir|uns|unsere|nous|nos|nosotros|our)\b.{0,80}\b(?:cookies?|partners?|partnern?|partenaires|socios)\b"
    r".{0,200}\b(?:cookies?|gegevens|daten|data|données|datos|advertenties|ads|tracking|privacy)\b"
    r"|\b(?:toestemming|consent|einwilligung|zustimmung|consentement|consentimiento)\b.{0,200}"
    r"\b(?:je|jouw|u|uw|your?|ihre?n?|sie|votre|vos|su|sus)\b.{0,60}\b(?:ip-adres|surfgedrag|voorkeuren|gegevens|data|website|choices?)\b"
    r"|\b(?:geef|geeft) (?:je|u) toestemming\b"
)
"""Matches a paragraph in which a page asks its reader for consent: no running text of an article."""

TEXT_LOOKED_AT = 5_000
"""Characters of the words on a page in which patterns are searched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One way to recognise such a page."""

    flag: Flag
    """What it means."""
    where: str
    """What the pattern is searched in: url, title, source, meta (name=content lines) or text (all words)."""
    pattern: re.Pattern[str]
    """The pattern."""
    hints: tuple[str, ...] = ()
    """Pieces, one of which must be there: searching for them is a hundred times quicker than the pattern."""
    only_short: bool = False
    """Whether it counts only on pages with next to no running text."""
    not_article: bool = False
    """Whether it does not count on pages that say that they are articles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is looked at to tell a gate from an article."""

    url: str
    """Address that answered."""
    title: str
    """Title of the window, as it stands."""
    heading: str
    """First heading, of pages that do not say that they are articles."""
    source: str
    """The page, as much of it as is searched."""
    lower: str = field(repr=False)
    """The same in lower case, of pages with little running text; others are searched as they are."""
    meta: str
    """Meta elements, a line "name=content" for each."""
    running: int
    """Characters in paragraphs of running text."""
    words: str
    """All words of a page with next to no running text; empty for others."""
    is_article: bool
    """Whether the page says that it is an article."""

    @classmethod
    def of(
        cls, tree: HtmlElement, *, url: str, title: str, headings: Iterable[str] = (), source: str, said: Metadata
    ) -> Look:
        """Return what there is to look at in a page; `said` is what it says about itself."""
        running = asking = 0
        for element in tree.iter("p"):
            text = element.text_content()
            if len(text) >= LONG_PARAGRAPH:
                running += len(text)
                asking += len(text) if running < SHORT_TEASER and _ASKS_CONSENT.search(text) else 0
            if running > SHORT_TEASER:
                break
        if running - asking < LONG_PARAGRAPH:  # all that there is to read asks for consent
            running -= asking
        words = _read_words(tree) if running < SHORT_PAGE else ""
        source = source[:SOURCE_LOOKED_AT]
        if not running and len(words) > TEXT_LOOKED_AT:
            running = SHORT_PAGE  # an article without paragraphs, as old sites write them
        return cls(
            url=url,
            title=title,
            heading="" if said.is_article else next(iter(headings), ""),
            source=source,
            lower=source.lower() if running < SHORT_TEASER else source,
            meta="\n".join(f"{name}={content}" for name, content in said.meta.items()),
            running=running,
            words=words[:TEXT_LOOKED_AT],
            is_article=said.is_article,
        )


@cache
def load_gates() -> tuple[Gate, ...]:
    """Return the patterns of `gates.json`."""
    rows = json.loads(files("crawler.pages").joinpath("gates.json").read_text(encoding="utf-8"))
    return tuple(
        Gate(
            flag=Flag(row["flag"]),
            where=row["where"],
            pattern=re.compile(row["pattern"]),
            hints=tuple(row.get("hints", ())),
            only_short=bool(row.get("only_short")),
            not_article=bool(row.get("not_article")),
        )
        for row in rows
    )


def recognise_gate(look: Look, markers: Markers) -> tuple[Flag, str] | None:
    """Return why a page is no article at all, or None.

    Args:
        look: What is looked at.
        markers: Pieces of source that the outlet's record names.

    Returns:
        Flag and one line that says what was seen.
    """
    for gate in load_gates():
        if gate.flag is not Flag.PAYWALL and _is_seen(gate, look, SHORT_PAGE):
            return gate.flag, f"{gate.where} looks like {gate.flag.value.replace('_', ' ')}"
    for piece in markers.consent:
        if piece in look.source:
            return Flag.CONSENT_WALL, f"page holds {piece!r}"
    return None


def recognise_paywall(look: Look, markers: Markers, said: Metadata) -> str | None:
    """Return what shows that a page is the teaser of an article behind a paywall, or None."""
    if said.is_free is False:
        return "the page says that it is not accessible for free"
    for piece in markers.paywall:
        if piece in look.source:
            return f"page holds {piece!r}"
    if said.is_free is True:
        return None
    for gate in load_gates():
        if gate.flag is Flag.PAYWALL and _is_seen(gate, look, SHORT_TEASER):
            return "the page has the marks of a paywall"
    return None


def _is_seen(gate: Gate, look: Look, most: int) -> bool:
    if (gate.only_short and look.running >= most) or (gate.not_article and look.is_article):
        return False
    if gate.where == "title" and gate.flag in _SAID_BY_HEADING and look.heading and gate.pattern.search(look.heading):
        return True
    where = {"url": look.url, "title": look.title, "source": look.source, "meta": look.meta, "text": look.words}[
        gate.where
    ]
    searched = look.lower if gate.where == "source" else where
    if gate.hints and not any(hint in searched for hint in gate.hints):
        return False
    return bool(gate.pattern.search(where))


def _read_words(tree: HtmlElement) -> str:
    """Return all words that a page shows, scripts and styles left out."""
    hidden = {"script", "style", "template", "head", "svg"}
    pieces: list[str] = []
    stack: list[HtmlElement | str] = [next(tree.iter("body"), tree)]
    while stack:
        element = stack.pop()
        if isinstance(element, str):
            pieces.append(element)
            continue
        if isinstance(element.tag, str) and element.tag not in hidden:
            following: list[HtmlElement | str] = [element.text or ""]
            for child in element:
                following += [child, child.tail or ""]
            stack.extend(reversed(following))
    return " ".join(" ".join(pieces).split())
