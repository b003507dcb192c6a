"""Pair the quotation marks of a text, in every style and mismatch that Dutch writing knows.

What a mark is depends on what stands beside it: an opening mark has a blank (or nothing) before it and a
character after it, a closing mark the reverse. Apostrophes ('s, foto's, '68, gemeenten') open nothing.
Nesting counts once: the outermost pair is returned.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

DOUBLE = "double"
SINGLE = "single"
DASH = "dash"

LONGEST = 6000
"""Characters that one quotation may be long; a mark that closes later closes nothing."""

MOST_PARAGRAPHS = 8
"""Paragraphs that one quotation may run over."""


@dataclass(frozen=True, slots=True)
class Marked:
    """Words between marks: one paragraph of one quotation."""

    start: int
    """First character inside the marks."""
    end: int
    """One past the last character inside."""
    open: int
    """First character of the opening mark (or of the words, where a paragraph repeats none)."""
    close: int
    """One past the closing mark."""
    family: str
    """double, single or dash."""
    continues: bool = False
    """Whether it continues the quotation of the paragraph before."""


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    family: str
    opens: bool
    closes: bool


_MARK = re.compile(r",,|''|´´|``|[„“”‟\"«»″‘’‚‛'‹›`´]")
_ALWAYS_OPEN = frozenset({"„", ",,", "‚", "‟", "``"})
_SINGLES = frozenset("‘’‚‛'‹›`´")
_CLITIC = re.compile(r"(?:[stknmrd]|er|ns|ie|[0-9]{2})(?![\w])", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*|\n")


def find_paragraphs(text: str) -> list[tuple[int, int]]:
    """Return the paragraphs of a text as offsets.

    A blank line always parts; a single line end parts where the line before ends like a sentence or
    is short, so that text wrapped by hand stays together.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for match in _PARAGRAPH.finditer(text):
        if match[0].count("\n") == 1:
            before = text[start : match.start()].rstrip()
            following = text[match.end() : match.end() + 1]
            if before and before[-1] not in ".!?…”“\"'’»:*>|" and (following.islower() or not following.strip()):
                continue
            if (before and before[-1] in ",;") or (following and following.islower()):
                continue
        found.append((start, match.start()))
        start = match.end()
    found.append((start, len(text)))
    return [(begin, end) for begin, end in found if text[begin:end].strip()]


def find_marked(text: str, paragraphs: list[tuple[int, int]]) -> list[Marked]:
    """Return the words between marks, outermost pairs only, in the order of their start.

    Args:
        text: The text.
        paragraphs: Its paragraphs, from `find_paragraphs`.

    Returns:
        One item for each paragraph of each quotation; titles and scare quotes are among them.
    """
    marks = [_mark_of(text, match) for match in _MARK.finditer(text)]
    by_paragraph = _share_out([mark for mark in marks if mark.opens or mark.closes], paragraphs)
    found: list[Marked] = []
    number = 0
    while number < len(paragraphs):
        pairs = _pair(text, by_paragraph[number])
        pending = _find_unclosed(by_paragraph[number], pairs, paragraphs[number])
        last = _find_last_paragraph(by_paragraph, paragraphs, number, pending) if pending else None
        if pending and last:
            found.extend(one for one in pairs if one.open < pending.start)
            found.extend(_spread(text, by_paragraph, paragraphs, ((number, pending), last)))
            number = last[0]
        else:
            found.extend(pairs)
        number += 1
    found.extend(_find_dashes(text, paragraphs, found))
    return sorted(found, key=lambda one: one.start)


def _share_out(marks: list[_Mark], paragraphs: list[tuple[int, int]]) -> list[list[_Mark]]:
    shared: list[list[_Mark]] = [[] for _ in paragraphs]
    number = 0
    for mark in marks:
        while number < len(paragraphs) - 1 and mark.start >= paragraphs[number][1]:
            number += 1
        if paragraphs and paragraphs[number][0] <= mark.start < paragraphs[number][1]:
            shared[number].append(mark)
    return shared


