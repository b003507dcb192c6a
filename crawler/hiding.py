"""Leave the names of people who are to be forgotten out of what was read; offsets stay what they are."""

from __future__ import annotations

from dataclasses import replace

from crawler.asks import Entry
from crawler.extracted import Extracted
from staving.forgotten import Forgotten
from staving.schema import Document

FIELDS = ("title", "authors", "desks", "section", "text", "fields")
"""Fields of a document, and of what is read of one, in which a name can stand."""


def join_texts(said: Extracted | Document) -> str:
    """Return all that is said in a document, as one text: who is named anywhere in it is hidden everywhere in it."""
    return "\n".join((said.title, *said.authors, *said.desks, said.text))


def clean(item: Extracted, forgotten: Forgotten) -> Extracted:
    """Return what was read without those names."""
    if not forgotten.stones:
        return item
    people = forgotten.find_people(join_texts(item))
    if not people:
        return replace(item, fields=forgotten.hide_in(item.fields), note=forgotten.hide_in(item.note))
    return replace(item, **{name: forgotten.hide_in(getattr(item, name), people) for name in (*FIELDS, "note")})


def clean_entry(entry: Entry, forgotten: Forgotten) -> Entry:
    """Return what a list says of an address without those names."""
    if not forgotten.stones:
        return entry
    changed = {name: forgotten.hide_in(getattr(entry, name)) for name in ("title", "authors", "fields")}
    return replace(entry, **changed)
