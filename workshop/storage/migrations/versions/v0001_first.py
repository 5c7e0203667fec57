# SPDX-License-Identifier: MIT
"""The first schema: tables, journal, search index and counts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TEXT = sa.Text()
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLOATING: sa.types.TypeEngine[float] = sa.Double().with_variant(sa.REAL(), "sqlite")

# Derived rows and guards, which the journal does not follow: the search index over tags and
# identifiers, the counts by batch, and the journal that takes no second thought.
SQLITE = """
CREATE VIEW searchable(id, body) AS
    SELECT id, tag FROM piece UNION ALL SELECT id, normal FROM identifier;
CREATE VIRTUAL TABLE search_index USING fts5(
    body, content='searchable', content_rowid='id', columnsize=0,
    tokenize='trigram case_sensitive 1');
CREATE TRIGGER piece_search_insert AFTER INSERT ON piece BEGIN
    INSERT INTO search_index(rowid, body) VALUES (new.id, new.tag); END;
CREATE TRIGGER piece_search_delete AFTER DELETE ON piece BEGIN
    INSERT INTO search_index(search_index, rowid, body) VALUES ('delete', old.id, old.tag); END;
CREATE TRIGGER piece_search_update AFTER UPDATE OF id, tag ON piece BEGIN
    INSERT INTO search_index(search_index, rowid, body) VALUES ('delete', old.id, old.tag);
    INSERT INTO search_index(rowid, body) VALUES (new.id, new.tag); END;
CREATE TRIGGER identifier_search_insert AFTER INSERT ON identifier BEGIN
    INSERT INTO search_index(rowid, body) VALUES (new.id, new.normal); END;
CREATE TRIGGER identifier_search_delete AFTER DELETE ON identifier BEGIN
    INSERT INTO search_index(search_index, rowid, body) VALUES ('delete', old.id, old.normal);
    END;
CREATE TRIGGER identifier_search_update AFTER UPDATE OF id, normal ON identifier BEGIN
    INSERT INTO search_index(search_index, rowid, body) VALUES ('delete', old.id, old.normal);
    INSERT INTO search_index(rowid, body) VALUES (new.id, new.normal); END;
CREATE TRIGGER piece_tally_insert AFTER INSERT ON piece BEGIN
    INSERT INTO tally VALUES (new.batch_id, new.kind, new.state, 1)
    ON CONFLICT DO UPDATE SET n = n + 1; END;
CREATE TRIGGER piece_tally_delete AFTER DELETE ON piece BEGIN
    UPDATE tally SET n = n - 1
    WHERE batch_id = old.batch_id AND kind = old.kind AND state = old.state;
    DELETE FROM tally WHERE batch_id = old.batch_id AND kind = old.kind AND n = 0; END;
