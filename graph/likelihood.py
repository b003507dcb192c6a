"""How likely it is that at least one environment is wholly reliable.

Origins count as independent, each right with its own reliability. The figure is exact where that is cheap, and
always up to 20 origins; otherwise it is estimated from a fixed set of samples, so that it is the same each time.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from graph.antichain import join, keep_minimal, list_bits

EXACT_ORIGINS = 20
"""Up to this many origins the figure is always exact."""

SAMPLES = 1 << 16
"""Number of samples beyond that: the standard error is at most 0.002."""

PRECISION = 16
"""Binary digits of a reliability that sampling uses."""

DENSE = 64
"""With more origins than `EXACT_ORIGINS` and more joint environments than this, an exact figure is not tried."""

CHEAP_STEPS = 3_000
"""Environments looked at while splitting cases before the exact figure is given up as too dear."""


@dataclass(frozen=True, slots=True)
class Likelihood:
    """A probability with its error."""

    value: float
    """Probability between 0 and 1."""
    error: float = 0.0
    """Standard error; zero for an exact figure."""


class _TooDear(Exception):  # noqa: N818  (a signal inside this module, not an error)
    """The exact figure would take too many cases."""


def measure(environments: Sequence[int], reliability: Sequence[float], names: Sequence[str]) -> Likelihood:
    """Return the probability that at least one environment is wholly reliable.

    Args:
        environments: Antichain of bit masks over the origins.
        reliability: Probability that an origin is right, by bit.
        names: Ids of the origins, by bit: they seed the samples, so that the order of the origins is of no matter.

    Returns:
        The probability, exact for up to `EXACT_ORIGINS` origins.

    >>> measure([0b01, 0b10], [0.8, 0.7], ["a", "b"]).value
    0.94
    """
    involved = join(environments)
    small = involved.bit_count() <= EXACT_ORIGINS
    if not small and sum(item.bit_count() > 1 for item in environments) > DENSE:
        return _sample(environments, reliability, names)
    try:
        return Likelihood(round(_split(tuple(environments), reliability, [CHEAP_STEPS]), 12))
    except _TooDear:
        if small:
            return Likelihood(round(_enumerate(environments, reliability, involved), 12))
    return _sample(environments, reliability, names)


def _split(environments: tuple[int, ...], reliability: Sequence[float], budget: list[int]) -> float:
    """Return the exact probability by factoring and by splitting on the most frequent origin."""
    if not environments:
        return 0.0
    if environments[0] == 0:
        return 1.0
    missing = 1.0  # probability that every part so far fails
    joint = []
    for item in environments:
        if item.bit_count() == 1:  # in an antichain no other set holds this origin
            missing *= 1.0 - reliability[item.bit_length() - 1]
        else:
            joint.append(item)
    for part in _separate(joint):
        missing *= 1.0 - _split_part(part, reliability, budget)
    return 1.0 - missing


def _split_part(part: tuple[int, ...], reliability: Sequence[float], budget: list[int]) -> float:
    """Return the probability for environments that hang together."""
    if len(part) == 1:
        return math.prod(reliability[bit] for bit in list_bits(part[0]))
    budget[0] -= len(part)
    if budget[0] < 0:
        raise _TooDear
    frequency: dict[int, int] = {}
    for item in part:
        for bit in list_bits(item):
            frequency[bit] = frequency.get(bit, 0) + 1
    pivot = min(frequency, key=lambda bit: (-frequency[bit], bit))
    mask = 1 << pivot
    chance = reliability[pivot]
    given = keep_minimal((item & ~mask for item in part), limit=len(part))[0]
    if frequency[pivot] == len(part):
        return chance * _split(given, reliability, budget)
    without = tuple(item for item in part if not item & mask)
    return chance * _split(given, reliability, budget) + (1.0 - chance) * _split(without, reliability, budget)


def _separate(environments: Sequence[int]) -> list[tuple[int, ...]]:
    """Return the groups of environments that share no origin with one another."""
    groups: list[tuple[int, list[int]]] = []
    for item in environments:
        union, members = item, [item]
        rest = []
        for mask, others in groups:
            if mask & union:
                union |= mask
                members = others + members
            else:
                rest.append((mask, others))
        groups = [*rest, (union, members)]
    return [tuple(members) for _, members in groups]


def _enumerate(environments: Sequence[int], reliability: Sequence[float], involved: int) -> float:
    """Return the exact probability by going through all combinations of at most `EXACT_ORIGINS` origins."""
    import numpy as np

    bits = list_bits(involved)
    truth = np.zeros(1 << len(bits), dtype=np.float64)
    for item in environments:
        truth[sum(1 << place for place, bit in enumerate(bits) if item >> bit & 1)] = 1.0
    for place in range(len(bits)):
        halves = truth.reshape(-1, 2, 1 << place)
        np.maximum(halves[:, 1, :], halves[:, 0, :], out=halves[:, 1, :])
    for bit in reversed(bits):
        lower, upper = np.split(truth, 2)
        truth = lower * (1.0 - reliability[bit]) + upper * reliability[bit]
    return float(truth[0])


@lru_cache(maxsize=8192)
def _draw(name: str, reliability: float) -> int:
    """Return `SAMPLES` draws of one origin as the bits of one integer; the name is the seed."""
    source = random.Random(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big"))  # noqa: S311
    digits = round(reliability * (1 << PRECISION))
    if digits >= 1 << PRECISION:
        return (1 << SAMPLES) - 1
    drawn = 0
    for place in range(PRECISION):
        fresh = source.getrandbits(SAMPLES)
        drawn = drawn | fresh if digits >> place & 1 else drawn & fresh
    return drawn


def _sample(environments: Sequence[int], reliability: Sequence[float], names: Sequence[str]) -> Likelihood:
    """Return the share of the samples in which some environment is wholly reliable."""
    hits = 0
    for item in environments:
        whole = (1 << SAMPLES) - 1
        for bit in list_bits(item):
            whole &= _draw(names[bit], reliability[bit])
        hits |= whole
    share = hits.bit_count() / SAMPLES
    return Likelihood(share, math.sqrt(max(share * (1.0 - share), 1.0 / SAMPLES) / SAMPLES))
