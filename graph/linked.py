"""What goes into the linker and what comes out, and what it reads from a statement and an annotation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from staving.schema import Annotation, Assertion, MentionKind, Proposition, Stance


class Readable(Protocol):
    """What the linker needs of a case file."""

    @property
    def subject(self) -> str:
        """CBS code of the municipality the case is about."""
        ...

    @property
    def complainant_names(self) -> tuple[str, ...]:
        """Names of the complainant."""
        ...

    @property
    def propositions(self) -> tuple[Proposition, ...]:
        """The propositions."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A passage to be linked."""

    id: str
    """Its id."""
    text: str
    """The words."""
    date: str | None = None
    """Date of the document."""
    outlet: str | None = None
    """Who published it."""
    speaker: str | None = None
    """For whom it speaks, where known."""
    home: str | None = None
    """CBS code of the municipality whose document it is."""
    is_about_subject: bool = True
    """Whether its document names the municipality of the case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A passage and a proposition."""

    passage: str
    """Id of the passage."""
    proposition: str
    """Id of the proposition."""
    stance: Stance
    """What the passage does to the proposition."""
    score: float
    """Probability that the link holds."""
    reasons: tuple[str, ...]
    """Why, in Dutch."""
    method: str
    """cues, where an assertion met the cues of the proposition; else text."""
    assertion: Assertion | None = None
    """The assertion that met the cues."""
    is_about_stop: bool = False
    """Whether the proposition is that a practice has ended."""
    is_accepted: bool = False
    """Whether it may stand without a human."""
    is_own_view: bool = False
    """Whether the proposition is about what the complainant sees, so that its own word supports it."""
    agreement: float = 0.0
    """How much of the proposition's own words the passage holds."""


def find_names(statement: str) -> tuple[str, ...]:
    """Return the names in a statement that a passage about it must hold: capitalised words, not the first, not laws.

    >>> find_names("Volgens Veldhuis mag het niet van de AVG")
    ('Veldhuis',)
    """
    return tuple(
        word
        for word in re.findall(r"(?<=[\w,] )[A-ZÀ-Þ][a-zß-ÿ]{3,}", statement)
        if word.casefold() not in ("wetboek", "grondwet")
    )


def split_phrases(cue: Any) -> list[str]:
    """Return the phrases of a cue: a list, or words separated by commas."""
    if cue is None:
        return []
    parts: Sequence[Any] = cue if isinstance(cue, list | tuple) else str(cue).split(",")
    return [str(part).strip() for part in parts if str(part).strip()]


def list_places(annotation: Annotation | None) -> set[str]:
    """Return the codes of the municipalities that a passage names or asserts something of."""
    if annotation is None:
        return set()
    found = {
        mention.current or mention.value for mention in annotation.mentions if mention.kind == MentionKind.MUNICIPALITY
    }
    return found | {assertion.municipality for assertion in annotation.assertions}


def list_norms(annotation: Annotation | None) -> list[tuple[str, str | None]]:
    """Return the provisions that a passage cites: law and article."""
    if annotation is None:
        return []
    return [(mention.value, mention.article) for mention in annotation.mentions if mention.kind == MentionKind.NORM]


def share_norm(norm: tuple[str, str | None], norms: Sequence[str]) -> bool:
    """Return whether a provision, or its whole law, is among those of a proposition."""
    law, article = norm
    for other in norms:
        if other.startswith(law) and (article is None or re.search(rf"\bart\. {re.escape(article)}\b", other)):
            return True
    return False
