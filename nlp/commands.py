"""The commands `staving tag` and `staving explain`."""

from __future__ import annotations

import sys
from collections import deque
from typing import TYPE_CHECKING, Any

import click

from staving.errors import SourceError, write_line
from staving.options import json_option, read_json_lines, workspace_option, write_json_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from staving.config import Workspace
    from staving.schema import Annotation, Mention, Quotation, TextItem

NAMES = {"unchanged": "unchanged since they were read", "foreign": "in another language"}
"""How the summary names its counts."""


@click.command(epilog="Example: staving tag --json < texts.jsonl")
@json_option
@workspace_option
@click.option(
    "--model", metavar="NAME", help="Installed spaCy pipeline to parse with; blank: rules alone. Default: our own."
)
@click.option("--force", is_flag=True, help="Read again what was already read with the same rules.")
@click.option(
    "--jobs", type=click.IntRange(1, 64), metavar="N", help="Processes that read. Default: one a core; 1 with --json."
)
def tag(*, as_json: bool, workspace: Workspace, model: str | None, force: bool, jobs: int | None) -> None:
    """Read Dutch texts: municipalities, practices, quotations, citations, assertions.

    Without --json: the documents of the workspace. With --json: JSON Lines on standard input
    ({"id", "text", "date"?, "outlet"?}), annotations on standard output.
    """
    if as_json:
        _tag_lines(model, jobs or 1)
        return
    from nlp.stage import read
    from staving.store import Store

    with Store.open(workspace.evidence) as store:
        counts = read(store, model=model, force=force, jobs=jobs)
    click.echo(", ".join(f"{count} {NAMES.get(name, name)}" for name, count in counts.items()))
    if counts["failed"]:
        click.echo("what failed and why: table run, column problems", err=True)


def _tag_lines(model: str | None, jobs: int) -> None:
    """Read the texts on standard input and write their annotations, in their order."""
    from nlp.pipeline import load_pipeline
    from nlp.workers import read_all
    from staving.schema import TextItem

    load_pipeline(model)  # before the first line is read: a model that is not there is said at once
    identities: deque[Any] = deque()

    def take() -> Iterator[TextItem]:
        for row in read_json_lines(needs=("id", "text")):
            identities.append(row["id"])
            yield TextItem(
                id=str(row["id"]),
                text=row["text"],
                date=_text_or_none(row.get("date")),
                outlet=_text_or_none(row.get("outlet")),
                title=_text_or_none(row.get("title")),
                municipality=_text_or_none(row.get("municipality")),
            )

    for outcome in read_all(take(), jobs=jobs, model=model):
        identity = identities.popleft()
        if outcome.annotation is None:
            click.echo(f"{write_line(str(identity))}: not read: {outcome.problem}", err=True)
            failed = {"id": identity, "mentions": [], "quotations": [], "assertions": [], "flags": ["failed"]}
            write_json_line(failed)
            continue
        write_json_line({**as_tag_json(outcome.annotation), "id": identity})


@click.command(epilog='Example: staving explain "Ede stopte in 2020 met filmen; Epe doet dat alleen bij agressie."')
@click.argument("text", required=False)
@json_option
@workspace_option
@click.option("--document", metavar="ID", help="Explain a document of the workspace instead.")
@click.option("--date", metavar="DAY", help="Date of the text (2023-05-01), for what was in force.")
@click.option("--title", metavar="WORDS", help="Headline of the text.")
@click.option("--municipality", metavar="CODE", help="CBS code of the municipality whose own text it is (GM0303).")
@click.option("--model", metavar="NAME", help="Installed spaCy pipeline to parse with. Default: our own.")
def explain(
    *,
    text: str | None,
    as_json: bool,
    workspace: Workspace,
    document: str | None,
    date: str | None,
    title: str | None,
    municipality: str | None,
    model: str | None,
) -> None:
    """Show for each sentence what is found in it, by which rules, and why not.

    TEXT is the text; without it, standard input or --document.
    """
    from nlp.explain import explain_document, explain_text, write_explanation
    from staving.schema import TextItem

    if document is not None:
        sentences = explain_document(workspace, document, model=model)
    else:
        if text is None:
            text = sys.stdin.buffer.read().decode("utf-8", "replace")
        if not text.strip():
            raise SourceError("no text; give it between quotes, on standard input, or --document ID")
        item = TextItem(id="text", text=text, date=date, title=title, municipality=municipality)
        sentences = explain_text(item, model=model)
    for sentence in sentences:
        if as_json:
            write_json_line(sentence)
        else:
            click.echo(write_explanation(sentence))


def as_tag_json(annotation: Annotation) -> dict[str, Any]:
    """Return an annotation in the format of the command line."""
    return {
        "id": annotation.id,
        "mentions": [_mention_row(mention) for mention in annotation.mentions],
        "quotations": [_quotation_row(quotation) for quotation in annotation.quotations],
        "assertions": [
            {
                "municipality": item.municipality,
                "practice": item.practice,
                "status": str(item.status),
                "start": item.start,
                "end": item.end,
                "since": item.since,
                "until": item.until,
                "asserted_by": item.asserted_by,
            }
            for item in annotation.assertions
        ],
        **({"flags": list(annotation.flags)} if annotation.flags else {}),
    }


def _mention_row(mention: Mention) -> dict[str, Any]:
    row: dict[str, Any] = {
        "kind": str(mention.kind),
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
    }
    if mention.kind == "municipality":
        return {**row, "code": mention.value, "current": mention.current}
    if mention.kind == "practice":
        return {**row, "practice": mention.value}
    if mention.kind == "norm":
        return {
            **row,
            "norm": mention.value,
            "article": mention.article,
            "paragraph": mention.paragraph,
            "point": mention.point,
            "identifier": mention.identifier,
        }
    return {**row, "value": mention.value}


def _quotation_row(quotation: Quotation) -> dict[str, Any]:
    named = quotation.speaker_name or quotation.speaker_role or quotation.speaker_organisation
    speaker = None
    if named:
        speaker = {
            "name": quotation.speaker_name,
            "role": quotation.speaker_role,
            "organisation": quotation.speaker_organisation,
            "start": quotation.speaker_start,
            "end": quotation.speaker_end,
        }
    cue = None
    if quotation.cue_start is not None:
        cue = {"start": quotation.cue_start, "end": quotation.cue_end}
    return {
        "start": quotation.start,
        "end": quotation.end,
        "text": quotation.text,
        "type": str(quotation.type),
        "speaker": speaker,
        "cue": cue,
    }


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
