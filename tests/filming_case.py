"""A case of one fact: a municipality films, and a claim that rests on it."""

from __future__ import annotations

from pathlib import Path

from builders import a_dossier, a_mention, a_passage, a_proposition, a_source, an_assertion

from staving.dossier import Dossier
from staving.schema import Argument, Document, Municipality, Passage, Practice, Premise, PropositionKind
from staving.store import Store

FILMS = "De gemeente Dronten filmt sinds 2014 gesprekken met bezoekers aan de balie."


def a_case(path: Path) -> Dossier:
    cues = {
        "practices": ["video_recording"],
        "statuses": ["in_use", "stopped"],
        "municipality": "subject",
        "text": "filmt",
    }
    return a_dossier(
        path,
        a_proposition(id="C", statement="Dat mag niet", kind=PropositionKind.NORM_CLAIM),
        a_proposition(id="P", statement="Dronten filmt gesprekken met bezoekers", parent="C", cues=cues),
        reliability={"default": 0.8, "outlet": 0.7},
        arguments=(Argument(id="A", conclusion="C"),),
        premises=(Premise(id="a", argument_id="A", proposition_id="P"),),
    )


def fill(store: Store, *documents: Document) -> list[Passage]:
    """Store documents of one passage, each with the assertion that Dronten films."""
    passages = []
    with store.unit():
        store.put(a_source(), a_source(id="tweede", name="Tweede Blad", publisher="Ander Huis"))
        store.put(a_source(id="bond", name="Bond", publisher="Bond", kind="complainant"))
        store.put(Municipality(id="GM0303", name="Dronten", province="Flevoland", current="GM0303"))
        store.put(Practice(id="video_recording", label="film", definition="film", category="recording"))
        for document in documents:
            passage = a_passage(document)
            assertion = an_assertion(document, since="2014", passage_id=passage.id)
            store.put(document, passage, assertion, a_mention(document, "Dronten", passage_id=passage.id))
            passages.append(passage)
    return passages
