"""Minimal sets as bit masks: the arithmetic of environments.

A set of origins is an integer whose bits stand for the origins; a collection of sets is kept as an antichain,
so that no set contains another (the labels of an assumption-based truth maintenance system, de Kleer 1986;
equally the minimal why-provenance of Green, Karvounarakis & Tannen 2007).
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

LIMIT = 256
"""Most environments kept at one proposition; beyond that the smallest are kept and the verdict is flagged."""

EXACT_UNIONS = 1_024
"""Most unions that are formed in one step when many origins are involved."""

FEW_ORIGINS = 24
"""With so few origins all unions are formed: most of them coincide."""

CUT_UNIONS = 512
"""How many unions are formed otherwise, of the smallest sets of both sides."""

SEARCH_STEPS = 4_000
"""Most branches tried when the smallest hitting set is not found at once."""

WIDE = 64
"""From so many sets on it pays to number the origins anew, so that the masks are short."""

CUT_SEARCH_STEPS = 200
"""The same where environments were cut off, so that the number is a lower bound anyway."""


def keep_minimal(sets: Iterable[int], *, limit: int = LIMIT) -> tuple[tuple[int, ...], bool]:
    """Return the minimal ones of some sets, the smallest first.

    Args:
        sets: Bit masks, in any order, repeated or not.
        limit: Most sets to keep.

    Returns:
        The antichain, ordered by size and then by bits (so that the order of the input does not matter),
        and whether there were more than `limit` minimal sets.

    >>> keep_minimal([0b111, 0b001, 0b110, 0b001])
    ((1, 6), False)
    """
    by_size: dict[int, list[int]] = {}
    for item in set(sets):
        by_size.setdefault(item.bit_count(), []).append(item)
    if 0 in by_size:
        return (0,), False
    kept: list[int] = []
    singles = 0
    by_lowest: dict[int, list[int]] = {}  # a set can only be part of one that holds its lowest origin
    for size in sorted(by_size):
        # Sets of equal size cannot contain one another: only the smaller ones kept so far need comparing.
        start = len(kept)
        for candidate in _sort(by_size[size], limit):
            if candidate & singles or (by_lowest and _contains_one(candidate, by_lowest)):
                continue
            if len(kept) == limit:
                return tuple(kept), True
            kept.append(candidate)
        if size == 1:
            singles = sum(kept)
        else:
            for item in kept[start:]:
                by_lowest.setdefault(item & -item, []).append(item)
    return tuple(kept), False


def _sort(sets: list[int], limit: int) -> Iterator[int]:
    """Yield sets in order; of very many only as far as they are asked for."""
    if len(sets) <= 4 * limit:
        yield from sorted(sets)
        return
    heapq.heapify(sets)
    while sets:
        yield heapq.heappop(sets)


def _contains_one(candidate: int, by_lowest: Mapping[int, Sequence[int]]) -> bool:
    """Return whether a set contains one of the sets that are filed under their lowest bit."""
    rest = candidate
    while rest:
        low = rest & -rest
        rest ^= low
        for known in by_lowest.get(low, ()):
            if known & candidate == known:
                return True
    return False


def combine(factors: Sequence[Collection[int]], *, limit: int = LIMIT) -> tuple[tuple[int, ...], bool]:
    """Return the minimal unions of one set of each factor.

    Args:
        factors: One collection of sets for each premise; an empty collection makes the result empty,
            no factors at all give the empty set.
        limit: Most sets to keep after each step.

    Returns:
        The antichain and whether anything was cut off.

    >>> combine([(0b01, 0b10), (0b01,)])
    ((1,), False)
    """
    if not all(factors):
        return (), False
    if sum(map(len, factors)) > WIDE:
        bits = list_bits(join(item for factor in factors for item in factor))
        if bits and bits[-1] > 2 * len(bits):
            places = {bit: place for place, bit in enumerate(bits)}  # rising, so that the order of the sets stays
            narrow = [[join(1 << places[bit] for bit in list_bits(item)) for item in factor] for factor in factors]
            product, truncated = _multiply(narrow, limit)
            return tuple(join(1 << bits[place] for place in list_bits(item)) for item in product), truncated
    return _multiply(factors, limit)


def join(masks: Iterable[int]) -> int:
    """Return the union of some sets."""
    joined = 0
    for mask in masks:
        joined |= mask
    return joined


def list_bits(mask: int) -> list[int]:
    """Return the numbers of the bits that are set, lowest first."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def _multiply(factors: Sequence[Collection[int]], limit: int) -> tuple[tuple[int, ...], bool]:
    product: tuple[int, ...] = (0,)
    truncated = False
    for factor in sorted(factors, key=len):
        unions, incomplete = _unite(product, factor)
        product, cut = keep_minimal(unions, limit=limit)
        truncated = truncated or cut or incomplete
    return product, truncated