def _mark_of(text: str, match: re.Match[str]) -> _Mark:
    sign = match[0]
    before = text[match.start() - 1] if match.start() else " "
    after = text[match.end()] if match.end() < len(text) else " "
    family = SINGLE if sign in _SINGLES else DOUBLE
    if family == SINGLE and before.isalnum() and after.isalnum():
        return _Mark(match.start(), match.end(), family, opens=False, closes=False)
    free_before = before.isspace() or before in "([{-–—/:„“\"‘'«*_>|"
    free_after = after.isspace() or after in ")]}-–—/.,;:!?…”\"’'»*_<|“"
    opens = free_before and not after.isspace()
    closes = not before.isspace() and free_after
    if sign == ",,":
        opens, closes = not after.isspace() and (free_before or not before.isalnum()), False
    elif sign in _ALWAYS_OPEN:
        opens, closes = not after.isspace() or sign == "„", False
    elif sign == "«":
        opens, closes = free_before, not before.isspace() and not free_before and free_after
    elif sign == "»":
        opens, closes = free_before and not free_after and after.isalnum(), free_after
    elif sign == "‘":
        opens, closes = opens or not before.isalnum(), False
    elif not opens and not closes and family == DOUBLE:
        opens, closes = not before.isalnum() and before not in ".,!?…", before.isalnum() or before in ".,!?…"
    if family == SINGLE and opens and sign in "'’‘‛" and _CLITIC.match(text, match.end()):
        opens = _is_opened_clitic(text, match)
    return _Mark(match.start(), match.end(), family, opens, closes)


def _is_opened_clitic(text: str, match: re.Match[str]) -> bool:
    """Tell ‘T is mooi’ from 's avonds: a typographic opener before a letter alone is a mark, ' and ’ are not."""
    return match[0] == "‘" and not text[match.end()].islower() and not text[match.end()].isdigit()


def _pair(text: str, marks: list[_Mark]) -> list[Marked]:
    """Return the outermost pairs within one paragraph."""
    found: list[Marked] = []
    index = 0
    while index < len(marks):
        mark = marks[index]
        if not mark.opens:
            index += 1
            continue
        closing = _find_closer(text, marks, index)
        if closing is None:
            index += 1
            continue
        one = _make(text, mark, marks[closing])
        if one:
            found.append(one)
        index = closing + 1
    return found


def _find_closer(text: str, marks: list[_Mark], index: int) -> int | None:
    """Return the mark that closes the one at an index: same family, at the same depth."""
    opener = marks[index]
    depth = 0
    for number in range(index + 1, min(len(marks), index + 400)):
        mark = marks[number]
        if mark.start - opener.end > LONGEST:
            return None
        if mark.family != opener.family:
            continue
        if mark.closes and not (mark.opens and depth == 0 and text[mark.start - 1] in "(["):
            if mark.family == SINGLE and _is_genitive(text, marks, number):
                continue
            if depth == 0:
                return number
            depth -= 1
        elif mark.opens:
            if _closes_later(marks, number, opener.family):
                depth += 1
            else:
                # A new opener where no second closer follows: the first was never closed.
                return None
    return None


def _closes_later(marks: list[_Mark], number: int, family: str) -> bool:
    """Tell whether two closers of a family follow before the next opener: one inside the other."""
    closers = 0
    for mark in marks[number + 1 : number + 12]:
        if mark.family != family:
            continue
        if mark.closes:
            closers += 1
        elif mark.opens and closers:
            return closers > 1
    return closers > 1


def _is_genitive(text: str, marks: list[_Mark], number: int) -> bool:
    """Tell the apostrophe of "Hans' fiets" from a closing mark: a surer closer follows it."""
    mark = marks[number]
    before = text[mark.start - 1] if mark.start else ""
    following = text[mark.end : mark.end + 2]
    if (
        before.casefold() not in "sxz"
        or len(following) < len("ab")
        or following[0] != " "
        or not following[1].islower()
    ):
        return False
    for later in marks[number + 1 : number + 6]:
        if later.family != SINGLE:
            continue
        if later.opens and not later.closes:
            return False
        if later.closes:
            return text[later.end : later.end + 1] in ",.;:)!?" or text[later.start - 1] in ".,!?…"
    return False


