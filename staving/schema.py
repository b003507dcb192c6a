"""The records: what every stage reads and writes.

Frozen dataclasses, standard library only. The name of a record is the name of its table and of its page;
the sentence below a field is its documentation, its column description in Datasette and its JSON Schema
description at once (`describe`). Offsets are Unicode code points, half-open, into the unchanged text of
the document: ``document.text[record.start:record.end] == record.text``.

Ids are derived from content (`derive_id`), so that a stage can run again and meet its own rows.
"""

from __future__ import annotations

import ast
import dataclasses
import hashlib
import inspect
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any, Protocol

ID_LENGTH = 16
"""Hexadecimal digits in a derived id: 64 bits, a collision is expected only beyond billions of rows."""


def derive_id(*parts: object) -> str:
    """Return the id that belongs to these parts: the same parts always give the same id.

    Args:
        parts: What identifies the record (see the table in `docs/records.md`); None is told from "".

    Returns:
        16 hexadecimal digits of the SHA-256 of the parts.

    >>> derive_id("a", 1) == derive_id("a", 1)
    True
    >>> derive_id("ab", "c") == derive_id("a", "bc")
    False
    """
    joined = "\x1f".join("\x00" if part is None else str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:ID_LENGTH]


def hash_text(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def now() -> datetime:
    """Return the present moment as an aware UTC time, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def references(table: str, *, optional: bool = False) -> Any:
    """Declare a field that holds the id of a row of another table."""
    if optional:
        return field(default=None, metadata={"references": table})
    return field(metadata={"references": table})


def restrict(values: type[StrEnum], default: StrEnum | None = None) -> Any:
    """Declare a text field that holds one of the values of an enumeration."""
    if default is None:
        return field(metadata={"values": values})
    return field(default=default, metadata={"values": values})


# --- vocabularies -----------------------------------------------------------------------------------------


class Flag(StrEnum):
    """What became of one fetch or file."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    PAYWALL = "paywall"
    CONSENT_WALL = "consent_wall"
    RESERVED = "reserved"
    ROBOTS = "robots"
    BLOCKED = "blocked"
    GONE = "gone"
    ERROR = "error"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    REDIRECT_LOOP = "redirect_loop"
    EMPTY = "empty"
    TRUNCATED = "truncated"
    ENCODING = "encoding"
    ENCRYPTED = "encrypted"
    NEEDS_OCR = "needs_ocr"
    UNSUPPORTED = "unsupported"


class AddressState(StrEnum):
    """Where an address stands in the frontier."""

    QUEUED = "queued"
    DONE = "done"
    MOVED = "moved"
    GONE = "gone"


class DocumentKind(StrEnum):
    """What sort of text a document is; decides its citation style and who speaks in it."""

    ARTICLE = "article"
    WEB_PAGE = "web_page"
    RULING = "ruling"
    STATUTE = "statute"
    LOCAL_REGULATION = "local_regulation"
    OFFICIAL_PUBLICATION = "official_publication"
    COUNCIL_PAPER = "council_paper"
    PARLIAMENTARY_PAPER = "parliamentary_paper"
    REGISTER_ENTRY = "register_entry"
    LETTER = "letter"
    REPORT = "report"


class PassageKind(StrEnum):
    """Which part of a document a passage is."""

    HEADING = "heading"
    BLOCK = "block"
    FIELD = "field"


class MentionKind(StrEnum):
    """What a mention names."""

    MUNICIPALITY = "municipality"
    PRACTICE = "practice"
    NORM = "norm"
    ORGANISATION = "organisation"
    PERSON = "person"


class QuotationType(StrEnum):
    """Whether the words are the speaker's own or the writer's rendering."""

    DIRECT = "direct"
    INDIRECT = "indirect"


class Status(StrEnum):
    """How a municipality stands to a practice, as one text says it."""

    IN_USE = "in_use"
    STOPPED = "stopped"
    CONDITIONAL = "conditional"
    CONSIDERED = "considered"
    NOT_USED = "not_used"
    UNCLEAR = "unclear"


class PropositionKind(StrEnum):
    """What sort of statement a proposition is."""

    FACT = "fact"
    LEGAL = "legal"
    NORM_CLAIM = "norm_claim"
    VALUE = "value"
    POLICY = "policy"
    PREDICTION = "prediction"
    OPEN_QUESTION = "open_question"


class Side(StrEnum):
    """Whose statement a proposition is."""

    CLAIMANT = "claimant"
    RESPONDENT = "respondent"
    EXPERT = "expert"
    NEUTRAL = "neutral"


class Burden(StrEnum):
    """Who has to prove a proposition."""

    CLAIMANT = "claimant"
    CONTROLLER = "controller"
    JUDICIAL_NOTICE = "judicial_notice"


class Standard(StrEnum):
    """Proof standards, after Carneades (Gordon, Prakken & Walton 2007)."""

    SCINTILLA = "scintilla"
    CORROBORATED = "corroborated"
    PREPONDERANCE = "preponderance"
    CLEAR_AND_CONVINCING = "clear_and_convincing"


class PremiseRole(StrEnum):
    """Roles of a premise, after Carneades."""

    ORDINARY = "ordinary"
    ASSUMPTION = "assumption"
    EXCEPTION = "exception"


class Polarity(StrEnum):
    """Whether an argument is for or against its conclusion."""

    PRO = "pro"
    CON = "con"


class Stance(StrEnum):
    """What a passage does to a proposition."""

    SUPPORTS = "supports"
    ATTACKS = "attacks"
    MENTIONS = "mentions"


class ReviewState(StrEnum):
    """Where a link stands: accepted counts, proposed waits for a human, rejected is kept but does not count."""

    ACCEPTED = "accepted"
    PROPOSED = "proposed"
    REJECTED = "rejected"


class OriginRule(StrEnum):
    """Which of the five rules of independence gave the origin."""

    SPEAKER = "speaker"
    OFFICIAL = "official"
    CITED_OUTLET = "cited_outlet"
    COPY = "copy"
    OUTLET = "outlet"


class OriginKind(StrEnum):
    """What an origin is."""

    ORGANISATION = "organisation"
    PERSON = "person"
    OUTLET = "outlet"
    AGENCY = "agency"
    LAW = "law"


class VerdictStatus(StrEnum):
    """What a proposition stands on."""

    UNSUPPORTED = "unsupported"
    CONDITIONAL = "conditional"
    SINGLE_SOURCE = "single_source"
    CORROBORATED = "corroborated"
    BY_LAW = "by_law"


class Decision(StrEnum):
    """What a reviewer decided."""

    ACCEPT = "accept"
    REJECT = "reject"
    CORRECT = "correct"
    COMMENT = "comment"
    """A remark; nothing is decided."""
    WITHDRAW = "withdraw"
    """An earlier decision is taken back; `correction` names it under `review`."""


# --- records ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of one stage."""

    id: str
    """UUID of the run."""
    stage: str
    """Name of the stage: collect, read, link, assess, publish."""
    version: str
    """Version of staving that ran."""
    settings_hash: str
    """SHA-256 of the settings and rules in force; the same hash gives the same result on the same input."""
    started: datetime
    """When the run began (UTC)."""
    ended: datetime | None = None
    """When it ended (UTC); empty while running or after a crash."""
    counts_in: dict[str, int] = field(default_factory=dict)
    """How many records of each kind went in."""
    counts_out: dict[str, int] = field(default_factory=dict)
    """How many records of each kind came out."""
    problems: tuple[str, ...] = ()
    """Problems met, one line each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """A Dutch municipality, present or former (CBS)."""

    id: str
    """CBS code, such as GM0303."""
    name: str
    """Official name."""
    province: str
    """Province it lies in."""
    valid_from: str | None = None
    """First day it existed, where known (ISO date)."""
    valid_to: str | None = None
    """Last day it existed; empty for a present municipality."""
    current: str | None = None
    """CBS code of the municipality it belongs to today; empty where it was split up."""
    latitude: float | None = None
    """Latitude of its centre, degrees north (WGS 84)."""
    longitude: float | None = None
    """Longitude of its centre, degrees east (WGS 84)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """One of the practices that the system knows."""

    id: str
    """Name of the practice in the vocabulary."""
    label: str
    """Dutch label for readers."""
    definition: str
    """What counts as this practice."""
    category: str
    """Group it belongs to: recording, surveillance, covert, investigation, profiling, compliance, alternative."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An outlet or publishing body."""

    id: str
    """Short name (slug)."""
    name: str
    """Name as it is cited."""
    publisher: str
    """Owner; outlets of one owner count once at the publisher level."""
    kind: str
    """newspaper, broadcaster, trade, authority, municipality, court, parliament, register, complainant, user."""
    site: str | None = None
    """Address of its front page."""
    licence: str | None = None
    """Licence or reservation on its texts."""
    quote_chars: int = 300
    """Longest quotation the policy lets us show, in characters."""
    full_text: str = "private"
    """Whether the full text may be shown: public or private."""
    delay_s: float = 1.0
    """Seconds between two requests."""
    official: bool = False
    """Whether its own texts are official texts of the body itself (second rule of independence)."""
    note: str | None = None
    """What a reader should know of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One fetch of an address, or one reading of a file."""

    id: str
    """Derived from address and time of fetching (for a file: address or name, and hash)."""
    source_id: str = references("source")
    """The outlet or body it was fetched from."""
    url: str
    """Address asked for; for a user's file without address, its name as file:name."""
    final_url: str
    """Address that answered, after redirects."""
    status: int | None = None
    """HTTP status; empty for files and for requests that got no answer."""
    media_type: str | None = None
    """Media type as declared or recognised."""
    headers: dict[str, str] = field(default_factory=dict)
    """Response headers that matter for provenance and for asking again."""
    fetched_at: datetime
    """When it was fetched or read (UTC)."""
    sha256: str | None = None
    """SHA-256 of the bytes received."""
    size: int = 0
    """Number of bytes received."""
    archive_file: str | None = None
    """WARC file in the archive folder that holds the response; empty where policy keeps no copy."""
    archive_offset: int | None = None
    """Byte offset of the record in the WARC file."""
    flag: str = restrict(Flag)
    """What became of it."""
    note: str | None = None
    """One line on what went wrong or was noticed."""
    run_id: str | None = references("run", optional=True)
    """Run that made it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One address of the frontier: what is to be asked, what was asked, and when to ask again."""

    id: str
    """Derived from spider, method, key and body."""
    spider: str
    """Spider that asks for it."""
    reader: str
    """How its answer is read: page, or the kind of list."""
    source_id: str = references("source")
    """The outlet or body it belongs to."""
    url: str
    """The address."""
    key: str
    """What is the same for all addresses of one article: without slug and tracking parameters."""
    state: str = restrict(AddressState, AddressState.QUEUED)
    """queued, done, moved or gone."""
    flag: str | None = None
    """Flag of the last answer; empty before the first."""
    note: str | None = None
    """One line on the last answer."""
    found_in: str | None = references("address", optional=True)
    """The list that announced it first."""
    depth: int = 0
    """How many lists lie between it and what the case file names."""
    rank: int = 2
    """Lower is asked first: 0 rules of a site, 1 lists, 2 pages."""
    request: dict[str, Any] = field(default_factory=dict)
    """What belongs to the request besides the address: method, body, headers, what the list said."""
    validators: dict[str, str] = field(default_factory=dict)
    """Headers that make the next request conditional (RFC 9110, 13)."""
    sha256: str | None = None
    """SHA-256 of the last answer that had a body."""
    moved_to: str | None = None
    """Address that it moved to for good."""
    tries: int = 0
    """Requests in a row that got no usable answer."""
    visits: int = 0
    """Times it answered."""
    changes: int = 0
    """Times the answer was another than the one before."""
    found_at: datetime
    """When it was first announced (UTC)."""
    asked_at: datetime | None = None
    """When it was asked last (UTC)."""
    changed_at: datetime | None = None
    """When a change was last noticed (UTC)."""
    due_at: datetime | None = None
    """When it is to be asked again (UTC); empty for never."""
    round_id: str | None = references("run", optional=True)
    """Run in whose round it was asked last; a run that goes on where a killed one stopped belongs to the same round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One version of a text."""

    id: str
    """Derived from canonical address and hash of the text."""
    source_id: str = references("source")
    """The outlet or body that published it."""
    capture_id: str | None = references("capture", optional=True)
    """The fetch it was read from."""
    canonical_url: str
    """The one address under which all versions of the text are kept together."""
    kind: str = restrict(DocumentKind, DocumentKind.ARTICLE)
    """What sort of text it is."""
    title: str
    """Title, without the name of the site."""
    authors: tuple[str, ...] = ()
    """People named as authors."""
    agencies: tuple[str, ...] = ()
    """Press agencies named as origin (ANP, Novum …)."""
    desks: tuple[str, ...] = ()
    """Desks named instead of a person (redactie, Onze verslaggever …)."""
    section: str | None = None
    """Section of the outlet it appeared in."""
    place: str | None = None
    """Place in the dateline, as written."""
    published: str | None = None
    """Date of publication as precisely as it is known: YYYY, YYYY-MM or YYYY-MM-DD."""
    modified: str | None = None
    """Date of the last change as stated by the publisher, in the same form."""
    language: str = "nl"
    """Language of the text (ISO 639-1)."""
    text: str
    """The text, never changed after it was stored; every offset points into it."""
    sha256: str
    """SHA-256 of the text in UTF-8."""
    cluster: str | None = None
    """Id of the group of near-copies it belongs to; empty when it has none."""
    supersedes: str | None = None
    """Id of the version that it replaces."""
    identifier: str | None = None
    """Public identifier: ECLI, gmb-2020-116862, CVDR640174, register number."""
    municipality: str | None = references("municipality", optional=True)
    """The municipality whose document it is (its regulation, council paper or register entry)."""
    fields: dict[str, Any] = field(default_factory=dict)
    """Fields of a structured source, kept under their own names."""
    based_on_url: str | None = None
    """Address of the work that this text summarises (schema.org isBasedOn)."""
    based_on_publisher: str | None = None
    """Publisher of the work that this text summarises: the origin of what it says."""
    based_on_date: str | None = None
    """Date of the work that this text summarises, as precisely as it is known."""
    user_supplied: bool = False
    """Whether a user handed in a saved copy, instead of our fetching it."""
    flag: str = restrict(Flag, Flag.OK)
    """ok, or why the text is not whole."""
    run_id: str | None = references("run", optional=True)
    """Run that made it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A heading or a block of at most a few sentences: the unit that is linked to propositions."""

    id: str
    """Derived from document and offsets."""
    document_id: str = references("document")
    """The document it is part of."""
    ordinal: int
    """Position in the document, from 0."""
    kind: str = restrict(PassageKind)
    """Which part of the document it is."""
    start: int
    """First character in the text of the document."""
    end: int
    """One past the last character."""
    text: str
    """The words, byte for byte as in the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place where the text names a municipality, practice, norm, organisation or person in office."""

    id: str
    """Derived from document, offsets, kind and normal form."""
    document_id: str = references("document")
    """The document it stands in."""
    passage_id: str | None = references("passage", optional=True)
    """The passage it stands in."""
    kind: str = restrict(MentionKind)
    """What it names."""
    start: int
    """First character in the text of the document."""
    end: int
    """One past the last character."""
    text: str
    """The words as they stand there."""
    value: str
    """Normal form: CBS code in force at the date of the text, practice id, or name of the law."""
    current: str | None = None
    """For a municipality: CBS code of the municipality it belongs to today."""
    article: str | None = None
    """For a norm: number of the article."""
    paragraph: str | None = None
    """For a norm: number of the paragraph (lid)."""
    point: str | None = None
    """For a norm: letter or number of the point (onder)."""
    identifier: str | None = None
    """For a norm: CELEX, BWB or ECLI identifier."""
    rule: str
    """Which rule found it, and why."""
    run_id: str | None = references("run", optional=True)
    """Run that made it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Words that the text gives as somebody's own, or renders with that."""

    id: str
    """Derived from document and offsets."""
    document_id: str = references("document")
    """The document it stands in."""
    passage_id: str | None = references("passage", optional=True)
    """The passage in which it begins."""
    start: int
    """First character of the words inside the marks."""
    end: int
    """One past the last character inside the marks."""
    text: str
    """The words, byte for byte as in the document."""
    sha256: str
    """SHA-256 of the words: a citation is checked against it."""
    type: str = restrict(QuotationType)
    """Direct (between marks) or indirect (a reported clause)."""
    speaker_name: str | None = None
    """Name of the speaker."""
    speaker_role: str | None = None
    """Office or role of the speaker."""
    speaker_organisation: str | None = None
    """Organisation the speaker speaks for."""
    speaker_start: int | None = None
    """First character of the words that name the speaker."""
    speaker_end: int | None = None
    """One past the last character of those words."""
    cue_start: int | None = None
    """First character of the cue (zegt, aldus, volgens …)."""
    cue_end: int | None = None
    """One past the last character of the cue."""
    rule: str
    """Which rule found it."""
    run_id: str | None = references("run", optional=True)
    """Run that made it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """One statement of a text: this municipality stands so to this practice."""

    id: str
    """Derived from document, municipality, practice, status and offsets."""
    document_id: str = references("document")
    """The document that says so."""
    passage_id: str | None = references("passage", optional=True)
    """The passage that says so."""
    municipality: str = references("municipality")
    """CBS code of the municipality at the time of the practice."""
    practice: str = references("practice")
    """The practice."""
    status: str = restrict(Status)
    """How the municipality stands to it."""
    start: int
    """First character of the clause that says so."""
    end: int
    """One past the last character of that clause."""
    text: str
    """The clause, byte for byte as in the document."""
    since: str | None = None
    """Begin as stated in the text, as precise as the text (2014, 2014-06)."""
    until: str | None = None
    """End as stated in the text, in the same form."""
    asserted_by: str | None = None
    """Who says so, where the text attributes it."""
    rule: str
    """Which rules gave practice, municipality and status."""
    run_id: str | None = references("run", optional=True)
    """Run that made it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposition:
    """A statement of the case file that evidence can support or attack."""

    id: str
    """Id in the case file."""
    statement: str
    """The statement, in Dutch."""
    kind: str = restrict(PropositionKind)
    """What sort of statement it is."""
    side: str = restrict(Side)
    """Whose statement it is."""
    parent: str | None = references("proposition", optional=True)
    """The claim it belongs to."""
    norms: tuple[str, ...] = ()
    """Provisions it turns on, as in: AVG art. 6 lid 1 onder e."""
    burden: str = restrict(Burden, Burden.CLAIMANT)
    """Who has to prove it."""
    standard: str = restrict(Standard, Standard.PREPONDERANCE)
    """Proof standard it has to meet."""
    valid_from: str | None = None
    """First day for which it is stated."""
    valid_to: str | None = None
    """Last day for which it is stated."""
    cues: dict[str, Any] = field(default_factory=dict)
    """What the linker may use: practices, statuses, municipality, text."""
    ordinal: int = 0
    """Position in the case file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """A step from premises to a conclusion, or one that makes another step inapplicable."""

    id: str
    """Id in the case file."""
    conclusion: str | None = references("proposition", optional=True)
    """The proposition it is for or against; empty for an undercutter."""
    polarity: str = restrict(Polarity, Polarity.PRO)
    """For or against the conclusion."""
    scheme: str | None = None
    """Argumentation scheme, after Walton; free text."""
    undercuts: str | None = references("argument", optional=True)
    """The argument that this one makes inapplicable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Premise:
    """The part a proposition plays in an argument."""

    id: str
    """Derived from argument and proposition."""
    argument_id: str = references("argument")
    """The argument."""
    proposition_id: str = references("proposition")
    """The proposition."""
    role: str = restrict(PremiseRole, PremiseRole.ORDINARY)
    """Ordinary, assumption or exception."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """An independence class: the one from whom the knowledge comes."""

    id: str
    """Derived from the key, in lower case."""
    key: str
    """Name of the organisation, person, outlet or agency; law for statutes and treaties."""
    kind: str = restrict(OriginKind)
    """What it is."""
    publisher: str | None = None
    """Owner, for the coarser count at publisher level."""
    counts: bool = True
    """Whether it can corroborate: the complainant's own word does not."""
    reliability: float = 0.8
    """Probability that it is right, from the case file; used for strength only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """An edge from a passage to a proposition."""

    id: str
    """Derived from passage and proposition."""
    passage_id: str = references("passage")
    """The passage."""
    document_id: str = references("document")
    """The document of the passage."""
    proposition_id: str = references("proposition")
    """The proposition."""
    stance: str = restrict(Stance)
    """What the passage does to the proposition."""
    score: float
    """Calibrated probability that the link holds; 0.5 and above means linked."""
    reasons: tuple[str, ...] = ()
    """Why, in words."""
    method: str
    """How it was found: cues, text, or human."""
    origin_id: str = references("origin")
    """From whom the knowledge comes."""
    origin_rule: str = restrict(OriginRule)
    """The rule that gave the origin."""
    quotation_id: str | None = references("quotation", optional=True)
    """The quotation in the passage that carries it, if any."""
    assertion_id: str | None = references("assertion", optional=True)
    """The assertion that carries it, if any."""
    valid_from: str | None = None
    """First day for which it holds, where the text says so."""
    valid_to: str | None = None
    """Last day for which it holds, where the text says so."""
    state: str = restrict(ReviewState, ReviewState.PROPOSED)
    """Whether it counts."""
    run_id: str | None = references("run", optional=True)
    """Run that made it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a proposition stands on at a date."""

    id: str
    """Derived from proposition and date."""
    proposition_id: str = references("proposition")
    """The proposition."""
    as_of: str
    """The date it is assessed for (ISO)."""
    status: str = restrict(VerdictStatus)
    """What it stands on."""
    k: int | None = None
    """Size of the smallest set of origins whose loss leaves nothing; empty when it stands by law."""
    spof: tuple[str, ...] = ()
    """Single points of failure: origins without which nothing is left."""
    breaking_sets: tuple[tuple[str, ...], ...] = ()
    """Minimal sets of at most three origins whose loss leaves nothing."""
    environments: tuple[tuple[str, ...], ...] = ()
    """Minimal sets of origins that each suffice."""
    strength: float = 0.0
    """Probability that at least one of those sets is wholly reliable, origins taken as independent."""
    strength_against: float = 0.0
    """The same for what speaks against."""
    importance: dict[str, float] = field(default_factory=dict)
    """Birnbaum importance of each origin."""
    publishers: int = 0
    """The count k at the level of publishers."""
    contested: bool = False
    """Whether valid evidence or an argument that is in speaks against it."""
    contradicted: bool = False
    """Whether what speaks against it wins."""
    stale: bool = False
    """Whether its validity ended before the date."""
    truncated: bool = False
    """Whether the list of environments was cut off."""
    open: tuple[str, ...] = ()
    """Assumptions that nobody has proved: whom to ask."""
    standard_met: bool = False
    """Whether it meets its proof standard."""
    run_id: str | None = references("run", optional=True)
    """Run that made it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A human decision; lives in review.db and survives every rebuild."""

    id: str
    """Derived from record and time."""
    record_kind: str
    """Table of the record decided on."""
    record_id: str
    """Stable id of the record decided on."""
    decision: str = restrict(Decision)
    """What was decided."""
    correction: dict[str, Any] = field(default_factory=dict)
    """Fields that the reviewer changed, with their new values; of a withdrawal, the decision under `review`."""
    about: dict[str, Any] = field(default_factory=dict)
    """The record as it was before anybody decided on it: what a decision is applied to, and what a withdrawal gives
    back."""
    by: str
    """Who decided."""
    at: datetime
    """When (UTC)."""
    why: str | None = None
    """The reviewer's reason."""


Record = (
    Run | Municipality | Practice | Source | Capture | Document | Passage | Mention | Quotation | Assertion
    | Proposition | Argument | Premise | Origin | Evidence | Verdict | Review
)  # fmt: skip

EVIDENCE_RECORDS: tuple[type[Any], ...] = (
    Run, Municipality, Practice, Source, Address, Capture, Document, Passage, Mention, Quotation, Assertion,
    Proposition, Argument, Premise, Origin, Evidence, Verdict,
)  # fmt: skip
"""The records of evidence.db, each after the ones it refers to."""

REVIEW_RECORDS: tuple[type[Any], ...] = (Review,)
"""The records of review.db."""


def name_table(record: type[Any]) -> str:
    """Return the name of a record's table: the name of the record in lower case."""
    return record.__name__.lower()


def describe(record: type[Any]) -> Mapping[str, str]:
    """Return the description of each field of a record, taken from the docstring below it.

    Args:
        record: One of the record classes of this module.

    Returns:
        Field name to description, in order; a field without a docstring is missing.
    """
    tree = ast.parse(textwrap.dedent(inspect.getsource(record)))
    body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
    found: dict[str, str] = {}
    for statement, following in pairwise(body):
        if (
            isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and isinstance(following, ast.Expr)
            and isinstance(following.value, ast.Constant)
            and isinstance(following.value.value, str)
        ):
            found[statement.target.id] = following.value.value
    return found


def as_json(record: Any) -> dict[str, Any]:
    """Return a record as a dictionary that `json.dumps` takes: times and dates as ISO text, tuples as lists."""
    return {item.name: plain(getattr(record, item.name)) for item in dataclasses.fields(record)}


def plain(value: Any) -> Any:
    """Return a value as `json.dumps` takes it: times as ISO text, tuples as lists, enumeration members as text."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return value


# --- what passes between two stages on raw text ---------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TextItem:
    """A text that is read without a database, as on standard input."""

    id: str
    """Name of the text, given back with the result."""
    text: str
    """The text."""
    date: str | None = None
    """Date of the text (ISO, as precise as known): decides which municipalities and laws were in force."""
    outlet: str | None = None
    """Who published it."""
    title: str | None = None
    """Headline: sets the municipality in focus."""
    municipality: str | None = None
    """CBS code of the municipality whose document it is: the focus where the text names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """What reading a text gives. `document_id` of the records is the id of the text."""

    id: str
    """Name of the text."""
    mentions: tuple[Mention, ...] = ()
    """Mentions in order of their start."""
    quotations: tuple[Quotation, ...] = ()
    """Quotations in order of their start."""
    assertions: tuple[Assertion, ...] = ()
    """Assertions in order of their start."""
    sentences: tuple[tuple[int, int], ...] = ()
    """Offsets of the sentences."""
    flags: tuple[str, ...] = ()
    """What is wrong with the text: `language:en` (not read), `encoding` (letters that were decoded wrongly)."""


class Tagger(Protocol):
    """Reads texts; the read stage provides one, the other stages are handed it."""

    def __call__(self, items: Iterable[TextItem]) -> Iterable[Annotation]:
        """Return the annotation of each text, in the order of the texts."""
        ...
