"""Cut a text into passages: headings, blocks of a few sentences, and fields of structured documents.

A passage is what is linked to a proposition, so it has to be short enough to quote and long enough to
understand. Offsets point into the unchanged text; between two passages there is nothing but white space.
Sentence ends follow Dutch writing rules: a full stop ends a sentence unless it belongs to an abbreviation,
an initial or an enumeration, or the next word goes on in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from staving.schema import Passage, PassageKind, derive_id

MAX_SENTENCES = 4
"""Sentences in a block."""

MAX_CHARS = 600
"""Characters in a block; one sentence, or a quotation that would be cut, may be longer."""

LONGEST_BLOCK = 1200
"""Characters after which even a quotation or a sentence is cut."""

ABBREVIATIONS = frozenset(
    """
    aant afd afl al alg art artt bijv blz bv ca concl conf cq dd ds dhr dr drs e.g evt excl fig gem gebr hfst
    hr i.c i.e i.h.b ing ir i.v.m jhr jkvr jl jo jrg jur lic m.a.w m.b.t m.b.v m.i m.i.v m.n m.nt max mej
    mevr min mln mld mr mrs mw n.a.v nl nr nrs nt o.a o.b.v o.b.s o.d o.g.v o.i.d o.l.v o.m p par pag pp prof
    q.q r.o r.ov red resp rov s.v sr st stb stcrt str sub t.a.v t.b.v t.g.v t.h.v t.n.v t.o.v t.w.v tel temp
    tit trb v v.a v.d vgl vlg volg vs w.o wnd zgn z.o.z zgn d.w.z d.m.v d.d a.u.b a.h.w b.g.g c.a i.o i.p.v
    i.s.m i.t.t jan feb mrt apr jun jul aug sep sept okt nov dec ma di wo do vr za
    """.split()
)
"""Abbreviations, without their last full stop, after which a sentence goes on."""

CLOSING_ABBREVIATIONS = frozenset(
    """
    etc enz e.d e.a e.v c.s a.s jl b.v n.v p.p m.m o.i.d w.v.t.t.k
    """.split()
)
"""Abbreviations that also stand at the end of a sentence: then a capital follows."""

_END = re.compile(r"(?P<mark>[.!?…]+)(?P<close>[\"'”’»)\]⁰¹²³⁴-⁹]*)(?=\s)")
_NEXT = re.compile(
    r"\s+(?:(?P<clitic>['’][stn] (?=[A-ZÀ-Þ]))|(?P<open>[\"'“„‘‚«(\[•*¹²³⁴-⁹-]*\s?))"
    r"(?P<first>[A-ZÀ-ÞĀ-Ž]|\d|[^\W\d_a-zß-ÿ])?"
)
_LAST_WORD = re.compile(r"[\w.'’-]*\Z", re.UNICODE)
_INITIAL = re.compile(r"(?:^|[.\s(])[A-ZÀ-Þ]\Z|(?:^|[\s(])(?:Th|Ch|Ph|Sj|IJ|Chr|Fr|Joh)\Z")
_ENUMERATION = re.compile(r"\s*[\"'“„‘(\[]*(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivxIVX]{1,5})\Z")
_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_FIELD = re.compile(r"\s*(?P<name>[A-ZÀ-Þ][\w ./()&'’-]{0,48}?)\s?:\s+\S")
_BULLET = re.compile(r"\s*(?:[-–—•*·]|\d{1,3}[.)]|[a-z][.)])\s")
_HEADING_END = re.compile(r"[.!?…;,:\"”’»]\s*\Z")


def split_passages(document_id: str, text: str) -> tuple[Passage, ...]:
    r"""Return the passages of a document, in order.

    Args:
        document_id: Id of the document, part of the ids of its passages.
        text: The text; it is not changed.

    Returns:
        Passages that do not overlap and that hold every character of the text that is not white space.

    >>> [p.text for p in split_passages("d", "Besluit\n\nHet college stopt. De camera's gaan uit.")]
    ['Besluit', "Het college stopt. De camera's gaan uit."]
    """
    lines = [(match.start(), match.end()) for match in _LINE.finditer(text)]
    lines = [_trim(text, start, end) for start, end in lines if text[start:end].strip()]
    structured = _is_structured([text[start:end] for start, end in lines])
    found: list[Passage] = []
    for number, (start, end) in enumerate(lines):
        line = text[start:end]
        if structured:
            kind = PassageKind.FIELD
        elif number + 1 < len(lines) and _is_heading(line):
            kind = PassageKind.HEADING
        else:
            kind = PassageKind.BLOCK
        for first, last in _split_block(text, start, end):
            found.append(
                Passage(
                    id=derive_id(document_id, first, last),
                    document_id=document_id,
                    ordinal=len(found),
                    kind=kind,
                    start=first,
                    end=last,
                    text=text[first:last],
                )
            )
    return tuple(found)


def split_sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the sentences in one line of a text.

    Args:
        text: The text.
        start: Where the line begins.
        end: Where it ends; the end of the text when left out.

    Yields:
        Begin and end of each sentence, without white space around it.

    >>> text = "Zie art. 6 lid 1 AVG. Dat mag niet, aldus mr. J. Bakker."
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['Zie art. 6 lid 1 AVG.', 'Dat mag niet, aldus mr. J. Bakker.']
    """
    stop = len(text) if end is None else end
    begin = start
    for match in _END.finditer(text, start, stop):
        if match.end() < stop and _ends_sentence(text, begin, match):
            yield _trim(text, begin, match.end())
            begin = match.end()
    if text[begin:stop].strip():
        yield _trim(text, begin, stop)


