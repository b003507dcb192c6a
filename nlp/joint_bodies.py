"""Find joint bodies in a text: social services that several municipalities run together.

What a text says of such a body holds for each of its members on the date of the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import ahocorasick

from staving.gazetteer import JointBody, read_joint_bodies


@dataclass(frozen=True, slots=True, kw_only=True)
class JointBodyMention:
    """A joint body named at a place of a text."""

    name: str
    """Its name in full."""
    start: int
    """First character."""
    end: int
    """One past the last character."""
    text: str
    """The name as it is written."""
    municipalities: tuple[str, ...]
    """CBS codes of its members on the date of the text."""

    @property
    def rule(self) -> str:
        """What an assertion about a member says of its ground."""
        return f"joint body: {self.name}"


@cache
def _names() -> ahocorasick.Automaton:
    bodies: dict[str, list[JointBody]] = {}
    for body in read_joint_bodies():
        for name in body.names:
            bodies.setdefault(name, []).append(body)
    automaton = ahocorasick.Automaton()
    for name, found in bodies.items():
        for form in {name, name.upper()}:
            automaton.add_word(form, (form, found))
    automaton.make_automaton()
    return automaton


def find_joint_bodies(text: str, *, date: str | None = None) -> list[JointBodyMention]:
    """Return the joint bodies that a text names, in the order of their start.

    Args:
        text: The text.
        date: Date of the text (ISO, as precise as known): decides who its members were. Without one, those of today.

    Returns:
        Mentions with at least one member; a body outside the time for which its members are known gives none.
    """
    found = []
    for last, (form, bodies) in _names().iter(text):
        start, end = last - len(form) + 1, last + 1
        if text[start - 1 : start].isalnum() or text[end : end + 1].isalnum():
            continue
        for body in bodies:
            members = body.find_members(date)
            if members:
                found.append(JointBodyMention(name=body.name, start=start, end=end, text=form, municipalities=members))
                break
    found.sort(key=lambda mention: (mention.start, -mention.end))
    kept: list[JointBodyMention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept
