"""Tables for the terminal: verdicts and the municipality by practice matrix."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from graph.compare import Cell
from staving.dossier import Dossier
from staving.schema import Municipality, Origin, Practice, Status, Verdict, VerdictStatus
from staving.store import Store

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

STATUS_WORDS = {
    VerdictStatus.UNSUPPORTED: "geen steun",
    VerdictStatus.CONDITIONAL: "hangt van een antwoord af",
    VerdictStatus.SINGLE_SOURCE: "één bron",
    VerdictStatus.CORROBORATED: "meer bronnen",
    VerdictStatus.BY_LAW: "wet of algemeen bekend",
}
"""Statuses of a proposition in words."""

CELL_WORDS = {
    Status.IN_USE: "in gebruik",
    Status.STOPPED: "gestopt",
    Status.CONDITIONAL: "onder voorwaarde",
    Status.CONSIDERED: "overwogen",
    Status.NOT_USED: "niet in gebruik",
    Status.UNCLEAR: "onduidelijk",
    "disputed": "tegenstrijdig",
}
"""Statuses of a practice in words."""

PLAIN_WIDTH = 160
"""Width of a table that is not shown on a terminal, in characters."""


def print_verdicts(store: Store, dossier: Dossier, verdicts: Mapping[str, Verdict], day: str) -> None:
    """Print the verdict on each proposition of a case, in the order of the case file."""
    names = {origin.id: origin.key for origin in store.iterate(Origin)}
    table = _make_table(
        f"{dossier.title}, peildatum {day}", "id", "bewering", "staat op", "k", "sterkte", "valt met", "let op"
    )
    for proposition in dossier.propositions:
        verdict = verdicts[proposition.id]
        flags = [
            word
            for word, is_set in (
                ("weerlegd", verdict.contradicted),
                ("betwist", verdict.contested and not verdict.contradicted),
                ("verlopen", verdict.stale),
                ("afgekapt", verdict.truncated),
                ("bewijsmaat niet gehaald", not verdict.standard_met and verdict.status != VerdictStatus.UNSUPPORTED),
            )
            if is_set
        ]
        if verdict.open:
            flags.append("vraag na: " + ", ".join(verdict.open))
        table.add_row(
            proposition.id,
            proposition.statement,
            STATUS_WORDS[VerdictStatus(verdict.status)],
            "–" if verdict.k is None else str(verdict.k),
            f"{verdict.strength:.2f}",
            ", ".join(names.get(origin, origin) for origin in verdict.spof),
            "; ".join(flags),
        )
    _open_console().print(table)


def print_cells(store: Store, cells: Sequence[Cell]) -> None:
    """Print the cells of the matrix, one a line."""
    towns = {item.id: item.name for item in store.iterate(Municipality)}
    practices = {item.id: item.label for item in store.iterate(Practice)}
    table = _make_table(None, "gemeente", "praktijk", "status", "sinds", "tot", "nieuwste feit", "bronnen")
    for cell in sorted(cells, key=lambda item: (towns.get(item.municipality, item.municipality), item.practice)):
        table.add_row(
            towns.get(cell.municipality, cell.municipality),
            practices.get(cell.practice, cell.practice),
            CELL_WORDS.get(cell.status, cell.status),
            cell.since or "",
            cell.until or "",
            cell.newest,
            str(cell.origins),
        )
    _open_console().print(table)


def _make_table(title: str | None, *columns: str) -> Table:
    from rich.table import Table

    table = Table(title=title, show_lines=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _open_console() -> Console:
    from rich.console import Console

    return Console() if sys.stdout.isatty() else Console(width=PLAIN_WIDTH)
