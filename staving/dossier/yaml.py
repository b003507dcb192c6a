"""Read YAML and JSON files of a case so that every value knows its line.

YAML is composed to nodes with the safe loader and the values are made from those nodes here, so that there are no
tags, no surprises of YAML 1.1 (`no` and `on` stay words, dates stay text) and no alias bombs.
"""

from __future__ import annotations

import json
import re

import yaml

from staving.dossier.text import Entry, Problems, read_text

MAX_VALUES = 200_000
"""Most values in one file, repeated aliases counted each time: stops alias bombs."""

_TAGS = frozenset({"map", "seq", "str", "int", "float", "bool", "null", "timestamp", "merge", "value"})
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTH = {"true": True, "True": True, "false": False, "False": False}
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{1,18}")


class _TooMuchError(Exception):
    """The file holds more values than a case file can have."""


def read_yaml(problems: Problems) -> Entry | None:
    """Return the contents of a YAML file, or None after adding what is wrong with it."""
    text = read_text(problems)
    return None if text is None else compose_yaml(text, problems)


def compose_yaml(text: str, problems: Problems) -> Entry | None:
    """Return the contents of a YAML text, or None after adding what is wrong with it."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if node is None:
            problems.add(0, "", "holds nothing but comments", "fill it in, or copy it from a fresh `staving init`")
            return None
        return _Composer(problems).convert(node, "")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        problem = " ".join(str(error.problem or error.context or "cannot be read as YAML").split())
        problems.add(line, "", f"is no valid YAML here ({problem})", _advise(text, line, problem))
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        problems.add(line, "", "holds a control character", "delete the invisible character on this line")
    except RecursionError:
        problems.add(0, "", "is nested too deeply", "a case file has at most five levels")
    except _TooMuchError:
        problems.add(0, "", f"holds more than {MAX_VALUES} values", "write aliases (*name) out, or split the case")
    return None


def _advise(text: str, line: int, problem: str) -> str:
    lines = text.splitlines()
    nearby = lines[max(0, line - 2) : line]
    if "\\t" in problem or any("\t" in item[: len(item) - len(item.lstrip())] for item in nearby):
        return "indent with spaces, never with tabs"
    if "mapping values are not allowed" in problem:
        return "put text that holds a colon in double quotes, and check the indentation"
    if "alias" in problem or "token" in problem:
        return "put text that begins with a sign such as * & % @ or ` in double quotes"
    return "check quotes, brackets and indentation on this line and the one above"


class _Composer:
    """Turns the nodes of one YAML file into entries."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.count = 0
        self.open: set[int] = set()

    def convert(self, node: yaml.Node, key: str) -> Entry:
        """Return the entry of a node and of all that is in it."""
        line = node.start_mark.line + 1
        self.count += 1
        if self.count > MAX_VALUES:
            raise _TooMuchError
        if id(node) in self.open:
            self.problems.add(line, key, "is an alias of what it stands in", "write the value out")
            return Entry(None, line)
        if node.tag.rpartition(":")[2] not in _TAGS:
            self.problems.add(line, key, f"has a YAML tag ({node.tag})", "put text that begins with ! in double quotes")
            return Entry(None, line)
        if isinstance(node, yaml.ScalarNode):
            return _convert_scalar(node, line)
        self.open.add(id(node))
        try:
            if isinstance(node, yaml.SequenceNode):
                items = tuple(self.convert(item, f"{key}[{n}]") for n, item in enumerate(node.value, start=1))
                return Entry(items, line)
            return Entry(self._convert_mapping(node, key), line)
        finally:
            self.open.discard(id(node))

    def _convert_mapping(self, node: yaml.Node, key: str) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        for name_node, value_node in node.value:
            line = name_node.start_mark.line + 1
            if not isinstance(name_node, yaml.ScalarNode):
                self.problems.add(line, key, "has a key that is no word", "use a plain word as key")
                continue
            name = str(name_node.value)
            path = f"{key}.{name}" if key else name
            if name in found:
                self.problems.add(
                    line, path, f"stands here twice (first on line {found[name].line})", "keep one of the two"
                )
                continue
            entry = self.convert(value_node, path)
            found[name] = Entry(entry.value, line, entry.raw)
        return found


def _convert_scalar(node: yaml.ScalarNode, line: int) -> Entry:
    raw = str(node.value)
    if node.style is not None:
        return Entry(raw, line, raw)
    if raw in _NULLS:
        return Entry(None, line, raw)
    if raw in _TRUTH:
        return Entry(_TRUTH[raw], line, raw)
    if _INTEGER.fullmatch(raw):
        return Entry(int(raw), line, raw)
    if _DECIMAL.fullmatch(raw):
        return Entry(float(raw), line, raw)
    return Entry(raw, line, raw)


def read_json(problems: Problems) -> Entry | None:
    """Return the contents of a JSON file, or None after adding what is wrong with it."""
    text = read_text(problems)
    if text is None:
        return None
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        problems.add(error.lineno, "", f"is no valid JSON here ({error.msg})", "check quotes, commas and brackets")
        return None
    except (RecursionError, ValueError):
        problems.add(0, "", "cannot be read as JSON", "check the brackets, and put long numbers in quotes")
        return None
    return compose_yaml(text.replace("\t", " "), problems)  # JSON is YAML, but for tabs: this gives the lines
