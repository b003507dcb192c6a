"""Read plain text: lines stay as they are, except that a paragraph broken over lines becomes one line."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"\s*(?:[-–—•*·>#|]|\d{1,3}[.)]|[a-z][.)])\s|\s*[A-ZÀ-Þ][\w ./()-]{0,30}:\s")
_HYPHEN = re.compile(r"(?<=[a-zß-ÿ])-\Z")
_SUSPENDED = re.compile(r"(?:en|of|en/of|dan|tot|and|or)\b")
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff\ufffe\uffff]|[\ud800-\udfff]")
"""Characters that are no text; they would end up invisible in quotations."""


def read_plain(source: str) -> str:
    """Return the text of a plain file: paragraphs on one line, blank lines between them kept.

    Lines are joined only where the whole text looks broken at one width; words are never changed.
    """
    lines = [
        " ".join(CONTROL.sub("", line).split()) for line in re.split(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", source)
    ]
    width = find_wrap_width(lines)
    joined = join_lines(lines, width) if width else lines
    return re.sub(r"\n{3,}", "\n\n", "\n".join(joined)).strip("\n")


def find_wrap_width(lines: list[str]) -> int | None:
    """Return the width at which a text was broken, or None where lines are paragraphs."""
    lengths = sorted(
        len(line) for line, after in zip(lines, [*lines[1:], ""], strict=True) if after and line.count(" ") >= 3
    )
    if len(lengths) < 2:
        return None
    longest = lengths[max(0, int(len(lengths) * 0.95) - 1)]
    near = [length for length in lengths if 0.75 * longest <= length <= 1.1 * longest]
    return longest if 35 <= longest <= 130 and len(near) >= 0.4 * len(lengths) else None


def join_lines(lines: list[str], width: int) -> list[str]:
    """Return paragraphs: a line goes on with the next where that one's first word had no room on it.

    A word divided at the end of a line becomes whole ("gemeen-", "te"); a hyphen that stands for a word stays
    ("beeld-", "en geluid").
    """
    done: list[str] = []
    parts: list[str] = []  # the lines of the paragraph that is open; joined once, since a paragraph may be a book
    last_length = 0
    for line in lines:
        first = line.split(" ", 1)[0] if line else ""
        has_no_room = last_length + 1 + len(first) > 0.9 * width
        is_open = bool(parts) and not parts[-1].endswith(":") and last_length <= 1.1 * width
        goes_on = is_open and bool(line) and not _SPECIAL.match(line) and (has_no_room or line[0].islower())
        if goes_on:
            if _HYPHEN.search(parts[-1]) and line[0].islower() and not _SUSPENDED.match(line):
                parts[-1] = parts[-1][:-1]
                parts.append(line)
            else:
                parts.append(f" {line}")
        else:
            if parts:
                done.append("".join(parts))
            parts = [line] if line else []
            if not line:
                done.append("")
        last_length = len(line)
    if parts:
        done.append("".join(parts))
    return done