CREATE TRIGGER piece_tally_update AFTER UPDATE OF batch_id, kind, state ON piece BEGIN
    UPDATE tally SET n = n - 1
    WHERE batch_id = old.batch_id AND kind = old.kind AND state = old.state;
    INSERT INTO tally VALUES (new.batch_id, new.kind, new.state, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
    DELETE FROM tally WHERE batch_id = old.batch_id AND kind = old.kind AND n = 0; END;
CREATE TRIGGER visit_tally_insert AFTER INSERT ON visit BEGIN
    INSERT INTO tally VALUES (new.batch_id, 'visit', '', 1)
    ON CONFLICT DO UPDATE SET n = n + 1; END;
CREATE TRIGGER visit_tally_delete AFTER DELETE ON visit BEGIN
    UPDATE tally SET n = n - 1
    WHERE batch_id = old.batch_id AND kind = 'visit' AND state = '';
    DELETE FROM tally WHERE batch_id = old.batch_id AND kind = 'visit' AND n = 0; END;
CREATE TRIGGER journal_stands_update BEFORE UPDATE ON journal BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_stands_delete BEFORE DELETE ON journal BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only'); END;
"""

POSTGRESQL = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX ix_piece_tag_trigram ON piece USING gin (tag gin_trgm_ops);
CREATE INDEX ix_identifier_normal_trigram ON identifier USING gin (normal gin_trgm_ops);
CREATE FUNCTION keep_tally() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE tally SET n = n - 1
        WHERE batch_id = OLD.batch_id AND kind = OLD.kind AND state = OLD.state;
        DELETE FROM tally WHERE batch_id = OLD.batch_id AND kind = OLD.kind AND n = 0;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO tally VALUES (NEW.batch_id, NEW.kind, NEW.state, 1)
        ON CONFLICT (batch_id, kind, state) DO UPDATE SET n = tally.n + 1;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER piece_tally AFTER INSERT OR DELETE OR UPDATE OF batch_id, kind, state ON piece
    FOR EACH ROW EXECUTE FUNCTION keep_tally();
CREATE FUNCTION keep_visit_tally() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        UPDATE tally SET n = n - 1
        WHERE batch_id = OLD.batch_id AND kind = 'visit' AND state = '';
        DELETE FROM tally WHERE batch_id = OLD.batch_id AND kind = 'visit' AND n = 0;
    ELSE
        INSERT INTO tally VALUES (NEW.batch_id, 'visit', '', 1)
        ON CONFLICT (batch_id, kind, state) DO UPDATE SET n = tally.n + 1;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER visit_tally AFTER INSERT OR DELETE ON visit
    FOR EACH ROW EXECUTE FUNCTION keep_visit_tally();
CREATE FUNCTION journal_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only';
END $$;
CREATE TRIGGER journal_stands BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_stands();
"""


def upgrade() -> None:
    """Make everything."""
    op.create_table(
        "batch",
        sa.Column("number", TEXT, nullable=False),
        sa.Column("supplier", TEXT, nullable=False),
        sa.Column("received_on", TEXT, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("expected", WHOLE, nullable=True),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("number", name=op.f("uq_batch_number")),
        sqlite_strict=True,
    )
    op.create_table(
        "catalogue_copy",
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_copy")),
        sqlite_strict=True,
    )
    op.create_index("uq_catalogue_copy", "catalogue_copy", ["kind", "code", "version"], unique=True)
    op.create_table(
        "evidence",
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("sha256", name=op.f("uq_evidence_sha256")),
        sqlite_strict=True,
    )
    op.create_table(
        "journal",
        sa.Column("number", WHOLE, autoincrement=False, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("station", TEXT, nullable=False),
        sa.Column("act", TEXT, nullable=False),
        sa.Column("receipt", TEXT, nullable=False),
        sa.Column("touched", TEXT, nullable=False),
        sa.Column("undoes", WHOLE, nullable=True),
        sa.Column("last_row", WHOLE, nullable=False),
        sa.Column("last_piece", WHOLE, nullable=False),
        sa.Column("previous", TEXT, nullable=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.Column("facts", TEXT, nullable=False),
        sa.Column("changes", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_journal")),
        sa.UniqueConstraint("key", name=op.f("uq_journal_key")),
        sa.UniqueConstraint("undoes", name=op.f("uq_journal_undoes")),
        sqlite_strict=True,
    )
    op.create_index("ix_journal_person_number", "journal", ["person", "number"], unique=False)
    op.create_index("ix_journal_station_number", "journal", ["station", "number"], unique=False)
    op.create_table(
        "mention",
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("row", WHOLE, autoincrement=False, nullable=False),
        sa.Column("number", WHOLE, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("subject", "row", "number", name=op.f("pk_mention")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "person",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("code", name=op.f("uq_person_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "place",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("parent_id", WHOLE, nullable=True),
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["place.id"], name=op.f("fk_place_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("code", name=op.f("uq_place_code")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_place_parent_id"), "place", ["parent_id"], unique=False)
    op.create_table(
        "station",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station")),
        sa.UniqueConstraint("code", name=op.f("uq_station_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "tally",
        sa.Column("batch_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("n", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "kind", "state", name=op.f("pk_tally")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "workshop",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("site", TEXT, nullable=False),
        sa.Column("owner", TEXT, nullable=False),
        sa.Column("database_id", TEXT, nullable=False),
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop")),
        sqlite_strict=True,
    )
    op.create_table(
        "manifest_line",
        sa.Column("batch_id", WHOLE, nullable=False),
        sa.Column("serial", TEXT, nullable=False),
        sa.Column("normal", TEXT, nullable=False),
        sa.Column("maker", TEXT, nullable=False),
        sa.Column("model", TEXT, nullable=False),
        sa.Column("part_number", TEXT, nullable=False),
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_manifest_line_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manifest_line")),
        sqlite_strict=True,
    )
    op.create_index(
        "uq_manifest_line_claim", "manifest_line", ["batch_id", "normal", "maker"], unique=True
    )
    op.create_table(
        "piece",
        sa.Column("tag", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("batch_id", WHOLE, nullable=False),
        sa.Column("maker", TEXT, nullable=False),
        sa.Column("model", TEXT, nullable=False),
        sa.Column("place_id", WHOLE, nullable=True),
        sa.Column("donor_id", WHOLE, nullable=True),
        sa.Column("donor_site", TEXT, nullable=False),
        sa.Column("board_id", WHOLE, nullable=True),
        sa.Column("site", TEXT, nullable=False),
        sa.Column("routing", TEXT, nullable=False),
        sa.Column("grade", TEXT, nullable=False),
        sa.Column("disposition", TEXT, nullable=False),
        sa.Column("heat_cycles", WHOLE, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_piece_batch_id")),
        sa.ForeignKeyConstraint(["board_id"], ["piece.id"], name=op.f("fk_piece_board_id")),
        sa.ForeignKeyConstraint(["donor_id"], ["piece.id"], name=op.f("fk_piece_donor_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_piece_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_piece")),
        sa.UniqueConstraint("tag", name=op.f("uq_piece_tag")),
        sqlite_strict=True,
    )
    op.create_index("ix_piece_batch_id_kind_id", "piece", ["batch_id", "kind", "id"], unique=False)
    op.create_index("ix_piece_board_id", "piece", ["board_id"], unique=False)
    op.create_index("ix_piece_donor_id", "piece", ["donor_id"], unique=False)
    op.create_index("ix_piece_kind_id", "piece", ["kind", "id"], unique=False)
    op.create_index("ix_piece_model_id", "piece", ["model", "id"], unique=False)
    op.create_index("ix_piece_place_id_id", "piece", ["place_id", "id"], unique=False)
    op.create_index("ix_piece_state_id", "piece", ["state", "id"], unique=False)
    op.create_table(
        "identifier",
        sa.Column("piece_id", WHOLE, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("raw", TEXT, nullable=False),
        sa.Column("normal", TEXT, nullable=False),
        sa.Column("maker", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_identifier_piece_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identifier")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_identifier_normal",
        "identifier",
        ["normal"],
        unique=False,
        postgresql_ops={"normal": "text_pattern_ops"},
    )
    op.create_index("ix_identifier_piece_id", "identifier", ["piece_id"], unique=False)
    op.create_index(
        "uq_identifier_serial",
        "identifier",
        ["normal", "maker"],
        unique=True,
        sqlite_where=sa.text("kind = 'serial'"),
        postgresql_where=sa.text("kind = 'serial'"),
    )
    op.create_table(
        "label",
        sa.Column("piece_id", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("printed_entry", WHOLE, nullable=True),
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_label_piece_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label")),
        info={"follows": True},
        sqlite_strict=True,
    )
    op.create_index("ix_label_piece_id", "label", ["piece_id"], unique=False)
    op.create_index("ix_label_state_id", "label", ["state", "id"], unique=False)
    op.create_table(
        "site",
        sa.Column("board_id", WHOLE, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("piece_id", WHOLE, nullable=True),
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["piece.id"], name=op.f("fk_site_board_id")),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_site_piece_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("piece_id", name=op.f("uq_site_piece_id")),
        sqlite_strict=True,
    )
    op.create_index("uq_site_board_id_name", "site", ["board_id", "name"], unique=True)
    op.create_table(
        "site_record",
        sa.Column("board_id", WHOLE, nullable=False),
        sa.Column("site", TEXT, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("piece_id", WHOLE, nullable=True),
        sa.Column("marking", TEXT, nullable=False),
        sa.Column("grade", TEXT, nullable=False),
        sa.Column("place_id", WHOLE, nullable=True),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["piece.id"], name=op.f("fk_site_record_board_id")),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_site_record_piece_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_site_record_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_record")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_site_record_board_id_site", "site_record", ["board_id", "site"], unique=False
    )
    op.create_index("ix_site_record_piece_id", "site_record", ["piece_id"], unique=False)
    op.create_index(op.f("ix_site_record_place_id"), "site_record", ["place_id"], unique=False)
    op.create_table(
        "step_record",
        sa.Column("piece_id", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("step", TEXT, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("facts", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_step_record_piece_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_record")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_step_record_piece_id"), "step_record", ["piece_id"], unique=False)
    op.create_table(
        "test_result",
        sa.Column("piece_id", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("plan", TEXT, nullable=False),
        sa.Column("attempt", WHOLE, nullable=False),
        sa.Column("verdict", TEXT, nullable=False),
        sa.Column("tool", TEXT, nullable=False),
        sa.Column("tool_version", TEXT, nullable=False),
        sa.Column("evidence_id", WHOLE, nullable=True),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_test_result_evidence_id")
        ),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_test_result_piece_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_result")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_test_result_evidence_id"), "test_result", ["evidence_id"], unique=False
    )
    op.create_index(op.f("ix_test_result_piece_id"), "test_result", ["piece_id"], unique=False)
    op.create_table(
        "visit",
        sa.Column("piece_id", WHOLE, nullable=False),
        sa.Column("batch_id", WHOLE, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_visit_batch_id")),
        sa.ForeignKeyConstraint(["piece_id"], ["piece.id"], name=op.f("fk_visit_piece_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sqlite_strict=True,
    )
    op.create_index("ix_visit_batch_id_piece_id", "visit", ["batch_id", "piece_id"], unique=True)
    op.create_index("ix_visit_piece_id", "visit", ["piece_id"], unique=False)
    op.create_table(
        "measurement",
        sa.Column("result_id", WHOLE, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("label", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("number", FLOATING, nullable=True),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("low", FLOATING, nullable=True),
        sa.Column("high", FLOATING, nullable=True),
        sa.Column("verdict", TEXT, nullable=False),
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["result_id"], ["test_result.id"], name=op.f("fk_measurement_result_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurement")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_measurement_result_id"), "measurement", ["result_id"], unique=False)

    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE.split(";\nCREATE "):
            statement = statement.strip().rstrip(";")
            op.execute(statement if statement.startswith("CREATE") else f"CREATE {statement}")
    else:
        op.execute(POSTGRESQL)
