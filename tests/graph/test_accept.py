"""What may stand without a human: the words of the proposition, not a date, a name or one shared word."""

from __future__ import annotations

import pytest
from builders import a_document, a_proposition, an_assertion

from graph.accept import Case, cut_statement, judge, name_municipality, weigh_roots
from graph.stance import read_passage
from graph.terms import PhraseIndex, find_root, split_clauses
from staving.schema import Assertion, Proposition, PropositionKind, Stance, Status

FILMS = a_proposition(
    id="F",
    statement="Proefdam filmt gesprekken aan de balie",
    cues={"practices": ["video_recording"], "statuses": ["in_use", "stopped"], "text": "camera aan de balie, lens"},
)
KEEPS = a_proposition(
    id="K",
    statement="Verslagen worden drie weken bewaard",
    cues={"text": "bewaard, drie weken bewaard, archief, verslagen"},
)
DUTY = a_proposition(
    id="D",
    statement="De school moet de poort sluiten",
    kind=PropositionKind.POLICY,
    cues={"text": "poort sluiten, hek dicht, poort"},
)
RULING = a_proposition(
    id="R",
    statement="Het volgen van wandelaars vergt een wettelijke basis die ontbreekt",
    kind=PropositionKind.LEGAL,
    cues={"text": "stille volger, artikel 9 Padenwet, Raad voor de Paden, wandelaars"},
)


def decide(
    proposition: Proposition, text: str, stance: Stance = Stance.SUPPORTS, assertions: tuple[Assertion, ...] = ()
) -> bool:
    phrases = [part.strip() for part in str(proposition.cues.get("text", "")).split(",")]
    said = PhraseIndex([phrases]).find(split_clauses(text)).get(0, [])
    case = Case(
        proposition=proposition,
        text=text,
        stance=stance,
        reading=read_passage(text),
        said=said,
        assertions=assertions,
        practices=frozenset(item.practice for item in assertions),
    )
    return judge(case, weigh_roots([FILMS.statement, KEEPS.statement, DUTY.statement, RULING.statement])).is_accepted


@pytest.mark.parametrize(
    ("proposition", "text", "expected"),
    [
        (KEEPS, "De verslagen blijven drie weken bewaard.", True),
        (KEEPS, "De verslagen blijven acht weken bewaard.", False),
        (KEEPS, "De vakantie duurt drie weken.", False),
        (KEEPS, "In drie gevallen werden de verslagen een week bewaard.", False),
        (KEEPS, "Het is de vraag of verslagen drie weken worden bewaard.", False),
        (DUTY, "Wat de inspectie betreft moet de school de poort sluiten.", True),
        (DUTY, "De school heeft een poort van ijzer.", False),
        (RULING, "De stille volger was onrechtmatig, aldus de Raad voor de Paden.", True),
        (RULING, "De stille volger was rechtmatig en onrechtmatig tegelijk, aldus de Raad voor de Paden.", False),
        (RULING, "De Raad voor de Paden deed uitspraak.", False),
        (FILMS, "Proefdam heeft gesprekken aan de balie.", False),
    ],
)
def test_words(proposition: Proposition, text: str, expected: bool) -> None:
    assert decide(proposition, text) is expected


def test_an_assertion_needs_words_of_the_proposition() -> None:
    document = a_document(text="De gesprekken aan de balie staan op film.")
    assertion = an_assertion(document, status=Status.IN_USE)
    assert decide(FILMS, document.text, assertions=(assertion,))
    duty = a_proposition(
        id="N", statement="Registratie schendt het vertrouwen", kind=PropositionKind.NORM_CLAIM, cues=FILMS.cues
    )
    assert not decide(duty, document.text, assertions=(assertion,))


def test_mentions_are_never_accepted() -> None:
    assert not decide(KEEPS, "De verslagen blijven drie weken bewaard.", Stance.MENTIONS)


def test_a_statement_is_cut_into_clauses_with_their_numbers() -> None:
    parts = cut_statement("De klok slaat twee keer, op 3 mei en in 1999", ())
    assert parts[0].numbers == (("2", find_root("op")), ("3", "mei"), ("1999", None))
    assert {part.numbers for part in parts[1:]} <= {(("2", None),), (("3", "mei"), ("1999", None)), parts[0].numbers}


def test_forms_of_a_word_share_a_root() -> None:
    assert len({find_root(word) for word in ("stopt", "stopte", "gestopt", "stoppen")}) == 1
    assert len({find_root(word) for word in ("opnemen", "opgenomen", "opnamen")}) == 1
    assert find_root("balie") != find_root("ballen")


def test_the_name_of_the_subject_is_known() -> None:
    assert name_municipality("GM0303") == "Dronten"
    assert name_municipality("GM9999") == ""