def _make(text: str, opening: _Mark, closing: _Mark) -> Marked | None:
    start, end = _trim(text, opening.end, closing.start)
    if start >= end:
        return None
    return Marked(start, end, opening.start, closing.end, opening.family)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    # A comma before the closing mark belongs to the sentence around it: “Het was nodig,” zegt Jan.
    while start < end and (text[end - 1].isspace() or text[end - 1] == ","):
        end -= 1
    return start, end


def _find_unclosed(marks: list[_Mark], pairs: list[Marked], paragraph: tuple[int, int]) -> _Mark | None:
    """Return the opening mark of a paragraph that is still open at its end."""
    after = pairs[-1].close if pairs else paragraph[0]
    for mark in reversed(marks):
        if mark.start < after or paragraph[1] - mark.end > LONGEST:
            return None
        if mark.opens and (mark.family == DOUBLE or mark.start == paragraph[0]):
            return mark
    return None


def _find_last_paragraph(
    by_paragraph: list[list[_Mark]], paragraphs: list[tuple[int, int]], number: int, opener: _Mark
) -> tuple[int, _Mark] | None:
    """Return the paragraph in which an open quotation is closed, and the mark that does it."""
    for later in range(number + 1, min(len(paragraphs), number + 1 + MOST_PARAGRAPHS)):
        marks = [mark for mark in by_paragraph[later] if mark.family == opener.family]
        begin = paragraphs[later][0]
        repeats = bool(marks) and marks[0].start == begin and marks[0].opens
        rest = marks[1:] if repeats else marks
        for mark in rest:
            if mark.closes:
                return later, mark
            if mark.opens:
                return None
        if rest:
            return None
    return None


def _spread(
    text: str,
    by_paragraph: list[list[_Mark]],
    paragraphs: list[tuple[int, int]],
    first_and_last: tuple[tuple[int, _Mark], tuple[int, _Mark]],
) -> list[Marked]:
    """Return one item for each paragraph of a quotation that runs over several."""
    (number, opener), (final, closer) = first_and_last
    found: list[Marked] = []
    for index in range(number, final + 1):
        begin = opener.end if index == number else paragraphs[index][0]
        opening = opener.start if index == number else begin
        if index != number:
            first = next((mark for mark in by_paragraph[index] if mark.family == opener.family), None)
            if first and first.opens and first.start == begin and first is not closer:
                begin = first.end
        end = closer.start if index == final else paragraphs[index][1]
        close = closer.end if index == final else paragraphs[index][1]
        start, stop = _trim(text, begin, end)
        if start < stop:
            found.append(Marked(start, stop, opening, close, opener.family, continues=index != number))
    if found and final + 1 <= len(paragraphs):
        after = [mark for mark in by_paragraph[final] if mark.start >= closer.end]
        found.extend(_pair(text, after))
    return found


_DASHED = re.compile(r"[-–—]\s?(?=[A-Z‘’'„“\"(¿]|[’'][a-z])")
_DASH_END = re.compile(r"(?:(?P<stop>[.!?…])|,)(?:\s[-–—])?\s(?=[a-z]{2,15}\s)")


def _find_dashes(text: str, paragraphs: list[tuple[int, int]], found: list[Marked]) -> list[Marked]:
    """Return what is spoken behind a dash at the start of a paragraph, up to the first possible cue.

    Whether a cue really follows is for the reader of quotations to say.
    """
    dashed: list[Marked] = []
    for begin, end in paragraphs:
        opening = _DASHED.match(text, begin)
        if not opening or any(one.open < end and begin < one.close for one in found):
            continue
        for match in _DASH_END.finditer(text, opening.end(), min(end, begin + LONGEST)):
            stop = match.start() + (1 if match["stop"] else 0)
            dashed.append(Marked(opening.end(), stop, begin, stop, DASH))
    return dashed
