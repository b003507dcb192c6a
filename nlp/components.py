"""spaCy components: the readers of this package for anybody's pipeline.

They are registered under their names, so that `nlp.add_pipe("staving_municipalities")` works once this module, or the
entry points of the package, are loaded. What they find hangs on the document:

======================  ================================  ============================================
component               assigns                           requires
======================  ================================  ============================================
staving_municipalities  ``doc._.staving_municipalities``  nothing
staving_practices       ``doc._.staving_practices``       sentence boundaries
staving_citations       ``doc._.staving_citations``       nothing
staving_quotations      ``doc._.staving_quotations``      nothing
staving_assertions      ``doc._.staving_assertions``      a tagger with morphology, a dependency parser,
                                                          the first two components
======================  ================================  ============================================

The date of the text, which decides what municipalities were in force, is read from ``doc._.staving_date``; the
municipality whose own text it is from ``doc._.staving_home``.
"""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc

from nlp.assertions import find_assertions
from nlp.citations import find_citations
from nlp.municipalities import find_municipalities
from nlp.practices import Hit, find_practices
from nlp.quotations import find_quotations

EXTENSIONS = {
    "staving_date": None,
    "staving_home": None,
    "staving_municipalities": (),
    "staving_practices": (),
    "staving_citations": (),
    "staving_quotations": (),
    "staving_assertions": (),
}

Component = Callable[[Doc], Doc]


def declare_extensions() -> None:
    """Declare the attributes that the components use, where they are not declared yet."""
    for name, default in EXTENSIONS.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)


@Language.factory("staving_municipalities", assigns=["doc._.staving_municipalities"])
def make_municipalities(nlp: Language, name: str) -> Component:  # noqa: ARG001 - the signature of a factory
    """Return the component that finds municipalities (`schema.Mention` records)."""
    declare_extensions()
    return read_municipalities


@Language.factory("staving_practices", assigns=["doc._.staving_practices"], requires=["token.is_sent_start"])
def make_practices(nlp: Language, name: str) -> Component:  # noqa: ARG001 - the signature of a factory
    """Return the component that finds practices (`practices.Hit` records)."""
    declare_extensions()
    return read_practices


@Language.factory("staving_citations", assigns=["doc._.staving_citations"])
def make_citations(nlp: Language, name: str) -> Component:  # noqa: ARG001 - the signature of a factory
    """Return the component that finds legal citations (`schema.Mention` records)."""
    declare_extensions()
    return read_citations


@Language.factory("staving_quotations", assigns=["doc._.staving_quotations"])
def make_quotations(nlp: Language, name: str) -> Component:  # noqa: ARG001 - the signature of a factory
    """Return the component that finds quotations and their speakers (`schema.Quotation` records)."""
    declare_extensions()
    return read_quotations


@Language.factory(
    "staving_assertions",
    assigns=["doc._.staving_assertions"],
    requires=[
        "doc._.staving_municipalities",
        "doc._.staving_practices",
        "token.dep",
        "token.head",
        "token.pos",
        "token.morph",
    ],
)
def make_assertions(nlp: Language, name: str) -> Component:  # noqa: ARG001 - the signature of a factory
    """Return the component that finds assertions (`schema.Assertion` records)."""
    declare_extensions()
    return read_assertions


def read_municipalities(doc: Doc) -> Doc:
    """Assign the municipalities that a text names."""
    found = find_municipalities(doc.text, date=doc._.staving_date, home=doc._.staving_home)
    doc._.staving_municipalities = tuple(found)
    return doc


def read_practices(doc: Doc) -> Doc:
    """Assign the practices that a text names."""
    doc._.staving_practices = tuple(find_practices(doc, _sentences(doc)))
    return doc


def read_citations(doc: Doc) -> Doc:
    """Assign the legal citations of a text."""
    doc._.staving_citations = tuple(find_citations(doc.text, "", doc._.staving_date))
    return doc


def read_quotations(doc: Doc) -> Doc:
    """Assign the quotations of a text."""
    doc._.staving_quotations = tuple(sorted(find_quotations(doc, ""), key=lambda item: item.start))
    return doc


def read_assertions(doc: Doc) -> Doc:
    """Assign what a text says of municipalities and practices."""
    hits: tuple[Hit, ...] = doc._.staving_practices
    found = find_assertions(
        doc,
        _sentences(doc),
        doc._.staving_municipalities,
        hits,
        home=doc._.staving_home,
        date=doc._.staving_date,
    )
    doc._.staving_assertions = tuple(found)
    return doc


def _sentences(doc: Doc) -> list[tuple[int, int]]:
    return [(sentence.start, sentence.end) for sentence in doc.sents]
