"""Read the TOML file of a case so that every value knows its line, which the standard library does not say."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from typing import Any

from staving.dossier.text import Entry, Problems, read_text

_NAME = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_HEADER = re.compile(rf"\s*\[\[?\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*\]\]?")
_KEY = re.compile(rf"\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*=")
_PART = re.compile(_NAME)
_AT_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)")


def read_toml(problems: Problems) -> Entry | None:
    """Return the contents of a TOML file, or None after adding what is wrong with it."""
    text = read_text(problems)
    if text is None:
        return None
    try:
        data = tomllib.loads(text)
    except RecursionError:
        problems.add(0, "", "is nested too deeply", "a case file has at most five levels")
        return None
    except ValueError as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + (not text.endswith("\n"))
        problem = _AT_LINE.sub("", str(error)).replace(" (at end of document)", "")
        twice = "overwrite" in problem or "twice" in problem
        remedy = "keep one of the two" if twice else "text stands in double quotes, lists in [ ]; see docs/dossier.md"
        problems.add(line, "", f"is no valid TOML here ({problem})", remedy)
        return None
    return _locate(data, (), find_toml_lines(text))


def _locate(value: Any, path: tuple[str, ...], lines: dict[tuple[str, ...], int]) -> Entry:
    line = next((lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in lines), 1)
    if isinstance(value, dict):
        return Entry({key: _locate(item, (*path, key), lines) for key, item in value.items()}, line)
    if isinstance(value, list):
        return Entry(tuple(_locate(item, (*path, str(n)), lines) for n, item in enumerate(value)), line)
    if isinstance(value, date | datetime):
        return Entry(value.isoformat(), line, value.isoformat())
    return Entry(value, line, str(value))


def find_toml_lines(text: str) -> dict[tuple[str, ...], int]:
    r"""Return the line of each key and table header of a valid TOML text.

    Repeated tables have their number in the path, from 0. Keys in inline tables are left to the line of what they
    stand in.

    >>> find_toml_lines('a = 1\n[b]\nc = [\n  2,\n]\n"d e" = 3\n')
    {('a',): 1, ('b',): 2, ('b', 'c'): 3, ('b', 'd e'): 6}
    >>> find_toml_lines('[[a]]\n[[a]]\nb = 1\n')
    {('a',): 1, ('a', '0'): 1, ('a', '1'): 2, ('a', '1', 'b'): 3}
    """
    lines: dict[tuple[str, ...], int] = {}
    repeats: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    number, position = 1, 0
    while position < len(text):
        if found := _HEADER.match(text, position):
            table = _number(_split_key(found[1]), repeats)
            number += text.count("\n", position, found.start(1))
            lines.setdefault(table, number)
            if found[0].lstrip().startswith("[["):
                repeats[table] = repeats.get(table, -1) + 1
                table = (*table, str(repeats[table]))
                lines[table] = number
            end = _skip_value(text, found.end())
            number += text.count("\n", found.start(1), end)
        elif found := _KEY.match(text, position):
            number += text.count("\n", position, found.start(1))
            lines.setdefault((*table, *_split_key(found[1])), number)
            end = _skip_value(text, found.end())
            number += text.count("\n", found.start(1), end)
        else:
            end = _skip_value(text, position)
            number += text.count("\n", position, end)
        position = end
    return lines


def _split_key(text: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(text))


def _number(key: tuple[str, ...], repeats: dict[tuple[str, ...], int]) -> tuple[str, ...]:
    """Return the path of a table: below a repeated table, with the number of the one that it belongs to."""
    path: tuple[str, ...] = ()
    for position, part in enumerate(key, start=1):
        path = (*path, part)
        if path in repeats and position < len(key):
            path = (*path, str(repeats[path]))
    return path


def _skip_value(text: str, position: int) -> int:
    """Return where the next statement begins: behind the line end that is in no string and no bracket."""
    depth = 0
    while position < len(text):
        sign = text[position]
        if sign in "\"'":
            position = _skip_string(text, position)
            continue
        if sign == "#":
            end = text.find("\n", position)
            position = len(text) if end < 0 else end
            continue
        if sign in "[{":
            depth += 1
        elif sign in "]}":
            depth -= 1
        elif sign == "\n" and depth <= 0:
            return position + 1
        position += 1
    return position


def _skip_string(text: str, position: int) -> int:
    sign = text[position]
    mark = sign * 3 if text.startswith(sign * 3, position) else sign
    position += len(mark)
    while position < len(text) and not text.startswith(mark, position):
        position += 2 if sign == '"' and text[position] == "\\" else 1
    return position + len(mark)
