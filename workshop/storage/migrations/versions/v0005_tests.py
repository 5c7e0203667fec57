# SPDX-License-Identifier: MIT
"""What tests need: instruments, runs that do not count, and the counts behind the yields."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

TEXT = sa.Text()
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# New columns of older tables; rows of before have what stands here.
COLUMNS = """
test_result run TEXT NOT NULL DEFAULT ''
test_result version WHOLE NOT NULL DEFAULT 0
test_result step TEXT NOT NULL DEFAULT ''
test_result ambient FLOATING
test_result in_file WHOLE NOT NULL DEFAULT 0
test_result override TEXT NOT NULL DEFAULT ''
measurement margin FLOATING
measurement golden TEXT NOT NULL DEFAULT ''
measurement instrument_id WHOLE CONSTRAINT fk_measurement_instrument_id REFERENCES instrument (id)
measurement calibrated_until TEXT
"""

INDEXES = """
CREATE UNIQUE INDEX uq_test_result_log ON test_result (evidence_id, piece_id, tool, in_file)
    WHERE evidence_id IS NOT NULL;
CREATE INDEX ix_test_result_golden ON test_result (plan, id) WHERE run = 'golden';
CREATE INDEX ix_measurement_failed ON measurement (name, result_id) WHERE verdict = 'fail';
CREATE INDEX ix_measurement_instrument_id ON measurement (instrument_id);
CREATE INDEX ix_defect_code_id ON defect (code, id);
CREATE UNIQUE INDEX uq_test_tally
    ON test_tally (batch_id, day, plan, model, step, station, person);
CREATE INDEX ix_test_mark_piece_id ON test_mark (piece_id);
CREATE INDEX ix_test_mark_tally_id_result_id ON test_mark (tally_id, result_id);
CREATE INDEX ix_test_mark_failing ON test_mark (piece_id, result_id) WHERE passed = 0
"""

# What the results and defects of before count; the program keeps it from now on.
FILL = """
CREATE TEMPORARY TABLE counted AS
SELECT id, piece_id, batch_id, day, model, plan, step, station, person, passed,
       row_number() OVER (PARTITION BY piece_id, batch_id, plan ORDER BY id) AS nth,
       CASE WHEN lead(id) OVER (PARTITION BY piece_id, batch_id, plan ORDER BY id) IS NULL
            THEN 1 ELSE 0 END AS last
FROM (
    SELECT r.id, r.piece_id, r.plan, r.step, j.station, j.person, p.model,
           substr(j.at, 1, 10) AS day,
           CASE WHEN r.verdict = 'fail' THEN 0 ELSE 1 END AS passed,
           coalesce((SELECT v.batch_id FROM visit v
                     WHERE v.piece_id = r.piece_id AND v.entry <= r.entry
                     ORDER BY v.entry DESC LIMIT 1), p.batch_id) AS batch_id
    FROM test_result r
    JOIN piece p ON p.id = r.piece_id
    JOIN journal j ON j.number = r.entry
    WHERE r.run = '' AND r.verdict IN ('pass', 'marginal', 'fail')
) AS each_result;
INSERT INTO test_tally (id, day, batch_id, model, plan, step, station, person, counted, first,
                        first_passed, second, second_passed, last, last_passed)
SELECT row_number() OVER (ORDER BY batch_id, day, plan, model, step, station, person),
       day, batch_id, model, plan, step, station, person, count(*),
       sum(CASE WHEN nth = 1 THEN 1 ELSE 0 END),
       sum(CASE WHEN nth = 1 THEN passed ELSE 0 END),
       sum(CASE WHEN nth = 2 THEN 1 ELSE 0 END),
       sum(CASE WHEN nth = 2 THEN passed ELSE 0 END),
       sum(last), sum(CASE WHEN last = 1 THEN passed ELSE 0 END)
