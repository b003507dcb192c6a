"""What stands, on whom, and what breaks it.

The model: statements and arguments after Carneades (Gordon, Prakken & Walton 2007), bookkeeping of origins by
environments (de Kleer 1986), contested claims by the grounded labelling (Dung 1995). The conventions for law,
time, assumptions, origins that do not count and everything else that the literature leaves open are in
`docs/method.md`. Pure: no database, no clock, no configuration.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import networkx as nx

from graph.antichain import (
    CUT_SEARCH_STEPS,
    LIMIT,
    SEARCH_STEPS,
    combine,
    find_hitting_sets,
    find_smallest_hit,
    join,
    keep_minimal,
    list_bits,
)
from graph.labelling import Labelling, Step, Wiring, label
from graph.likelihood import measure
from graph.model import LAW, Edge, Graph, GraphError, Standing, Voice, check_graph, holds_at, pad_date
from staving.schema import Burden, Standard, VerdictStatus

BREAKING_SIZE = 3
"""Largest breaking set that is listed."""

CLEAR_STRENGTH = 0.8
"""Least strength for the standard clear_and_convincing."""

CLEAR_MARGIN = 0.3
"""Least margin over what speaks against, for the same standard."""


@dataclass(slots=True)
class _Base:
    """The evidence at one statement: how many pieces each origin, as a bit mask, gives."""

    support: Counter[int] = field(default_factory=Counter)
    attack: Counter[int] = field(default_factory=Counter)


class Reasoner:
    """A graph made ready: evidence as bit masks, arguments indexed, environments computed.

    Attributes:
        graph: The graph as it was given.
        as_of: The date it is assessed for.
        labels: Ids of the open assumptions, then of the origins, in the order of their bits.
        labelling: What is in.
    """

    def __init__(self, graph: Graph) -> None:
        """Index the graph and compute the environments of every statement.

        Raises:
            GraphError: An id is used twice, or an argument or piece of evidence refers to something unknown.
        """
        check_graph(graph)
        self.graph = graph
        self.as_of = graph.as_of
        voices = {voice.id: voice for voice in graph.voices}
        for edge in graph.edges:
            if edge.origin not in voices:
                voices[edge.origin] = _make_voice(edge.origin)
        self.voices: dict[str, Voice] = {}
        self.tokens = sorted({item for step in graph.steps for item in step.assumptions})
        self.token = {name: 1 << place for place, name in enumerate(self.tokens)}
        self.tokens_mask = (1 << len(self.tokens)) - 1
        self.labels = list(self.tokens)
        self.reliability = [1.0] * len(self.tokens)
        self.bit: dict[str, int] = {}
        self.counting = 0
        self._houses: list[int] = [1 << place for place in range(len(self.tokens))]
        self._house_bits: dict[str, int] = {}
        for name in sorted(voices):
            self.add_voice(voices[name])
        self.statements = {statement.id: statement for statement in graph.statements}
        self.wiring = Wiring(graph.steps)
        self.pro: dict[str, list[Step]] = {}
        self.con: dict[str, list[Step]] = {}
        for step in graph.steps:
            if step.conclusion is not None:
                (self.pro if step.is_pro else self.con).setdefault(step.conclusion, []).append(step)
        self.base = {name: _Base() for name in self.statements}
        for edge in graph.edges:
            if holds_at(edge, graph.as_of):
                self.add_edge(edge)
        self.order = _order(self.statements, self.pro)
        self.attacked = self.find_attacked()
        self.labelling = self.relabel()
        self.environments, self.truncated = self.solve(self.labelling)
        self._standings: dict[str, Standing] = {}
        self._edges: Counter[Edge] | None = None

    @property
    def names(self) -> list[str]:
        """Ids of the origins, in the order of their bits."""
        return self.labels[len(self.tokens) :]

    def add_voice(self, voice: Voice) -> None:
        """Give an origin a bit; the law needs none."""
        self.voices[voice.id] = voice
        if voice.is_law:
            return
        bit = 1 << len(self.labels)
        self.bit[voice.id] = bit
        self.labels.append(voice.id)
        self.reliability.append(voice.reliability)
        self._houses.append(self._house_bits.setdefault(voice.publisher, bit) if voice.publisher else bit)
        if voice.counts:
            self.counting |= bit

    def add_edge(self, edge: Edge, *, count: int = 1) -> None:
        """Count a piece of evidence, or (-1) count it no longer; environments are not computed anew.

        Raises:
            GraphError: It was not there.
        """
        if edge.origin not in self.voices:
            self.add_voice(_make_voice(edge.origin))
        base = self.base[edge.proposition]
        masks = base.support if edge.is_support else base.attack
        mask = self.bit.get(edge.origin, 0)
        masks[mask] += count
        if masks[mask] < 0:
            del masks[mask]
            raise GraphError(f"evidence of {edge.origin!r} for {edge.proposition!r} is not there; nothing was removed")
        if not masks[mask]:
            del masks[mask]

    @property
    def edges(self) -> Counter[Edge]:
        """How often each piece of evidence is there; changed by `graph.revise`."""
        if self._edges is None:
            self._edges = Counter(self.graph.edges)
        return self._edges

    def forget_standings(self, names: Iterable[str]) -> None:
        """Have these verdicts made anew when they are asked for."""
        for name in names:
            self._standings.pop(name, None)

    def relabel(self, without: int = 0) -> Labelling:
        """Return the grounded labelling, if need be without the origins of a mask."""
        return label(
            self.wiring,
            supported=[name for name, base in self.base.items() if _remains(base.support, without)],
            attacked=self.find_attacked(without),
        )

    def find_attacked(self, without: int = 0) -> frozenset[str]:
        """Return the statements with valid attacking evidence."""
        return frozenset(name for name, base in self.base.items() if base.attack and _remains(base.attack, without))

    def solve(
        self,
        labelling: Labelling,
        *,
        without: int = 0,
        changed: Collection[str] | None = None,
        known: Mapping[str, tuple[int, ...]] | None = None,
    ) -> tuple[dict[str, tuple[int, ...]], set[str]]:
        """Return the minimal environments of the statements: the least fixpoint.

        Args:
            labelling: What is in: it decides which arguments are blocked.
            without: Origins to leave out.
            changed: Statements to compute anew, with what rests on them as far as it changes; None: all.
            known: Environments of the other statements.

        Returns:
            Environments by statement, and the statements where some were cut off, there or below.
        """
        attacked = self.find_attacked(without) if without else self.attacked
        known = dict(known or {})
        truncated: set[str] = set() if changed is None else set(self.truncated)
        due = None if changed is None else set(changed)
        for component in self.order:
            if due is not None and due.isdisjoint(component):
                continue
            before = [(known.get(name), name in truncated) for name in component]
            truncated.difference_update(component)
            self._solve_component(component, known, truncated, labelling=labelling, attacked=attacked, without=without)
            if due is not None and before != [(known[name], name in truncated) for name in component]:
                due.update(self.find_users(component, is_pro=True))
        return known, truncated

    def _solve_component(
        self,
        members: Sequence[str],
        known: dict[str, tuple[int, ...]],
        truncated: set[str],
        *,
        labelling: Labelling,
        attacked: Collection[str],
        without: int,
    ) -> None:
        """Compute the environments of statements that rest on one another, from nothing up to the fixpoint."""
        for name in members:
            known[name] = ()
        rounds = len(members) * (LIMIT if len(members) > 1 else 1) + 1
        changed = True
        while changed and rounds > 0:
            changed = False
            rounds -= 1
            for name in members:
                found, cut = self._derive(
                    name, known=known, labelling=labelling, attacked=attacked, without=without, truncated=truncated
                )
                if cut:
                    truncated.add(name)
                if found != known[name]:
                    known[name] = found
                    changed = len(members) > 1 or any(name in self._list_needs(step) for step in self.pro.get(name, ()))
        if any(name in truncated for name in members):
            truncated.update(members)

    def find_users(self, names: Iterable[str], *, is_pro: bool) -> set[str]:
        """Return the statements that an argument for them, or one against them, draws from these."""
        return {
            step.conclusion
            for name in names
            for step in (self.wiring.steps[user] for user in self.wiring.users.get(name, ()))
            if step.conclusion is not None and step.is_pro == is_pro
        }

    def find_environments(
        self, step: Step, known: Mapping[str, tuple[int, ...]], attacked: Collection[str]
    ) -> tuple[tuple[int, ...], bool]:
        """Return the environments that one argument gives, blocked or not, and whether some were cut off."""
        factors: list[Collection[int]] = [known[name] for name in step.ordinary]
        for name in step.assumptions:
            own = known[name]
            if name not in attacked:
                given = 0 if self.statements[name].burden == Burden.JUDICIAL_NOTICE else self.token[name]
                own = keep_minimal([*own, given], limit=LIMIT + 1)[0]
            factors.append(own)
        return combine(factors)

    def _list_needs(self, step: Step) -> tuple[str, ...]:
        return step.ordinary + step.assumptions

    def _derive(
        self,
        name: str,
        *,
        known: Mapping[str, tuple[int, ...]],
        labelling: Labelling,
        attacked: Collection[str],
        without: int,
        truncated: Collection[str],
    ) -> tuple[tuple[int, ...], bool]:
        """Return the environments of a statement from what is known of its premises."""
        found = {mask for mask in self.base[name].support if not mask & without}
        cut = False
        for step in self.pro.get(name, ()):
            if step.id in labelling.blocked:
                continue
            gained, was_cut = self.find_environments(step, known, attacked)
            cut = cut or was_cut or any(item in truncated for item in self._list_needs(step))
            found.update(gained)
        minimal, was_cut = keep_minimal(found)
        return minimal, (cut or was_cut) and minimal != (0,)

    def find_against(self, name: str) -> tuple[bool, tuple[int, ...], bool]:
        """Return whether a statement is contested, the environments of what speaks against it, and if some were cut."""
        against = set(self.base[name].attack)
        contested = bool(against)
        cut = False
        for step in self.con.get(name, ()):
            if step.id in self.labelling.steps:
                contested = True
                gained, was_cut = self.find_environments(step, self.environments, self.attacked)
                cut = cut or was_cut or any(item in self.truncated for item in self._list_needs(step))
                against.update(item for item in gained if not item & self.tokens_mask)
        minimal, was_cut = keep_minimal(against)
        return contested, minimal, cut or was_cut

    def find_status(self, environments: Sequence[int]) -> VerdictStatus:
        """Return the status that these environments give, without counting further than two."""
        real = [item for item in environments if not item & self.tokens_mask]
        if not environments:
            return VerdictStatus.UNSUPPORTED
        if not real:
            return VerdictStatus.CONDITIONAL
        if 0 in real:
            return VerdictStatus.BY_LAW
        common = -1
        counted = False
        for item in real:
            if not item & ~self.counting:
                common &= item
                counted = True
        return VerdictStatus.CORROBORATED if counted and common == 0 else VerdictStatus.SINGLE_SOURCE

    def name_origins(self, mask: int) -> tuple[str, ...]:
        """Return the ids of the origins in a mask, sorted."""
        return tuple(sorted(_list_names(mask & ~self.tokens_mask, self.labels)))

    def name_tokens(self, mask: int) -> tuple[str, ...]:
        """Return the assumptions in a mask that nobody proved nor attacked, sorted."""
        return tuple(_list_names(mask & self.tokens_mask, self.labels))

    def _name_sets(self, masks: Iterable[int]) -> tuple[tuple[str, ...], ...]:
        """Return sets of origins by their ids, the smallest first, whatever the order of their bits."""
        return tuple(sorted(map(self.name_origins, masks), key=lambda item: (len(item), item)))

    def judge(self, name: str) -> Standing:
        """Return the verdict on one statement; it is kept until the statement is revised."""
        if name not in self._standings:
            self._standings[name] = self._judge(name)
        return self._standings[name]

    def _judge(self, name: str) -> Standing:
        environments = self.environments[name]
        real = [item for item in environments if not item & self.tokens_mask]
        status = self.find_status(environments)
        contested, against, cut_against = self.find_against(name)
        strength = measure(real, self.reliability, self.labels)
        strength_against = measure(against, self.reliability, self.labels)
        steps = CUT_SEARCH_STEPS if name in self.truncated else SEARCH_STEPS
        k, exact = self._count(real, status, steps)
        breaking = find_hitting_sets(real, size=BREAKING_SIZE) if k else ()
        valid_to = self.statements[name].valid_to
        as_of = self.as_of
        tokens = join(environments) & self.tokens_mask
        return Standing(
            status=status,
            k=k,
            spof=tuple(sorted(self.labels[item.bit_length() - 1] for item in breaking if item.bit_count() == 1)),
            breaking_sets=self._name_sets(breaking),
            environments=self._name_sets(real),
            strength=strength,
            strength_against=strength_against,
            is_contested=contested,
            is_contradicted=contested and strength_against.value > strength.value + 1e-9,
            is_stale=bool(as_of and valid_to and pad_date(valid_to, last=True) < pad_date(as_of, last=True)),
            is_truncated=name in self.truncated or cut_against or not exact,
            open=tuple(_list_names(tokens, self.labels)),
            publishers=self._count_publishers(real, k, steps),
        )

    def measure_importance(self, name: str) -> dict[str, float]:
        """Return per origin how much the strength of a statement hangs on it (Birnbaum importance).

        Returns:
            Strength if the origin is surely right minus strength if it is surely wrong, by origin, for the origins in
            some environment.
        """
        real = [item for item in self.environments[name] if not item & self.tokens_mask]
        found = {}
        for origin in self.name_origins(join(real)):
            bit = self.bit[origin]
            given = keep_minimal((item & ~bit for item in real), limit=len(real))[0]
            without = [item for item in real if not item & bit]
            sure = measure(given, self.reliability, self.labels).value
            found[origin] = round(max(0.0, sure - measure(without, self.reliability, self.labels).value), 6)
        return found

    def _count(self, real: Sequence[int], status: VerdictStatus, steps: int) -> tuple[int | None, bool]:
        """Return k, and whether it is exact: only environments of origins that count are looked at."""
        if status is VerdictStatus.BY_LAW:
            return None, True
        if not real:
            return 0, True
        counted = [item for item in real if not item & ~self.counting]
        return find_smallest_hit(counted, steps=steps) if counted else (1, True)

    def _count_publishers(self, real: Sequence[int], k: int | None, steps: int) -> int:
        """Return k when all origins of one publisher are taken for one."""
        if k is None:
            return 0
        counted = [item for item in real if not item & ~self.counting]
        if not counted:
            return int(bool(real))
        merged = [self._merge_houses(item) for item in counted]
        if merged == counted:
            return k
        return find_smallest_hit(keep_minimal(merged, limit=len(merged))[0], steps=steps)[0]

    def _merge_houses(self, mask: int) -> int:
        """Return a set of origins with the first origin of each publisher in the place of all of that publisher."""
        return join(self._houses[bit] for bit in list_bits(mask))


def assess(graph: Graph) -> dict[str, Standing]:
    """Return the verdict on every statement of a graph.

    Raises:
        GraphError: The graph refers to something it does not hold.
    """
    reasoner = Reasoner(graph)
    return {name: reasoner.judge(name) for name in reasoner.statements}


def meets(standard: str, standing: Standing) -> bool:
    """Return whether a verdict meets a proof standard.

    scintilla: some environment; corroborated: two independent origins or the law; preponderance: stronger than what
    speaks against; clear_and_convincing: at least 0.8 and 0.3 above what speaks against.
    """
    strength, against = standing.strength.value, standing.strength_against.value
    if not standing.environments:
        return False
    if standard == Standard.SCINTILLA:
        return True
    if standard == Standard.CORROBORATED:
        return standing.status in (VerdictStatus.CORROBORATED, VerdictStatus.BY_LAW)
    if standard == Standard.PREPONDERANCE:
        return strength > against
    return strength >= CLEAR_STRENGTH and strength - against >= CLEAR_MARGIN


def _make_voice(name: str) -> Voice:
    """Return an origin of which nothing but the id is known."""
    return Voice(id=name, is_law=name.casefold() in LAW)


def _remains(masks: Iterable[int], without: int) -> bool:
    return any(not mask & without for mask in masks)


def _list_names(mask: int, names: Sequence[str]) -> list[str]:
    return [names[bit] for bit in list_bits(mask)]


def _order(statements: Iterable[str], pro: Mapping[str, Sequence[Step]]) -> list[list[str]]:
    """Return the statements in strongly connected components, premises before conclusions."""
    tree: nx.DiGraph[str] = nx.DiGraph()
    tree.add_nodes_from(statements)
    tree.add_edges_from(
        (name, premise) for name, steps in pro.items() for step in steps for premise in step.ordinary + step.assumptions
    )
    # Tarjan's algorithm gives a component after all that it can reach: here, premises first.
    return [sorted(component) for component in nx.strongly_connected_components(tree)]
