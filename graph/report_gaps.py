"""Tables for the terminal: what falls, where a case is weak, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.argument import Reasoner, meets
from graph.gaps import Gap
from graph.model import Standing
from graph.report import STATUS_WORDS, make_table, name_opposition, open_console, write_count
from graph.whatif import Change, Leaning, Target
from staving.dossier import Dossier
from staving.schema import VerdictStatus

TARGET_WORDS = {"origin": "herkomst", "source": "bron", "document": "document", "person": "persoon"}
"""What can fall away, in words."""

MOST_NAMES = 12
"""Most propositions named in one cell of a table."""


def find_worries(reasoner: Reasoner, dossier: Dossier) -> dict[str, tuple[str, ...]]:
    """Return what is weak about each proposition that has some support, in Dutch.

    Args:
        reasoner: The case.
        dossier: The case file, for the order.
    """
    found: dict[str, tuple[str, ...]] = {}
    for item in dossier.propositions:
        standing = reasoner.judge(item.id)
        if standing.status in (VerdictStatus.UNSUPPORTED, VerdictStatus.CONDITIONAL):
            continue
        words = name_opposition(is_contested=standing.is_contested, is_contradicted=standing.is_contradicted)
        words += [
            word
            for word, is_so in (
                ("verlopen", standing.is_stale),
                ("één bron", standing.status == VerdictStatus.SINGLE_SOURCE),
                ("één uitgever", standing.status == VerdictStatus.CORROBORATED and standing.publishers < 2),
                ("bewijsmaat niet gehaald", not meets(item.standard, standing)),
            )
            if is_so
        ]
        if words:
            found[item.id] = tuple(words)
    return found


def print_changes(dossier: Dossier, targets: Sequence[Target], changes: Sequence[Change], day: str) -> None:
    """Print what changes when these fall away."""
    names = " en ".join(
        f"{target.label} ({TARGET_WORDS[target.kind]}, stukken: {len(target.evidence)})" for target in targets
    )
    console = open_console()
    if not changes:
        console.print(f"Zonder {names} verandert er niets.")
        return
    statements = {item.id: item.statement for item in dossier.propositions}
    table = make_table(f"Zonder {names}, peildatum {day}", "id", "bewering", "stond op", "staat dan op", "k", "sterkte")
    for change in changes:
        before, after = change.before, change.after
        table.add_row(
            change.proposition,
            statements.get(change.proposition, ""),
            _name_status(before),
            _name_status(after),
            f"{write_count(before.k)} → {write_count(after.k)}",
            f"{before.strength.value:.2f} → {after.strength.value:.2f}",
        )
    console.print(table)
    fallen = sum(change.step < 0 for change in changes)
    risen = sum(change.step > 0 for change in changes)
    console.print(f"{fallen} vallen terug, {risen} gaan vooruit, {len(changes) - fallen - risen} staan op iets anders.")


def _name_status(standing: Standing) -> str:
    opposed = name_opposition(is_contested=standing.is_contested, is_contradicted=standing.is_contradicted)
    return ", ".join([STATUS_WORDS[standing.status], *opposed])


def print_weak(
    dossier: Dossier,
    leanings: Sequence[Leaning],
    worries: Mapping[str, tuple[str, ...]],
    keys: Mapping[str, str],
    day: str,
) -> None:
    """Print on which origins a case leans, and which propositions are weak."""
    from rich.text import Text

    console = open_console()
    table = make_table(f"{dossier.title}: waarop de zaak leunt, peildatum {day}", "herkomst", "vallen terug", "gewicht")
    for item in leanings:
        shown = (Text(name, "bold" if name in item.roots else "") for name in item.falls[:MOST_NAMES])
        falls = Text(", ").join(shown).append(_count_more(item.falls))
        table.add_row(keys.get(item.origin, item.origin), falls, f"{item.importance:.2f}")
    console.print(table)
    statements = {item.id: item.statement for item in dossier.propositions}
    table = make_table("Zwakke plekken", "id", "bewering", "let op")
    for name, words in worries.items():
        table.add_row(name, statements[name], ", ".join(words))
    console.print(table)


def print_gaps(dossier: Dossier, gaps: Sequence[Gap], day: str) -> None:
    """Print what is missing."""
    statements = {item.id: item.statement for item in dossier.propositions}
    table = make_table(
        f"{dossier.title}: wat ontbreekt, peildatum {day}",
        "id", "bewering", "zoek", "waar", "vraag", "wint erbij", "wacht",
    )  # fmt: skip
    for gap in gaps:
        gains = _shorten(gap.gains) if gap.gains else "; ".join(f"samen met {', '.join(way)}" for way in gap.together)
        table.add_row(
            gap.proposition,
            statements[gap.proposition],
            gap.look_for,
            "; ".join(gap.where),
            gap.ask,
            gains,
            str(gap.waiting or ""),
        )
    console = open_console()
    console.print(table)
    console.print("wacht: voorgestelde verbanden die op een oordeel wachten. Samen met: pas dan wint een bewering.")


def _shorten(names: Sequence[str]) -> str:
    return ", ".join(names[:MOST_NAMES]) + _count_more(names)


def _count_more(names: Sequence[str]) -> str:
    return f" en nog {len(names) - MOST_NAMES}" if len(names) > MOST_NAMES else ""
