"""Read Argdown: what `graph.export.argdown` writes, and what others write with the same few forms.

Statements `[name]: text`, arguments `<name>: text`, relations below them (+ - _ and +> -> _>), nested as deep as one
likes, premise-conclusion structures, data between braces, front matter and comments. What carries no claim (tags, bold,
links) stays in the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from graph.export.claims import ClaimMap, ExchangeError, restore
from staving.schema import Argument, Polarity, Premise, PremiseRole, Proposition, PropositionKind, Side, derive_id

_LINE = re.compile(r"(?P<indent>[ \t]*)(?P<rest>.*)")
_RELATION = re.compile(r"(?P<sign>\+>|->|_>|<\+|<-|<_|\+|-|_)\s+(?P<target>.*)")
_ELEMENT = re.compile(r"(?:\[(?P<statement>[^\[\]\n]+)\]|<(?P<argument>[^<>\n]+)>)(?::\s*(?P<text>.*))?\s*$", re.DOTALL)
_NUMBERED = re.compile(r"\(\d+\)\s+(?P<rest>.*)")
_RULE = re.compile(r"-{2,}\s*(?:(?P<scheme>[^-\n][^\n]*?)\s*-{2,})?\s*$|-{4,}\s*$")
FIELDS = ("parent", "kind", "side", "burden", "standard", "norms", "valid_from", "valid_to", "cues")
"""Fields of a proposition that stand between braces."""


def unescape_text(text: str) -> str:
    """Undo the backslashes before characters that mean something in Argdown."""
    return re.sub(r"\\(.)", r"\1", text)


@dataclass(slots=True)
class _Found:
    """What was read of one statement or argument."""

    text: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    line: int = 0
    has_block: bool = False


@dataclass(slots=True)
class _Step:
    """What was read of the place of one argument."""

    premises: dict[str, str] = field(default_factory=dict)
    targets: list[tuple[str, str]] = field(default_factory=list)
    """Sign and name of what it supports, attacks or undercuts."""


class _Reader:
    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.statements: dict[str, _Found] = {}
        self.arguments: dict[str, _Found] = {}
        self.steps: dict[str, _Step] = {}
        self.title, self.lines = _strip_front(text, name)
        self.made: dict[str, int] = {}
        self.stack: list[tuple[int, str, str]] = []
        self.structure: list[tuple[str, str]] = []
        self.owner = ""

    def run(self) -> ClaimMap:
        """Read line by line: the headings, the relations below them, and structures of premises and conclusions."""
        for number, line in _join_lines(self.lines):
            match = _LINE.fullmatch(line)
            indent, rest = (len(match["indent"].expandtabs(4)), match["rest"]) if match else (0, line)
            if not rest:
                self._close(number)
                self.stack = []
            elif not self._read_part(rest, number) and not self._read_relation(rest, indent, number):
                kind, found = self._read_element(rest, number)
                self._close(number)
                self.stack = [(indent, kind, found)]
                self._place(kind, found)
                if kind == "argument":
                    self.owner, self.structure = found, []
        self._close(len(self.lines))
        return self._build()

    def _place(self, kind: str, title: str) -> None:
        """Put what has a block of its own in the order of the blocks, wherever it was named before."""
        table = self.statements if kind == "statement" else self.arguments
        if not table[title].has_block:
            table[title] = table.pop(title)
            table[title].has_block = True

    def _read_part(self, rest: str, number: int) -> bool:
        """Read a numbered statement or a line between premises and conclusion; return whether it is one."""
        numbered, rule = _NUMBERED.fullmatch(rest), _RULE.fullmatch(rest)
        if numbered:
            self.structure.append(("statement", self._read_element(numbered["rest"], number, is_statement=True)[1]))
        elif rule:
            self.structure.append(("rule", rule["scheme"] or ""))
        return bool(numbered or rule)

    def _read_relation(self, rest: str, indent: int, number: int) -> bool:
        """Read a relation to what stands above it, less indented; return whether it is one."""
        relation = _RELATION.fullmatch(rest)
        if relation is None or indent == 0:
            return False
        while self.stack and self.stack[-1][0] >= indent:
            self.stack.pop()
        if not self.stack:
            raise ExchangeError(f"{self.name}:{number}: a relation that stands below nothing; indent it less")
        kind, target = self._read_element(relation["target"], number)
        self._relate(self.stack[-1][1:], relation["sign"], (kind, target), number)
        self.stack.append((indent, kind, target))
        return True

    def _read_element(self, rest: str, number: int, *, is_statement: bool = False) -> tuple[str, str]:
        """Return kind and name of the statement or argument on a line, and keep what the line says of it."""
        words, data = self._split_data(rest, number)
        match = _ELEMENT.fullmatch(words.strip())
        if match is None:
            kind, title, text = "statement", self._make_name("S", self.statements), words.strip()
            if not text:
                raise ExchangeError(f"{self.name}:{number}: holds no statement; write [name]: text")
        else:
            kind = "statement" if match["statement"] else "argument"
            title, text = (match["statement"] or match["argument"]).strip(), (match["text"] or "").strip()
        if is_statement and kind == "argument":
            raise ExchangeError(f"{self.name}:{number}: <{title}> is an argument where a statement has to stand")
        table = self.statements if kind == "statement" else self.arguments
        known = table.setdefault(title, _Found(line=number))
        plain = unescape_text(" ".join(text.split()))
        if plain and known.text and known.text != plain:
            raise ExchangeError(
                f"{self.name}:{number}: {title!r} has another text on line {known.line}; give each its own name"
            )
        if plain:
            known.text, known.line = plain, number
        known.data |= data
        if kind == "argument":
            self.steps.setdefault(title, _Step())
        return kind, title

    def _make_name(self, letter: str, taken: dict[str, _Found]) -> str:
        """Return a name for what has none."""
        while True:
            self.made[letter] = self.made.get(letter, 0) + 1
            if f"{letter}{self.made[letter]}" not in taken:
                return f"{letter}{self.made[letter]}"

    def _split_data(self, rest: str, number: int) -> tuple[str, dict[str, Any]]:
        """Return the words of a line and the data between braces at its end."""
        start = re.search(r"(?<!\\)(?:\\\\)*\{", rest)
        if start is None:
            return rest, {}
        place = start.end() - 1
        try:
            data = json.loads(rest[place:])
        except ValueError:
            try:
                data = yaml.safe_load(rest[place:])
            except (yaml.YAMLError, ValueError, RecursionError) as problem:
                raise ExchangeError(
                    f"{self.name}:{number}: the data between braces cannot be read; mend them"
                ) from problem
        if not isinstance(data, dict):
            raise ExchangeError(f"{self.name}:{number}: the data between braces are no keys and values; mend them")
        return rest[:place], {str(key): value for key, value in data.items()}

    def _relate(self, parent: tuple[str, str], sign: str, child: tuple[str, str], number: int) -> None:
        """Keep a relation; `+` below something supports it, `+>` is supported by it."""
        is_outgoing = sign in ("+>", "->", "_>")
        start, end = (parent, child) if is_outgoing else (child, parent)
        mark = sign.strip("<>")
        if mark == "_" and end[0] != "argument":
            raise ExchangeError(f"{self.name}:{number}: only an argument can be undercut; write it as <name>")
        if start[0] == "statement" and end[0] == "argument" and mark != "_":
            role = PremiseRole.ORDINARY if mark == "+" else PremiseRole.EXCEPTION
            self.steps[end[1]].premises.setdefault(start[1], role)
            return
        if start[0] == "statement":  # a statement for or against a statement, or undercutting: an argument without name
            title = self._make_name("A", self.arguments)
            self.arguments[title] = _Found(line=number)
            self.steps[title] = _Step(premises={start[1]: PremiseRole.ORDINARY})
            start = ("argument", title)
        if end[0] == "argument" and mark == "+":
            raise ExchangeError(f"{self.name}:{number}: an argument cannot support an argument; name the statement")
        self.steps[start[1]].targets.append(("_" if end[0] == "argument" else mark, end[1]))

    def _close(self, number: int) -> None:
        """Keep a premise-conclusion structure; each conclusion inside it is a premise of what follows."""
        structure, self.structure = self.structure, []
        if not structure:
            return
        if not self.owner:
            raise ExchangeError(f"{self.name}:{number}: premises without an argument; write <name> above them")
        pending: list[str] = []
        scheme: str | None = None
        part = 0
        for kind, value in structure:
            if kind == "rule":
                scheme = value
            elif scheme is None:
                pending.append(value)
            else:
                part += 1
                title = self.owner if part == 1 else f"{self.owner}.{part}"
                self.arguments.setdefault(title, _Found(line=number))
                step = self.steps.setdefault(title, _Step())
                for name in pending:
                    step.premises.setdefault(name, PremiseRole.ORDINARY)
                step.targets.append(("+", value))
                if scheme:
                    self.arguments[title].data.setdefault("scheme", scheme)
                pending, scheme = [value], None
        if part == 0:
            raise ExchangeError(
                f"{self.name}:{number}: premises of {self.owner!r} without a conclusion; add ---- and (n)"
            )

    # --- records

    def _build(self) -> ClaimMap:
        ids = {title: str(found.data.get("id", title)) for title, found in self.statements.items()}
        propositions = tuple(
            self._make_proposition(ids[title], found, place)
            for place, (title, found) in enumerate(self.statements.items())
        )
        arguments, premises = [], []
        step_ids = {title: str(found.data.get("id", title)) for title, found in self.arguments.items()}
        for title, found in self.arguments.items():
            step, name = self.steps[title], step_ids[title]
            where = f"{self.name}:{found.line}"
            (sign, target), *others = self._order_targets(title, step, where)
            goal = (step_ids if sign == "_" else ids).get(target, target)
            arguments.append(_make_argument(name, sign, goal, found, where))
            premises += _make_premises(name, {ids[item]: role for item, role in step.premises.items()}, found, where)
            for number, (further, aim) in enumerate(others, 1):  # what follows from it is used once more
                extra = _make_argument(
                    f"{name}>{number}", further, (step_ids if further == "_" else ids).get(aim, aim), _Found(), where
                )
                arguments.append(extra)
                premises += _make_premises(extra.id, {goal: PremiseRole.ORDINARY}, _Found(), where)
        return ClaimMap(
            title=self.title, propositions=propositions, arguments=tuple(arguments), premises=tuple(premises)
        )

    def _order_targets(self, title: str, step: _Step, where: str) -> list[tuple[str, str]]:
        """Return what an argument leads to: its conclusion, then what that conclusion is used for further."""
        targets = list(dict.fromkeys(step.targets))
        inner = [item for item in targets if item[0] == "+"]
        if not targets or (len(targets) > 1 and len(inner) != 1):
            raise ExchangeError(f"{where}: argument {title!r} leads to {len(targets)} things and not one; mend it")
        return targets if len(targets) == 1 else [*inner, *(item for item in targets if item not in inner)]

    def _make_proposition(self, name: str, found: _Found, place: int) -> Proposition:
        given = {
            "id": name,
            "statement": str(found.data.get("statement", found.text or name)),
            "kind": PropositionKind.FACT.value,
            "side": Side.NEUTRAL.value,
            "ordinal": str(place),
        }
        for key in FIELDS:
            value = found.data.get(key)
            if value is not None:
                given[key] = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        return restore(Proposition, given, f"{self.name}:{found.line}")


def _make_argument(name: str, sign: str, goal: str, found: _Found, where: str) -> Argument:
    given: dict[str, str] = {"id": name, "polarity": Polarity.CON if sign == "-" else Polarity.PRO}
    given["undercuts" if sign == "_" else "conclusion"] = goal
    if found.data.get("polarity"):
        given["polarity"] = str(found.data["polarity"])
    if found.data.get("scheme") is not None or found.text:
        given["scheme"] = str(found.data.get("scheme", found.text))
    return restore(Argument, given, where)


def _make_premises(name: str, premises: dict[str, str], found: _Found, where: str) -> list[Premise]:
    roles = found.data.get("roles") or {}
    if not isinstance(roles, dict):
        raise ExchangeError(f"{where}: roles are no keys and values; mend them")
    return [
        restore(
            Premise,
            {
                "id": derive_id(name, item),
                "argument_id": name,
                "proposition_id": item,
                "role": str(roles.get(item, role)),
            },
            where,
        )
        for item, role in premises.items()
    ]


def read(text: str, name: str) -> ClaimMap:
    """Return the claims in an Argdown file.

    Args:
        text: The file.
        name: Its name, for messages.

    Raises:
        ExchangeError: A line cannot be read, or an argument leads to nothing; with file and line.
    """
    return _Reader(text, name).run()


def _strip_front(text: str, name: str) -> tuple[str, list[str]]:
    """Return the title and the lines, with front matter and comments made blank."""
    blank = re.sub(r"/\*.*?\*/|<!--.*?-->", lambda match: re.sub(r"[^\n]", " ", match[0]), text, flags=re.DOTALL)
    lines = blank.replace("\r\n", "\n").split("\n")
    title = ""
    first = next((place for place, line in enumerate(lines) if line.strip()), 0)
    if lines[first].strip() == "===":
        end = next((place for place, line in enumerate(lines) if place > first and line.strip() == "==="), None)
        if end is None:
            raise ExchangeError(f"{name}:{first + 1}: the front matter has no end; close it with ===")
        title = _read_title("\n".join(lines[first + 1 : end]), name)
        lines[: end + 1] = [""] * (end + 1)
    return title, [line if not re.match(r"\s*(?://|#)", line) else "" for line in lines]


def _read_title(front: str, name: str) -> str:
    own = re.fullmatch(r"title: (\".*\")", front)
    try:
        found = {"title": json.loads(own[1])} if own else yaml.safe_load(front)
    except (yaml.YAMLError, ValueError) as problem:
        raise ExchangeError(f"{name}:1: the front matter cannot be read; mend it") from problem
    return str(found.get("title", "")) if isinstance(found, dict) else ""


def _join_lines(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield number and text of each line; a line of plain words goes on where the one before ends."""
    held: tuple[int, str] | None = None
    for number, line in enumerate(lines, 1):
        bare = line.strip()
        begins = not bare or bare[0] in "[<(" or _RELATION.fullmatch(bare) or _RULE.fullmatch(bare)
        if held is not None and held[1].strip() and not begins:
            held = held[0], f"{held[1]} {bare}"
            continue
        if held is not None:
            yield held
        held = number, line.rstrip()
    if held is not None:
        yield held