def _ends_sentence(text: str, begin: int, match: re.Match[str]) -> bool:
    following = _NEXT.match(text, match.end())
    if following is None or following["first"] is None:
        return False
    if match["mark"] != ".":
        return True
    before = text[begin : match.start()]
    if _ENUMERATION.fullmatch(before) or (not match["close"] and _INITIAL.search(before)):
        return False
    last = _LAST_WORD.search(before)
    word = (last.group() if last else "").strip("'’").casefold()
    if word in CLOSING_ABBREVIATIONS:
        return not following["first"].isdigit()
    return bool(match["close"]) or word not in ABBREVIATIONS


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _is_heading(line: str) -> bool:
    words = line.split()
    return (
        len(line) <= 120
        and len(words) <= 14
        and not _HEADING_END.search(line)
        and (line[0].isupper() or line[0].isdigit())
        and not (_BULLET.match(line) and not line[0].isdigit())
        and any(letter.isalpha() for letter in line)
    )


def _is_structured(lines: list[str]) -> bool:
    """Tell a record of named fields from prose: most lines begin with a name of their own and a colon."""
    names = [match["name"].casefold() for line in lines if (match := _FIELD.match(line))]
    return len(names) >= 3 and len(set(names)) == len(names) and len(names) >= 0.6 * len(lines)


def _split_block(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the blocks of one line, never cutting a quotation that a block can hold."""
    sentences = [piece for first, last in split_sentences(text, start, end) for piece in _cut(text, first, last)]
    open_after = _find_open_quotes(text, start, sentences)
    begin, count = start, 0
    for number, (first, last) in enumerate(sentences):
        if count:
            too_long = last - begin > MAX_CHARS or count >= MAX_SENTENCES
            in_quote = open_after[number - 1] and last - begin <= LONGEST_BLOCK
            if too_long and not in_quote:
                yield _trim(text, begin, sentences[number - 1][1])
                begin, count = first, 0
        count += 1
    if count:
        yield _trim(text, begin, sentences[-1][1])


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield pieces of a sentence that no block can hold, cut at white space where there is any."""
    while end - start > LONGEST_BLOCK:
        space = max(
            text.rfind(" ", start + 1, start + LONGEST_BLOCK), text.rfind("\t", start + 1, start + LONGEST_BLOCK)
        )
        middle = space if space > start else start + LONGEST_BLOCK
        piece = _trim(text, start, middle)
        if piece[0] < piece[1]:
            yield piece
        start = _trim(text, middle, end)[0]
    if start < end:
        yield start, end


def _find_open_quotes(text: str, start: int, sentences: list[tuple[int, int]]) -> list[bool]:
    """Return for each sentence whether a quotation is still open at its end."""
    if not sentences:
        return []
    block = text[start : sentences[-1][1]]
    straight = block.count('"') % 2 == 0
    opened: list[bool] = []
    is_open, at = False, start
    for _, last in sentences:
        for mark in text[at:last]:
            if mark in "„«" or (mark == "“" and not is_open):
                is_open = True
            elif mark in "”»" or mark == "“":
                is_open = False
            elif mark == '"' and straight:
                is_open = not is_open
        at = last
        opened.append(is_open)
    return opened
