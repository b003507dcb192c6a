"""How readings are scored: precision, recall and F1 of spans and statements against hand-made answers.

The conventions are those of `data/gold/README.md`. A prediction is what `staving tag --json` writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Counts:
    """Hits, false alarms and misses."""

    hits: int = 0
    extra: int = 0
    missed: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Return the sum of both."""
        return Counts(self.hits + other.hits, self.extra + other.extra, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return self.hits / (self.hits + self.extra) if self.hits + self.extra else 1.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = 2 * self.hits + self.extra + self.missed
        return 2 * self.hits / total if total else 1.0


def compare(gold: Iterable[object], found: Iterable[object], allowed: Iterable[object] = ()) -> Counts:
    """Count equal keys; keys in `allowed` are neither required nor counted against."""
    wanted, had, free = set(gold), set(found), set(allowed)
    return Counts(len(wanted & had), len(had - wanted - free), len(wanted - had))


def score_municipalities(pairs: Iterable[tuple[Item, Item]]) -> dict[str, float]:
    """Score spans with their code (of the time, or today's); `distractors` are spans that must not be found."""
    total, refused, tricks = Counts(), 0, 0
    for gold, found in pairs:
        had = {(m["start"], m["end"]): m for m in found["mentions"] if m["kind"] == "municipality"}
        wanted = {(m["start"], m["end"]): m for m in gold["mentions"] if not m.get("optional")}
        free = {(m["start"], m["end"]) for m in gold["mentions"] if m.get("optional")}
        right = {
            span
            for span in wanted.keys() & had.keys()
            if wanted[span]["code"] in {had[span]["code"], had[span]["current"]}
        }
        total += Counts(len(right), len(had.keys() - right - free), len(wanted.keys() - right))
        for trick in gold.get("distractors", ()):
            tricks += 1
            refused += not any(start < trick["end"] and trick["start"] < end for start, end in had)
    return {
        "precision": total.precision,
        "recall": total.recall,
        "distractors_refused": refused / tricks if tricks else 1.0,
    }


def score_assertions(pairs: Iterable[tuple[Item, Item]]) -> dict[str, float]:
    """Score (municipality, practice) and (municipality, practice, status); and texts that state nothing."""
    places, statements, silent, kept = Counts(), Counts(), 0, 0
    for gold, found in pairs:
        wanted = {(a["municipality"], a["practice"], a["status"]) for a in gold["assertions"]}
        free = {(a["municipality"], a["practice"]) for a in gold.get("optional", ())}
        had = {
            (a["municipality"], a["practice"], a["status"])
            for a in found["assertions"]
            if (a["municipality"], a["practice"]) not in free
        }
        for item in gold["assertions"]:
            # Another status, practice or code (that of the successor) is accepted in place of the first.
            first = (item["municipality"], item["practice"], item["status"])
            accepted = [
                (code, practice, status)
                for code in (item["municipality"], *([item["current"]] if item.get("current") else ()))
                for practice in (item["practice"], *item.get("alt_practice", ()))
                for status in (item["status"], *item.get("also_status", ()))
            ]
            near = [one for one in accepted if one in had] or [
                one for one in accepted if one[:2] in {given[:2] for given in had}
            ]
            if near and first not in had and first in wanted:
                status = near[0][2] if near[0] in had else first[2]
                wanted = wanted - {first} | {(near[0][0], near[0][1], status)}
        statements += compare(wanted, had)
        places += compare({item[:2] for item in wanted}, {item[:2] for item in had})
        if not wanted:
            silent += 1
            kept += not had
    return {
        "pair_f1": places.f1,
        "triple_f1": statements.f1,
        "triple_precision": statements.precision,
        "silence_kept": kept / silent if silent else 1.0,
    }


def score_quotations(pairs: Iterable[tuple[Item, Item]]) -> dict[str, float]:
    """Score spans exactly; of those found, the share whose speaker is the right one."""
    total, right, compared = Counts(), 0, 0
    for gold, found in pairs:
        wanted = {(q["start"], q["end"]): q for q in gold["quotations"] if not q.get("optional")}
        for quotation in list(wanted.values()):
            if "start_alt" in quotation:
                other = (quotation["start_alt"], quotation["end"])
                if other in {(q["start"], q["end"]) for q in found["quotations"]}:
                    wanted[other] = wanted.pop((quotation["start"], quotation["end"]))
        free = {(q["start"], q["end"]) for q in gold["quotations"] if q.get("optional")}
        had = {(q["start"], q["end"]): q for q in found["quotations"]}
        total += compare(wanted, had, free)
        for span in wanted.keys() & had.keys():
            compared += 1
            right += _is_same_speaker(wanted[span].get("speaker"), had[span].get("speaker"))
    return {"span_f1": total.f1, "speaker_accuracy": right / compared if compared else 1.0}


def _is_same_speaker(gold: Item | None, found: Item | None) -> bool:
    if not gold:
        return not found
    if not found:
        return False
    for key in ("name", "organisation", "role"):
        if gold.get(key):
            return str(gold[key]).casefold().split()[-1] in str(found.get(key) or found.get("name") or "").casefold()
    return True


def score_citations(pairs: Iterable[tuple[Item, Item]]) -> dict[str, float]:
    """Score spans exactly; of those found, the share with the right identifier and the right article."""
    total, identifiers, articles, compared = Counts(), 0, 0, 0
    for gold, found in pairs:
        had = [m for m in found["mentions"] if m["kind"] == "norm"]
        wanted = [(m["start"], m["end"], m.get("article")) for m in gold["norms"]]
        total += compare(wanted, [(m["start"], m["end"], m.get("article")) for m in had])
        for norm in gold["norms"]:
            same = [m for m in had if (m["start"], m["end"]) == (norm["start"], norm["end"])]
            if not same:
                continue
            compared += 1
            identifiers += any(m.get("identifier") == norm.get("identifier") for m in same)
            articles += any(all(m.get(key) == norm.get(key) for key in ("article", "paragraph", "point")) for m in same)
    return {
        "span_f1": total.f1,
        "identifier_accuracy": identifiers / compared if compared else 1.0,
        "article_accuracy": articles / compared if compared else 1.0,
    }


def score_links(pairs: Iterable[tuple[Item, Item]]) -> dict[str, float]:
    """Score links of 0.5 and above; the ranking of all; stance; and what is accepted without a human.

    A prediction holds `links`, best first: proposition, stance, score, is_accepted.
    """
    total, accepted, right, compared, near, ranks, linked = Counts(), Counts(), 0, 0, 0.0, 0.0, 0
    for gold, found in pairs:
        wanted = {link["proposition"]: link["stance"] for link in gold["links"]}
        ranked = [link["proposition"] for link in found["links"]]
        total += compare(wanted, [link["proposition"] for link in found["links"] if link["score"] >= 0.5])
        accepted += compare(
            {(name, stance) for name, stance in wanted.items() if stance != "mentions"},
            {(link["proposition"], link["stance"]) for link in found["links"] if link["is_accepted"]},
        )
        stances = {link["proposition"]: link["stance"] for link in found["links"]}
        compared += len(wanted.keys() & stances.keys())
        right += sum(stances[name] == wanted[name] for name in wanted.keys() & stances.keys())
        if wanted:
            linked += 1
            near += len(wanted.keys() & set(ranked[:5])) / min(len(wanted), 5)
            ranks += next((1 / place for place, name in enumerate(ranked, start=1) if name in wanted), 0.0)
    return {
        "f1": total.f1,
        "recall_at_5": near / linked if linked else 1.0,
        "mrr": ranks / linked if linked else 1.0,
        "stance_accuracy": right / compared if compared else 1.0,
        "accepted_precision": accepted.precision,
    }


SCORERS: dict[str, Callable[[Iterable[tuple[Item, Item]]], dict[str, float]]] = {
    "municipalities": score_municipalities,
    "assertions": score_assertions,
    "quotations": score_quotations,
    "citations": score_citations,
    "links": score_links,
}
"""Name of a gold file and the function that scores it."""
