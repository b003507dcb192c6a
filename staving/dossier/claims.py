"""Read and check `claims.yaml`: the propositions and arguments of a case."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from staving.dossier.fields import Table, list_choices, name_type
from staving.dossier.norms import is_norm, respell_norm
from staving.dossier.text import Entry, Problems
from staving.dossier.yaml import read_yaml
from staving.schema import (
    Argument,
    Burden,
    Polarity,
    Premise,
    PremiseRole,
    Proposition,
    PropositionKind,
    Side,
    Standard,
    Status,
    derive_id,
)

PROPOSITION_KEYS = (
    "id", "statement", "kind", "side", "parent", "norms", "burden", "standard", "valid", "cues",
)  # fmt: skip
ARGUMENT_KEYS = ("id", "conclusion", "premises", "polarity", "scheme", "undercuts")
CUE_KEYS = ("practices", "statuses", "municipality", "text", "against")
CUE_MUNICIPALITIES = ("subject", "other", "any")


@dataclass(frozen=True, slots=True)
class Claims:
    """What `claims.yaml` says, as far as it could be read."""

    propositions: tuple[Proposition, ...] = ()
    """Propositions in the order of the file."""
    arguments: tuple[Argument, ...] = ()
    """Arguments in the order of the file."""
    premises: tuple[Premise, ...] = ()
    """Premises in the order of the file."""


def read_claims(problems: Problems, practices: Collection[str]) -> Claims:
    """Return the claims of a case file.

    Args:
        problems: The file to read, and where its mistakes go.
        practices: Ids of the practices that cues may name.
    """
    root = read_yaml(problems)
    if root is None:
        return Claims()
    top = Table(root, "", problems, ("propositions", "arguments"))
    if isinstance(root.value, dict) and not top.items("propositions"):
        top.add("propositions", "holds no proposition", "write at least one: - id, statement, kind, side")
    tables = dict(_open_tables(top, "propositions", PROPOSITION_KEYS))
    steps = dict(_open_tables(top, "arguments", ARGUMENT_KEYS))
    propositions = tuple(
        _read_proposition(name, table, n, tables, practices) for n, (name, table) in enumerate(tables.items())
    )
    _check_parents(propositions, tables)
    arguments, premises = [], []
    for name, table in steps.items():
        argument, its_premises = _read_argument(name, table, tables, steps)
        arguments.append(argument)
        premises.extend(its_premises)
    _check_support(arguments, premises, steps)
    return Claims(propositions, tuple(arguments), tuple(premises))


def _open_tables(top: Table, name: str, known: tuple[str, ...]) -> Iterator[tuple[str, Table]]:
    """Yield id and table of each item of a list; an item without an id of its own is checked and left out."""
    lines: dict[str, int] = {}
    for number, entry in enumerate(top.items(name), start=1):
        identifier = _peek_id(entry)
        table = Table(entry, f"{name}[{identifier or number}]", top.problems, known)
        if not isinstance(entry.value, dict):
            continue
        if table.text("id", required=True, also_number=True) is None or identifier is None:
            continue
        if identifier in lines:
            table.add("id", f"{identifier} is already the id on line {lines[identifier]}", "give each its own id")
            continue
        lines[identifier] = table.fields["id"].line
        yield identifier, table


def _peek_id(entry: Entry) -> str | None:
    found = entry.value.get("id") if isinstance(entry.value, dict) else None
    is_name = found is not None and isinstance(found.value, str | int | float) and not isinstance(found.value, bool)
    return " ".join(found.raw.split()) or None if found is not None and is_name else None


def _refer(table: Table, name: str, known: Collection[str], what: str) -> str | None:
    """Return the id that a key refers to, or None after adding that there is no such thing."""
    identifier = table.text(name, also_number=True)
    if identifier is not None and identifier not in known:
        table.add(name, f"there is no {what} {identifier}", list_choices(identifier, known))
        return None
    return identifier


# --- propositions -------------------------------------------------------------------------------------------


def _read_proposition(
    name: str, table: Table, ordinal: int, tables: Mapping[str, Table], practices: Collection[str]
) -> Proposition:
    valid_from, valid_to = _read_validity(table)
    return Proposition(
        id=name,
        statement=table.text("statement", required=True) or name,
        kind=table.choice("kind", PropositionKind) or PropositionKind.FACT,
        side=table.choice("side", Side) or Side.CLAIMANT,
        parent=_refer(table, "parent", tables, "proposition"),
        norms=_read_norms(table),
        burden=table.choice("burden", Burden, Burden.CLAIMANT) or Burden.CLAIMANT,
        standard=table.choice("standard", Standard, Standard.PREPONDERANCE) or Standard.PREPONDERANCE,
        valid_from=valid_from,
        valid_to=valid_to,
        cues=_read_cues(table, practices),
        ordinal=ordinal,
    )


def _read_validity(table: Table) -> tuple[str | None, str | None]:
    valid = table.table("valid", ("from", "to"))
    if valid is None:
        return None, None
    first, last = valid.day("from"), valid.day("to", last=True)
    if first and last and last < first:
        valid.add("to", f"ends ({last}) before it begins ({first})", "exchange the two dates, or mend one")
    return first, last


def _read_norms(table: Table) -> tuple[str, ...]:
    norms = table.texts("norms")
    for norm in norms:
        if is_norm(norm):
            continue
        better = respell_norm(norm)
        remedy = f"write {better}" if better else "write one provision as in AVG art. 6 lid 1 onder e"
        table.add("norms", f"{norm} is not spelled as a provision", remedy, is_warning=True)
    return norms


def _read_cues(table: Table, practices: Collection[str]) -> dict[str, Any]:
    cues = table.table("cues", CUE_KEYS)
    if cues is None:
        return {}
    found: dict[str, Any] = {}
    for name, what, known in (("practices", "practice", practices), ("statuses", "status", tuple(Status))):
        if named := cues.texts(name):
            for item in named:
                if item not in known:
                    cues.add(name, f"there is no {what} {item}", list_choices(item, known))
            found[name] = list(named)
    if whose := cues.text("municipality"):
        if whose not in CUE_MUNICIPALITIES:
            cues.add("municipality", f"cannot be {whose}", list_choices(whose, CUE_MUNICIPALITIES))
        found["municipality"] = whose
    for name in ("text", "against"):
        if words := ", ".join(cues.texts(name)):
            found[name] = words
    for name in ("statuses", "municipality"):
        if name in found and "practices" not in found:
            cues.add(name, "means nothing without practices", "add practices, or take it out", is_warning=True)
    return found


def _check_parents(propositions: tuple[Proposition, ...], tables: Mapping[str, Table]) -> None:
    parents = {item.id: item.parent for item in propositions if item.parent}
    done: set[str] = set()
    for start in parents:
        path: list[str] = []
        at: str | None = start
        while at is not None and at not in done and at not in path:
            path.append(at)
            at = parents.get(at)
        if at is not None and at in path:
            loop = [*path[path.index(at) :], at]
            tables[at].add("parent", f"is a loop ({' -> '.join(loop)})", "a claim cannot stand below itself; cut one")
        done.update(path)


# --- arguments ----------------------------------------------------------------------------------------------


def _read_argument(
    name: str, table: Table, propositions: Collection[str], arguments: Collection[str]
) -> tuple[Argument, list[Premise]]:
    has_both = table.has("conclusion") and table.has("undercuts")
    if has_both:
        table.add("undercuts", "stands beside a conclusion", "an undercutter has conclusion: null; keep one of the two")
    elif not table.has("conclusion") and not table.has("undercuts"):
        table.add("conclusion", "is missing, and there is no undercuts", "name the proposition it is for or against")
    argument = Argument(
        id=name,
        conclusion=_refer(table, "conclusion", propositions, "proposition"),
        polarity=table.choice("polarity", Polarity, Polarity.PRO) or Polarity.PRO,
        scheme=table.text("scheme"),
        undercuts=_refer(table, "undercuts", arguments, "argument"),
    )
    if argument.undercuts == name:
        table.add("undercuts", "is the argument itself", "name the argument that it makes inapplicable")
    premises = list(_read_premises(name, table, propositions))
    if table.has("premises") and not table.items("premises") and isinstance(table.fields["premises"].value, tuple):
        table.add("premises", "holds no premise", "add at least one: {id: P01, role: ordinary}")
    elif not table.has("premises"):
        table.add("premises", "is missing", "add at least one: [{id: P01, role: ordinary}]")
    if argument.conclusion in {item.proposition_id for item in premises}:
        table.add(
            "conclusion", f"{argument.conclusion} is also a premise of this argument", "nothing supports itself; cut it"
        )
    return argument, premises


def _read_premises(name: str, table: Table, propositions: Collection[str]) -> Iterator[Premise]:
    seen: set[str] = set()
    for number, entry in enumerate(table.items("premises"), start=1):
        key = f"{table.key}.premises[{number}]"
        if not isinstance(entry.value, str | dict):
            remedy = "write {id: P01, role: ordinary}"
            table.problems.add(entry.line, key, f"{name_type(entry.value)}, no premise", remedy)
            continue
        is_bare = isinstance(entry.value, str)  # a bare id is an ordinary premise
        item = Table(Entry({"id": entry}, entry.line) if is_bare else entry, key, table.problems, ("id", "role"))
        role = item.choice("role", PremiseRole, PremiseRole.ORDINARY) or PremiseRole.ORDINARY
        if item.text("id", required=True, also_number=True) is None:
            continue
        proposition = _refer(item, "id", propositions, "proposition")
        if proposition is None:
            continue
        if proposition in seen:
            item.add("id", f"{proposition} is twice a premise of this argument", "keep one of the two")
            continue
        seen.add(proposition)
        yield Premise(id=derive_id(name, proposition), argument_id=name, proposition_id=proposition, role=role)


def _check_support(arguments: list[Argument], premises: list[Premise], steps: Mapping[str, Table]) -> None:
    """Add each loop of support: propositions that in the end rest on themselves.

    Undercutters, con arguments and exceptions carry nothing and are left out; a premise that is its own conclusion
    has been added already.
    """
    supported = {item.id: item.conclusion for item in arguments if item.conclusion and item.polarity == Polarity.PRO}
    rests_on: dict[str, dict[str, str]] = {}
    for premise in premises:
        conclusion = supported.get(premise.argument_id)
        if conclusion and premise.role != PremiseRole.EXCEPTION and premise.proposition_id != conclusion:
            rests_on.setdefault(conclusion, {}).setdefault(premise.proposition_id, premise.argument_id)
    for loop in find_loops({name: list(below) for name, below in rests_on.items()}):
        argument = rests_on[loop[0]][loop[1]]
        steps[argument].add(
            "premises", f"closes a loop of support ({' -> '.join(loop)})", "nothing stands on itself; take one step out"
        )


def find_loops(edges: Mapping[str, Collection[str]]) -> list[list[str]]:
    """Return loops of a directed graph, each beginning and ending with the same node; at least one if there is any.

    >>> find_loops({"a": ["b"], "b": ["c"], "c": ["a", "d"]})
    [['a', 'b', 'c', 'a']]
    """
    loops: list[list[str]] = []
    done: set[str] = set()
    for start in edges:
        if start in done:
            continue
        path, on_path, rest = [start], {start}, [iter(edges[start])]
        while path:
            following = next(rest[-1], None)
            if following is None:
                done.add(path[-1])
                on_path.discard(path.pop())
                rest.pop()
            elif following in on_path:
                loops.append([*path[path.index(following) :], following])
            elif following not in done:
                path.append(following)
                on_path.add(following)
                rest.append(iter(edges.get(following, ())))
    return loops