def _unite(left: Collection[int], right: Collection[int]) -> tuple[set[int], bool]:
    """Return the unions of two antichains; of the smallest sets only if there would be too many."""
    if len(left) * len(right) > EXACT_UNIONS and join((*left, *right)).bit_count() > FEW_ORIGINS:
        ordered_left, ordered_right = sorted(left, key=_rank), sorted(right, key=_rank)
        room = max(1, CUT_UNIONS // len(ordered_left), math.isqrt(CUT_UNIONS))
        ordered_right = ordered_right[:room]
        ordered_left = ordered_left[: max(1, CUT_UNIONS // len(ordered_right))]
        return {one | other for one in ordered_left for other in ordered_right}, True
    return {one | other for one in left for other in right}, False


def _rank(mask: int) -> tuple[int, int]:
    return mask.bit_count(), mask


def find_hitting_sets(sets: Sequence[int], *, size: int) -> tuple[int, ...]:
    """Return all minimal sets of at most `size` elements that meet every given set.

    Each branch adds an element of the smallest set not yet met, and forbids the elements tried before it, so
    that no candidate is met twice.

    Args:
        sets: Bit masks; an empty mask cannot be met, so nothing is returned.
        size: Largest number of elements.

    Returns:
        The minimal hitting sets by size and then by bits; none if `sets` is empty.

    >>> find_hitting_sets([0b011, 0b101], size=2)
    (1, 6)
    """
    found: list[int] = []

    def extend(chosen: int, left: Sequence[int], room: int, forbidden: int) -> None:
        if not left:
            found.append(chosen)
            return
        if room == 0:
            return
        options = min((item & ~forbidden for item in left), key=int.bit_count)
        banned = forbidden
        while options:
            bit = options & -options
            options ^= bit
            extend(chosen | bit, [item for item in left if not item & bit], room - 1, banned)
            banned |= bit

    if sets:
        extend(0, sets, size, 0)
    return keep_minimal(found, limit=len(found) + 1)[0]


def find_smallest_hit(sets: Sequence[int], *, steps: int = SEARCH_STEPS) -> tuple[int, bool]:
    """Return how many elements the smallest set that meets every given set has.

    Elements in a set of one are forced; for the rest the bound is raised until a hitting set fits, with a packing
    of disjoint sets as lower bound.

    Args:
        sets: Non-empty bit masks.
        steps: Most branches to try.

    Returns:
        The size, and whether it is exact; if the search was given up, the largest size proved to be needed.
    """
    forced = 0
    for item in sets:
        if item.bit_count() == 1:
            forced |= item
    rest = [item for item in sets if not item & forced]
    base = forced.bit_count()
    left = steps

    def pack(items: Sequence[int]) -> int:
        taken = count = 0
        for item in sorted(items, key=int.bit_count):
            if not item & taken:
                taken |= item
                count += 1
        return count

    def fits(items: Sequence[int], room: int) -> bool:
        nonlocal left
        if not items:
            return True
        left -= 1
        if left < 0 or pack(items) > room:
            return False
        options = min(items, key=int.bit_count)
        while options:
            bit = options & -options
            options ^= bit
            if fits([item for item in items if not item & bit], room - 1):
                return True
        return False

    room = pack(rest)
    while not fits(rest, room):
        if left < 0:
            return base + room, False
        room += 1
    return base + room, True
