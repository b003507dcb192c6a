"""The publish stage: metadata and settings of the Datasette site, made from the records and the case file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from graph.terms import stem
from publish.dates import write_date
from publish.edition.build import build_public
from publish.reviewers import read_secret
from publish.views.reading import open_reading
from staving import __version__
from staving.config import Workspace
from staving.dossier import Dossier
from staving.errors import StoreError
from staving.schema import EVIDENCE_RECORDS, Municipality, describe, name_table
from staving.store import Store

LICENCE = "Teksten: alle rechten bij de uitgevers; deze werkkopie is alleen voor eigen onderzoek en processtukken"
"""Stands on every table: press text belongs to its publisher."""

LABELS = {
    "run": "stage",
    "municipality": "name",
    "practice": "label",
    "source": "name",
    "address": "url",
    "capture": "url",
    "document": "title",
    "passage": "text",
    "mention": "text",
    "quotation": "text",
    "assertion": "text",
    "proposition": "statement",
    "argument": "id",
    "premise": "proposition_id",
    "origin": "key",
    "evidence": "id",
    "verdict": "status",
}
"""Column that names a row, shown wherever another table refers to it."""

FACETS = {
    "municipality": ["province"],
    "practice": ["category"],
    "source": ["kind"],
    "address": ["state", "flag", "source_id"],
    "capture": ["flag", "source_id"],
    "document": ["source_id", "kind"],
    "passage": ["kind"],
    "mention": ["kind"],
    "quotation": ["type"],
    "assertion": ["status", "practice"],
    "proposition": ["kind", "side"],
    "argument": ["polarity"],
    "origin": ["kind"],
    "evidence": ["stance", "state", "origin_rule"],
    "verdict": ["status"],
}
"""Columns by which a table is first divided."""

TITLES = {
    "run": "Runs",
    "municipality": "Gemeenten",
    "practice": "Praktijken",
    "source": "Bronnen",
    "address": "Adressen",
    "capture": "Ophalingen",
    "document": "Documenten",
    "passage": "Passages",
    "mention": "Vermeldingen",
    "quotation": "Citaten",
    "assertion": "Uitspraken over praktijken",
    "proposition": "Stellingen",
    "argument": "Argumenten",
    "premise": "Premissen",
    "origin": "Herkomst",
    "evidence": "Bewijs",
    "verdict": "Oordelen",
}
"""Dutch names of the tables."""

QUERIES = {
    "bewijs_per_stelling": {
        "title": "Bewijs per stelling",
        "description": "Elk bewijsstuk met stelling, bron, datum en passage",
        "sql": "SELECT proposition.id AS stelling, proposition.statement, evidence.stance, evidence.state, "
        "source.name, coalesce(document.based_on_publisher, '') AS samenvatting_van, "
        "coalesce(document.based_on_date, document.published) AS datum, passage.text, evidence.score FROM evidence "
        "JOIN proposition ON proposition.id = evidence.proposition_id JOIN passage ON passage.id = evidence.passage_id "
        "JOIN document ON document.id = evidence.document_id JOIN source ON source.id = document.source_id "
        "ORDER BY proposition.ordinal, evidence.score DESC",
    },
    "praktijken_per_gemeente": {
        "title": "Praktijken per gemeente",
        "description": "Wat teksten over elke gemeente zeggen, met status en periode",
        "sql": "SELECT municipality.name AS gemeente, practice.label AS praktijk, assertion.status, assertion.since, "
        "assertion.until, assertion.text, document.title FROM assertion "
        "JOIN municipality ON municipality.id = assertion.municipality "
        "JOIN practice ON practice.id = assertion.practice JOIN document ON document.id = assertion.document_id "
        "ORDER BY municipality.name, practice.label",
    },
}
"""Named queries, with their own pages and exports."""

SETTINGS: dict[str, Any] = {
    "default_page_size": 50,
    "max_returned_rows": 2000,
    "sql_time_limit_ms": 3000,
    "facet_time_limit_ms": 500,
    "truncate_cells_html": 240,
    "allow_download": False,
    "suggest_facets": False,
}
"""Settings of Datasette; the database itself is not offered for download, since it holds press text in full."""


PUBLIC_LICENCE = "Metadata en koppelingen: vrij te gebruiken met bronvermelding; citaten: rechten bij de uitgevers"
"""Stands on every table of the public edition."""

PUBLIC_SETTINGS: dict[str, Any] = {
    **SETTINGS,
    "default_allow_sql": False,
    "allow_csv_stream": False,
    "max_returned_rows": 1000,
    "sql_time_limit_ms": 1000,
}
"""Settings of the public edition: no SQL of visitors."""


def publish_public(workspace: Workspace, dossier: Dossier, *, corrections: str = "") -> dict[str, int]:
    """Write public.db, and metadata and settings of its site in the folder `public`.

    Args:
        workspace: Where evidence.db lies and the edition goes.
        dossier: The case file.
        corrections: Address for corrections and objections, shown on every page.

    Returns:
        How many records went in, and how many names were masked.

    Raises:
        StoreError: There is no evidence.db, or something cannot be written.
    """
    with open_reading(workspace.evidence) as store:
        subject = store.get(Municipality, dossier.subject)
        names = (dossier.complainant, *dossier.complainant_names, dossier.addressee or "")
        counts = build_public(store, workspace.public, secret=read_secret(workspace.secret), names=names)
    metadata = write_metadata(dossier, subject.name if subject else None)
    _make_public(metadata, corrections)
    _write_site(workspace.public_site, metadata, PUBLIC_SETTINGS)
    return counts


def _make_public(metadata: dict[str, Any], corrections: str) -> None:
    """Turn the metadata of the working copy into that of the edition: other licence, other database, no SQL."""
    plugin = metadata["plugins"]["staving"]
    if corrections:
        plugin["corrections"] = corrections
    tables = metadata["databases"].pop("evidence")
    tables["allow_sql"] = False
    tables["description"] = "Metadata, koppelingen en korte citaten; namen van particulieren zijn weggelaten."
    for part in (metadata, tables, *tables["tables"].values(), *tables["queries"].values()):
        part["license"] = PUBLIC_LICENCE
    for hidden in ("address", "run"):
        tables["tables"][hidden]["hidden"] = True
    metadata["databases"]["public"] = tables


def publish(workspace: Workspace, dossier: Dossier) -> dict[str, int]:
    """Write `metadata.yaml` and `settings.json` of the site.

    Args:
        workspace: Where evidence.db lies and the site goes.
        dossier: The case file, for title, parties and date.

    Returns:
        How many tables, columns and named queries are described.

    Raises:
        StoreError: There is no evidence.db, it is not ours, or the folder of the site cannot be written.
    """
    with open_reading(workspace.evidence) as store:
        subject = store.get(Municipality, dossier.subject)
    metadata = write_metadata(dossier, subject.name if subject else None)
    _write_site(workspace.site, metadata, SETTINGS)
    with Store.open(workspace.evidence) as store:
        store.update_terms(stem)
    tables = metadata["databases"]["evidence"]["tables"]
    return {
        "tables": len(tables),
        "columns": sum(len(table["columns"]) for table in tables.values()),
        "queries": len(QUERIES),
    }


def _write_site(folder: Path, metadata: dict[str, Any], settings: dict[str, Any]) -> None:
    text = yaml.safe_dump(metadata, allow_unicode=True, sort_keys=False, width=110)
    try:
        folder.mkdir(exist_ok=True)
        (folder / "metadata.yaml").write_text(text, encoding="utf-8")
        (folder / "settings.json").write_text(
            json.dumps(settings, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written ({error.strerror}); make it writable") from error


def write_metadata(dossier: Dossier, subject: str | None) -> dict[str, Any]:
    """Return the metadata of the site: licence and source on every table, a description on every column."""
    source = f"Staving {__version__}, dossier ‘{dossier.title}’"
    rights = {"license": LICENCE, "source": source}
    tables: dict[str, Any] = {}
    for record in EVIDENCE_RECORDS:
        table = name_table(record)
        note = (record.__doc__ or "").strip().splitlines()[0]
        tables[table] = {
            "title": TITLES[table],
            "description": note,
            **rights,
            "label_column": LABELS[table],
            "columns": dict(describe(record)),
            **({"facets": FACETS[table]} if table in FACETS else {}),
        }
    facts = {
        "title": dossier.title,
        "subject": dossier.subject,
        "subject_name": subject,
        "complainant": dossier.complainant,
        "complainant_names": list(dossier.complainant_names),
        "addressee": dossier.addressee,
        "as_of": write_date(dossier.as_of),
    }
    return {
        "title": dossier.title,
        **rights,
        "plugins": {"staving": {key: value for key, value in facts.items() if value}},
        "databases": {
            "evidence": {
                "title": "Tabellen",
                "description": "Alle records van het dossier; elke kolom is hieronder beschreven.",
                **rights,
                "tables": tables,
                "queries": {name: {**query, **rights} for name, query in QUERIES.items()},
            }
        },
    }