FROM counted GROUP BY day, batch_id, model, plan, step, station, person;
INSERT INTO test_mark (result_id, piece_id, tally_id, nth, last, passed, failed)
SELECT c.id, c.piece_id, t.id, c.nth, c.last, c.passed, coalesce((SELECT NAMES), '')
FROM counted c
JOIN test_tally t ON t.batch_id = c.batch_id AND t.day = c.day AND t.plan = c.plan
    AND t.model = c.model AND t.step = c.step AND t.station = c.station AND t.person = c.person;
INSERT INTO fault_tally (batch_id, day, kind, plan, code, n)
SELECT c.batch_id, c.day, 'measurement', c.plan, m.name, count(DISTINCT c.id)
FROM measurement m JOIN counted c ON c.id = m.result_id
WHERE m.verdict = 'fail' GROUP BY c.batch_id, c.day, c.plan, m.name;
INSERT INTO fault_tally (batch_id, day, kind, plan, code, n)
SELECT v.batch_id, substr(j.at, 1, 10), 'defect', '', d.code, count(*)
FROM defect d JOIN visit v ON v.id = d.visit_id JOIN journal j ON j.number = d.entry
GROUP BY v.batch_id, substr(j.at, 1, 10), d.code;
DROP TABLE counted
"""

# The names of the measurements of a result that failed, in one text.
NAMES = {
    "sqlite": "SELECT group_concat(name, ' ') FROM (SELECT DISTINCT m.name FROM measurement m "
    "WHERE m.result_id = c.id AND m.verdict = 'fail' ORDER BY m.name)",
    "postgresql": "SELECT string_agg(DISTINCT m.name COLLATE \"C\", ' ' ORDER BY "
    "m.name COLLATE \"C\") FROM measurement m WHERE m.result_id = c.id AND m.verdict = 'fail'",
}


def upgrade() -> None:
    """Add the tables and columns, and count what there is."""
    _tables()
    dialect = op.get_bind().dialect.name
    whole, floating = ("INTEGER", "REAL") if dialect == "sqlite" else ("BIGINT", "DOUBLE PRECISION")
    for line in COLUMNS.strip().splitlines():
        column = line.replace("WHOLE", whole).replace("FLOATING", floating)
        op.execute("ALTER TABLE {} ADD COLUMN {}".format(*column.split(" ", 1)))
    for statement in INDEXES.split(";"):
        op.execute(statement)
    count_anew()


def count_anew() -> None:
    """Fill the empty tables of counts."""
    fill = FILL.replace("SELECT NAMES", NAMES[op.get_bind().dialect.name])
    for statement in fill.split(";"):
        op.execute(statement)


def _tables() -> None:
    op.create_table(
        "instrument",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("serial", TEXT, nullable=False),
        sa.Column("calibrated_until", TEXT, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument")),
        sa.UniqueConstraint("code", name=op.f("uq_instrument_code")),
        sqlite_strict=True,
    )
    counts = ("counted", "first", "first_passed", "second", "second_passed", "last", "last_passed")
    op.create_table(
        "test_tally",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("day", TEXT, nullable=False),
        sa.Column("batch_id", WHOLE, nullable=False),
        sa.Column("model", TEXT, nullable=False),
        sa.Column("plan", TEXT, nullable=False),
        sa.Column("step", TEXT, nullable=False),
        sa.Column("station", TEXT, nullable=False),
        sa.Column("person", TEXT, nullable=False),
        *(sa.Column(name, WHOLE, nullable=False) for name in counts),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_tally")),
        sqlite_strict=True,
    )
    op.create_table(
        "test_mark",
        sa.Column("result_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("piece_id", WHOLE, nullable=False),
        sa.Column("tally_id", WHOLE, nullable=False),
        sa.Column("nth", WHOLE, nullable=False),
        sa.Column("last", WHOLE, nullable=False),
        sa.Column("passed", WHOLE, nullable=False),
        sa.Column("failed", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("result_id", name=op.f("pk_test_mark")),
        sqlite_strict=True,
    )
    op.create_table(
        "fault_tally",
        sa.Column("batch_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("day", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("plan", TEXT, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("n", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint(
            "batch_id", "day", "kind", "plan", "code", name=op.f("pk_fault_tally")
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
