BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'staving.evidence','m001_records','2026-11-23 21:19:26.111965+00:00');
CREATE TABLE "argument" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "conclusion" TEXT REFERENCES "proposition"("id") DEFERRABLE INITIALLY DEFERRED,
  "polarity" TEXT NOT NULL CHECK ("polarity" IN ('pro', 'con')),
  "scheme" TEXT,
  "undercuts" TEXT REFERENCES "argument"("id") DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE "assertion" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "document_id" TEXT NOT NULL REFERENCES "document"("id") DEFERRABLE INITIALLY DEFERRED,
  "passage_id" TEXT REFERENCES "passage"("id") DEFERRABLE INITIALLY DEFERRED,
  "municipality" TEXT NOT NULL REFERENCES "municipality"("id") DEFERRABLE INITIALLY DEFERRED,
  "practice" TEXT NOT NULL REFERENCES "practice"("id") DEFERRABLE INITIALLY DEFERRED,
  "status" TEXT NOT NULL CHECK ("status" IN ('in_use', 'stopped', 'conditional', 'considered', 'not_used', 'unclear')),
  "start" INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  "text" TEXT NOT NULL,
  "since" TEXT,
  "until" TEXT,
  "asserted_by" TEXT,
  "rule" TEXT NOT NULL,
  "run_id" TEXT REFERENCES "run"("id") DEFERRABLE INITIALLY DEFERRED,
  CHECK ("start" >= 0 AND "end" >= "start")
) STRICT;
CREATE TABLE "capture" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "source_id" TEXT NOT NULL REFERENCES "source"("id") DEFERRABLE INITIALLY DEFERRED,
  "url" TEXT NOT NULL,
  "final_url" TEXT NOT NULL,
  "status" INTEGER,
  "media_type" TEXT,
  "headers" TEXT NOT NULL CHECK (json_valid("headers")),
  "fetched_at" TEXT NOT NULL,
  "sha256" TEXT,
  "size" INTEGER NOT NULL,
  "archive_file" TEXT,
  "archive_offset" INTEGER,
  "flag" TEXT NOT NULL CHECK ("flag" IN ('ok', 'not_modified', 'paywall', 'consent_wall', 'reserved', 'robots', 'blocked', 'gone', 'error', 'timeout', 'too_large', 'empty', 'truncated', 'encoding', 'encrypted', 'needs_ocr', 'unsupported')),
  "note" TEXT,
  "run_id" TEXT REFERENCES "run"("id") DEFERRABLE INITIALLY DEFERRED
) STRICT;
INSERT INTO "capture" VALUES('c1','proefblad','http://a.example/1','http://a.example/1',NULL,NULL,'{}','2026-01-02T00:00:00+00:00',NULL,0,NULL,NULL,'ok',NULL,NULL);
CREATE TABLE "document" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "source_id" TEXT NOT NULL REFERENCES "source"("id") DEFERRABLE INITIALLY DEFERRED,
  "capture_id" TEXT REFERENCES "capture"("id") DEFERRABLE INITIALLY DEFERRED,
  "canonical_url" TEXT NOT NULL,
  "kind" TEXT NOT NULL CHECK ("kind" IN ('article', 'web_page', 'ruling', 'statute', 'local_regulation', 'official_publication', 'council_paper', 'parliamentary_paper', 'register_entry', 'letter', 'report')),
  "title" TEXT NOT NULL,
  "authors" TEXT NOT NULL CHECK (json_valid("authors")),
  "agencies" TEXT NOT NULL CHECK (json_valid("agencies")),
  "published" TEXT,
  "modified" TEXT,
  "language" TEXT NOT NULL,
  "text" TEXT NOT NULL,
  "sha256" TEXT NOT NULL,
  "cluster" TEXT,
  "supersedes" TEXT,
  "identifier" TEXT,
  "municipality" TEXT REFERENCES "municipality"("id") DEFERRABLE INITIALLY DEFERRED,
  "fields" TEXT NOT NULL CHECK (json_valid("fields")),
  "based_on_url" TEXT,
  "based_on_publisher" TEXT,
  "based_on_date" TEXT,
  "user_supplied" INTEGER NOT NULL CHECK ("user_supplied" IN (0, 1)),
  "flag" TEXT NOT NULL CHECK ("flag" IN ('ok', 'not_modified', 'paywall', 'consent_wall', 'reserved', 'robots', 'blocked', 'gone', 'error', 'timeout', 'too_large', 'empty', 'truncated', 'encoding', 'encrypted', 'needs_ocr', 'unsupported')),
  "run_id" TEXT REFERENCES "run"("id") DEFERRABLE INITIALLY DEFERRED
) STRICT;
INSERT INTO "document" VALUES('abbe427c7bcd5a41','proefblad','c1','http://proefblad.example/1','article','Een titel','[]','[]','2021-11-09',NULL,'nl','Een zin. Nog een.','2db0ac6bef795ba419305aafa40e1bac9139fe1fbfd909b79202f3c051674106',NULL,NULL,NULL,NULL,'{}',NULL,NULL,NULL,0,'ok',NULL);
CREATE TABLE "evidence" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "passage_id" TEXT NOT NULL REFERENCES "passage"("id") DEFERRABLE INITIALLY DEFERRED,
  "document_id" TEXT NOT NULL REFERENCES "document"("id") DEFERRABLE INITIALLY DEFERRED,
  "proposition_id" TEXT NOT NULL REFERENCES "proposition"("id") DEFERRABLE INITIALLY DEFERRED,
  "stance" TEXT NOT NULL CHECK ("stance" IN ('supports', 'attacks', 'mentions')),
  "score" REAL NOT NULL,
  "reasons" TEXT NOT NULL CHECK (json_valid("reasons")),
  "method" TEXT NOT NULL,
  "origin_id" TEXT NOT NULL REFERENCES "origin"("id") DEFERRABLE INITIALLY DEFERRED,
  "origin_rule" TEXT NOT NULL CHECK ("origin_rule" IN ('speaker', 'official', 'cited_outlet', 'copy', 'outlet')),
  "quotation_id" TEXT REFERENCES "quotation"("id") DEFERRABLE INITIALLY DEFERRED,
  "assertion_id" TEXT REFERENCES "assertion"("id") DEFERRABLE INITIALLY DEFERRED,
  "valid_from" TEXT,
  "valid_to" TEXT,
  "state" TEXT NOT NULL CHECK ("state" IN ('accepted', 'proposed', 'rejected')),
  "run_id" TEXT REFERENCES "run"("id") DEFERRABLE INITIALLY DEFERRED,
  UNIQUE ("passage_id", "proposition_id")
) STRICT;
CREATE TABLE "mention" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "document_id" TEXT NOT NULL REFERENCES "document"("id") DEFERRABLE INITIALLY DEFERRED,
  "passage_id" TEXT REFERENCES "passage"("id") DEFERRABLE INITIALLY DEFERRED,
  "kind" TEXT NOT NULL CHECK ("kind" IN ('municipality', 'practice', 'norm', 'organisation', 'person')),
  "start" INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  "text" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  "current" TEXT,
  "article" TEXT,
  "paragraph" TEXT,
  "point" TEXT,
  "identifier" TEXT,
  "rule" TEXT NOT NULL,
  "run_id" TEXT REFERENCES "run"("id") DEFERRABLE INITIALLY DEFERRED,
  CHECK ("start" >= 0 AND "end" >= "start")
) STRICT;
CREATE TABLE "municipality" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "name" TEXT NOT NULL,
  "province" TEXT NOT NULL,
  "valid_from" TEXT,
  "valid_to" TEXT,
  "current" TEXT,
  "latitude" REAL,
  "longitude" REAL
) STRICT;
CREATE TABLE "origin" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "key" TEXT NOT NULL,
  "kind" TEXT NOT NULL CHECK ("kind" IN ('organisation', 'person', 'outlet', 'agency', 'law')),
  "publisher" TEXT,
  "counts" INTEGER NOT NULL CHECK ("counts" IN (0, 1)),
  "reliability" REAL NOT NULL
) STRICT;
CREATE TABLE "passage" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "document_id" TEXT NOT NULL REFERENCES "document"("id") DEFERRABLE INITIALLY DEFERRED,
  "ordinal" INTEGER NOT NULL,
  "kind" TEXT NOT NULL CHECK ("kind" IN ('heading', 'block', 'field')),
  "start" INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  "text" TEXT NOT NULL,
  CHECK ("start" >= 0 AND "end" >= "start"),
  UNIQUE ("document_id", "start", "end")
) STRICT;
INSERT INTO "passage" VALUES('1f7fea7f5b270d94','abbe427c7bcd5a41',0,'block',0,17,'Een zin. Nog een.');
CREATE TABLE "practice" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "label" TEXT NOT NULL,
  "definition" TEXT NOT NULL,
  "category" TEXT NOT NULL
) STRICT;
CREATE TABLE "premise" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "argument_id" TEXT NOT NULL REFERENCES "argument"("id") DEFERRABLE INITIALLY DEFERRED,
  "proposition_id" TEXT NOT NULL REFERENCES "proposition"("id") DEFERRABLE INITIALLY DEFERRED,
  "role" TEXT NOT NULL CHECK ("role" IN ('ordinary', 'assumption', 'exception')),
  UNIQUE ("argument_id", "proposition_id")
) STRICT;
CREATE TABLE "proposition" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "statement" TEXT NOT NULL,
  "kind" TEXT NOT NULL CHECK ("kind" IN ('fact', 'legal', 'norm_claim', 'value', 'policy', 'prediction', 'open_question')),
  "side" TEXT NOT NULL CHECK ("side" IN ('claimant', 'respondent', 'expert', 'neutral')),
  "parent" TEXT REFERENCES "proposition"("id") DEFERRABLE INITIALLY DEFERRED,
  "norms" TEXT NOT NULL CHECK (json_valid("norms")),
  "burden" TEXT NOT NULL CHECK ("burden" IN ('claimant', 'controller', 'judicial_notice')),
  "standard" TEXT NOT NULL CHECK ("standard" IN ('scintilla', 'corroborated', 'preponderance', 'clear_and_convincing')),
  "valid_from" TEXT,
  "valid_to" TEXT,
  "cues" TEXT NOT NULL CHECK (json_valid("cues")),
  "ordinal" INTEGER NOT NULL
) STRICT;
CREATE TABLE "quotation" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "document_id" TEXT NOT NULL REFERENCES "document"("id") DEFERRABLE INITIALLY DEFERRED,
  "passage_id" TEXT REFERENCES "passage"("id") DEFERRABLE INITIALLY DEFERRED,
  "start" INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  "text" TEXT NOT NULL,
  "sha256" TEXT NOT NULL,
  "type" TEXT NOT NULL CHECK ("type" IN ('direct', 'indirect')),
  "speaker_name" TEXT,
  "speaker_role" TEXT,
  "speaker_organisation" TEXT,
  "speaker_start" INTEGER,
  "speaker_end" INTEGER,
  "cue_start" INTEGER,
  "cue_end" INTEGER,
  "rule" TEXT NOT NULL,
  "run_id" TEXT REFERENCES "run"("id") DEFERRABLE INITIALLY DEFERRED,
  CHECK ("start" >= 0 AND "end" >= "start")
) STRICT;
CREATE TABLE "run" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "stage" TEXT NOT NULL,
  "version" TEXT NOT NULL,
  "settings_hash" TEXT NOT NULL,
  "started" TEXT NOT NULL,
  "ended" TEXT,
  "counts_in" TEXT NOT NULL CHECK (json_valid("counts_in")),
  "counts_out" TEXT NOT NULL CHECK (json_valid("counts_out")),
  "problems" TEXT NOT NULL CHECK (json_valid("problems"))
) STRICT;
CREATE TABLE "source" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "name" TEXT NOT NULL,
  "publisher" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "site" TEXT,
  "licence" TEXT,
  "quote_chars" INTEGER NOT NULL,
  "full_text" TEXT NOT NULL,
  "delay_s" REAL NOT NULL,
  "official" INTEGER NOT NULL CHECK ("official" IN (0, 1)),
  "note" TEXT
) STRICT;
INSERT INTO "source" VALUES('proefblad','Proefblad','Proefpers','newspaper',NULL,NULL,300,'private',1.0,0,NULL);
CREATE TABLE "verdict" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "proposition_id" TEXT NOT NULL REFERENCES "proposition"("id") DEFERRABLE INITIALLY DEFERRED,
  "as_of" TEXT NOT NULL,
  "status" TEXT NOT NULL CHECK ("status" IN ('unsupported', 'conditional', 'single_source', 'corroborated', 'by_law')),
  "k" INTEGER,
  "spof" TEXT NOT NULL CHECK (json_valid("spof")),
  "breaking_sets" TEXT NOT NULL CHECK (json_valid("breaking_sets")),
  "environments" TEXT NOT NULL CHECK (json_valid("environments")),
  "strength" REAL NOT NULL,
  "strength_against" REAL NOT NULL,
  "importance" TEXT NOT NULL CHECK (json_valid("importance")),
  "publishers" INTEGER NOT NULL,
  "contested" INTEGER NOT NULL CHECK ("contested" IN (0, 1)),
  "contradicted" INTEGER NOT NULL CHECK ("contradicted" IN (0, 1)),
  "stale" INTEGER NOT NULL CHECK ("stale" IN (0, 1)),
  "truncated" INTEGER NOT NULL CHECK ("truncated" IN (0, 1)),
  "open" TEXT NOT NULL CHECK (json_valid("open")),
  "standard_met" INTEGER NOT NULL CHECK ("standard_met" IN (0, 1)),
  "run_id" TEXT REFERENCES "run"("id") DEFERRABLE INITIALLY DEFERRED,
  UNIQUE ("proposition_id", "as_of")
) STRICT;
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX "idx_capture_source_id" ON "capture" ("source_id");
CREATE INDEX "idx_capture_run_id" ON "capture" ("run_id");
CREATE INDEX "idx_capture_url" ON "capture" ("url");
CREATE INDEX "idx_capture_sha256" ON "capture" ("sha256");
CREATE INDEX "idx_document_source_id" ON "document" ("source_id");
CREATE INDEX "idx_document_capture_id" ON "document" ("capture_id");
CREATE INDEX "idx_document_municipality" ON "document" ("municipality");
CREATE INDEX "idx_document_run_id" ON "document" ("run_id");
CREATE INDEX "idx_document_canonical_url" ON "document" ("canonical_url");
CREATE INDEX "idx_document_identifier" ON "document" ("identifier");
CREATE INDEX "idx_document_published" ON "document" ("published");
CREATE INDEX "idx_document_cluster" ON "document" ("cluster");
CREATE INDEX "idx_passage_document_id" ON "passage" ("document_id");
CREATE INDEX "idx_mention_document_id" ON "mention" ("document_id");
CREATE INDEX "idx_mention_passage_id" ON "mention" ("passage_id");
CREATE INDEX "idx_mention_run_id" ON "mention" ("run_id");
CREATE INDEX "idx_mention_kind_value" ON "mention" ("kind", "value");
CREATE INDEX "idx_quotation_document_id" ON "quotation" ("document_id");
CREATE INDEX "idx_quotation_passage_id" ON "quotation" ("passage_id");
CREATE INDEX "idx_quotation_run_id" ON "quotation" ("run_id");
CREATE INDEX "idx_assertion_document_id" ON "assertion" ("document_id");
CREATE INDEX "idx_assertion_passage_id" ON "assertion" ("passage_id");
CREATE INDEX "idx_assertion_municipality" ON "assertion" ("municipality");
CREATE INDEX "idx_assertion_practice" ON "assertion" ("practice");
CREATE INDEX "idx_assertion_run_id" ON "assertion" ("run_id");
CREATE INDEX "idx_assertion_municipality_practice" ON "assertion" ("municipality", "practice");
CREATE INDEX "idx_proposition_parent" ON "proposition" ("parent");
CREATE INDEX "idx_argument_conclusion" ON "argument" ("conclusion");
CREATE INDEX "idx_argument_undercuts" ON "argument" ("undercuts");
CREATE INDEX "idx_premise_argument_id" ON "premise" ("argument_id");
CREATE INDEX "idx_premise_proposition_id" ON "premise" ("proposition_id");
CREATE INDEX "idx_evidence_passage_id" ON "evidence" ("passage_id");
CREATE INDEX "idx_evidence_document_id" ON "evidence" ("document_id");
CREATE INDEX "idx_evidence_proposition_id" ON "evidence" ("proposition_id");
CREATE INDEX "idx_evidence_origin_id" ON "evidence" ("origin_id");
CREATE INDEX "idx_evidence_quotation_id" ON "evidence" ("quotation_id");
CREATE INDEX "idx_evidence_assertion_id" ON "evidence" ("assertion_id");
CREATE INDEX "idx_evidence_run_id" ON "evidence" ("run_id");
CREATE INDEX "idx_verdict_proposition_id" ON "verdict" ("proposition_id");
CREATE INDEX "idx_verdict_run_id" ON "verdict" ("run_id");
COMMIT;