"""What is known of a text while its citations are read."""

from __future__ import annotations

from dataclasses import dataclass, field

from nlp.citation_grammar import Part
from nlp.citation_laws import Law, LawHit
from nlp.citation_papers import Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """One provision, law or paper that is cited at a place."""

    start: int
    end: int
    norm: str
    identifier: str | None
    article: str | None = None
    paragraph: str | None = None
    point: str | None = None
    rule: str
    law: Law | None = None
    order: int = 0
    """Position within its citation."""
    companions: int = 1
    """How many articles the citation names."""


@dataclass(frozen=True, slots=True)
class Loose:
    """Articles for which the citation itself names no law."""

    start: int
    end: int
    parts: tuple[Part, ...]
    noun: str | None
    """What it calls the law: "die wet" gives "wet", "daarvan" gives ""; None for nothing."""
    is_first: bool = False
    """Whether it means the law before the last one: "eerstgenoemde wet"."""


@dataclass(slots=True)
class Reading:
    """What is known of a text while its citations are read."""

    text: str
    folded: str
    hits: list[LawHit]
    papers: list[Paper]
    cited: list[Cited] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    """Starts of the names of laws that belong to a citation already."""
    by_start: dict[int, LawHit] = field(default_factory=dict)
    by_end: dict[int, LawHit] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the names of laws by where they begin and end."""
        self.by_start = {hit.start: hit for hit in self.hits}
        self.by_end = {hit.end: hit for hit in self.hits}
