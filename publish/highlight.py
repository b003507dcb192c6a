"""Cut a text into stretches, each with everything that was found in it: spans may nest and overlap.

HTML elements cannot overlap, spans can. So the text is cut at every begin and end, and each stretch carries all the
layers that cover it; a quotation with three municipalities in it is seven stretches that look like one quotation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Span:
    """One thing found in a text."""

    start: int
    """First character."""
    end: int
    """One past the last character."""
    layer: str
    """What was found: municipality, practice, norm, organisation, person, quotation, assertion, speaker, cue."""
    label: str
    """What a reader is told of it."""
    link: str | None = None
    """Page of this site about it."""
    id: str | None = None
    """Anchor at its first character."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some characters that the same spans cover."""

    text: str
    """The characters."""
    spans: tuple[Span, ...]
    """What covers them, the longest first."""
    starts: tuple[Span, ...]
    """What begins with its first character."""

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers that cover it, each once."""
        return tuple(dict.fromkeys(span.layer for span in self.spans))

    @property
    def label(self) -> str:
        """What a reader is told of it, on one line."""
        return "; ".join(dict.fromkeys(span.label for span in self.spans))

    @property
    def link(self) -> str | None:
        """The page about the shortest thing that has one."""
        return next((span.link for span in reversed(self.spans) if span.link), None)


def cut_stretches(text: str, spans: Iterable[Span], start: int = 0, end: int | None = None) -> Iterator[Stretch]:
    """Yield the stretches of a part of a text, in order; together they are exactly that part.

    Args:
        text: The text.
        spans: What was found in it, in any order; what lies outside the part is cut off or left out.
        start: First character of the part.
        end: One past the last; the end of the text when left out.

    >>> spans = [Span(0, 6, "quotation", "q"), Span(4, 9, "norm", "n")]
    >>> [(s.text, s.layers) for s in cut_stretches("abcdefghijk", spans)]
    [('abcd', ('quotation',)), ('ef', ('quotation', 'norm')), ('ghi', ('norm',)), ('jk', ())]
    """
    stop = len(text) if end is None else min(end, len(text))
    inside = sorted(
        (span for span in spans if span.start < stop and span.end > start and span.start < span.end),
        key=lambda span: (span.start, -span.end, span.layer),
    )
    edges = sorted({start, stop, *(max(s.start, start) for s in inside), *(min(s.end, stop) for s in inside)})
    active: list[Span] = []
    waiting = 0
    for first, last in pairwise(edges):
        active = [span for span in active if span.end > first]
        while waiting < len(inside) and max(inside[waiting].start, start) <= first:
            active.append(inside[waiting])
            waiting += 1
        covering = sorted(active, key=lambda span: (-(span.end - span.start), span.start, span.layer))
        yield Stretch(text[first:last], tuple(covering), tuple(span for span in covering if span.start == first))
