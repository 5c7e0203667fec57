# SPDX-License-Identifier: MIT
"""Whether the schema is the one this program makes: every table, index, trigger and view."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from hashlib import sha256

from sqlalchemy import Connection, ForeignKeyConstraint, Table, UniqueConstraint, create_engine

from workshop.language import say
from workshop.storage import migrate
from workshop.storage.engines import sqlite_module
from workshop.storage.finding import Finding
from workshop.storage.schema import METADATA

# What there is, by kind and name, with its definition in one fixed form.
Shape = dict[str, str]

_BLANKS = re.compile(r'[\s"`]+')

# PostgreSQL keeps these beside what the tables themselves say. The functions as the SHA-256 of
# their source: as the migrations wrote them, down to the last blank.
_POSTGRESQL = {
    "index ix_piece_tag_trigram": "on piece (tag)",
    "index ix_identifier_normal_trigram": "on identifier (normal)",
    "trigger journal_stands": "O CREATE TRIGGER journal_stands BEFORE DELETE OR UPDATE OR TRUNCATE "
    "ON journal FOR EACH STATEMENT EXECUTE FUNCTION journal_stands()",
    "trigger piece_tally": "O CREATE TRIGGER piece_tally AFTER INSERT OR DELETE OR UPDATE OF "
    "batch_id, kind, state ON piece FOR EACH ROW EXECUTE FUNCTION keep_tally()",
    "trigger visit_tally": "O CREATE TRIGGER visit_tally AFTER INSERT OR DELETE ON visit "
    "FOR EACH ROW EXECUTE FUNCTION keep_visit_tally()",
    "function journal_stands": "1842d6d3c32aa0c4d54de84d9b6d2d08b29a8d1ba98f1bb012300404e1f8ae6c",
    "function keep_tally": "6fd85b444c23180d6923992ce0bfb5fe9c42c34f3620cbea973ba0d91cf087c9",
    "function keep_visit_tally": "01d8f15e0f040f9d9ee95b58d00f5929256285812ad4600c182f956e1d0a07a4",
}


def schema_changes(connection: Connection) -> Iterator[Finding]:
    """What of the schema is missing, was put in or says something else than a fresh one."""
    if connection.dialect.name == "sqlite":
        here, wanted = _of_file(connection), _fresh_file(migrate.HEAD, migrate.SCRIPTS)
    else:
        here, wanted = _of_server(connection), _wanted_server(connection)
    for what in sorted(here.keys() | wanted.keys()):
        if what not in here:
            yield Finding(say("The schema was changed: {what} is missing.", what=what))
        elif what not in wanted:
            yield Finding(say("The schema was changed: {what} was put in.", what=what))
        elif here[what] != wanted[what]:
            yield Finding(say("The schema was changed: {what} says something else.", what=what))


def _of_file(connection: Connection) -> Shape:
    """The statements that made a file."""
    rows = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_schema")
    return {
        f"{kind} {name}": f"{table} {_plain(kind, sql or '')}"
        for kind, name, table, sql in rows
        if not name.startswith("sqlite_stat")
    }


@lru_cache(maxsize=500)
def _plain(kind: str, sql: str) -> str:
    """A statement in one form; a table that was made anew may name its parts in another order."""
    sql = _BLANKS.sub(" ", sql).strip()
    before, bracket, rest = sql.partition("(")
    if kind != "table" or not bracket:
        return sql
    body, _, after = rest.rpartition(")")
    parts, depth = [""], 0
    for character in body:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return f"{before}({', '.join(sorted(part.strip() for part in parts))}){after}"


@cache
def _fresh_file(_head: str, _scripts: str) -> Shape:
    """The shape of a file made by the migrations, in memory."""
    engine = create_engine("sqlite+pysqlite://", module=sqlite_module())
    try:
        with engine.connect() as connection:
            migrate.upgrade(connection)
            return _of_file(connection)
    finally:
        engine.dispose()


def _of_server(connection: Connection) -> Shape:
    """What PostgreSQL says of the tables of a workshop."""
    names = list(METADATA.tables)
    return {
        what: definition.replace('"', "")
        for question in (_COLUMNS, _INDEXES, _CONSTRAINTS, _TRIGGERS, _RULES)
        for what, definition in connection.exec_driver_sql(question, {"tables": names})
    } | {
        f"function {name}": sha256(source.encode()).hexdigest()
        for name, source in connection.exec_driver_sql(_FUNCTIONS)
    }


def _wanted_server(connection: Connection) -> Shape:
    shape = dict(_POSTGRESQL)
    for table in METADATA.tables.values():
        for column in table.columns:
            kind = column.type.compile(dialect=connection.dialect).lower()
            shape[f"column {table.name}.{column.name}"] = kind + (
                " null" if column.nullable else " not null"
            )
        shape.update(_indexes(table))
        shape.update(_references(table))
    return shape


def _indexes(table: Table) -> Iterator[tuple[str, str]]:
    made = [
        (str(index.name), index.unique, index.columns, index.dialect_options["sqlite"]["where"])
        for index in table.indexes
    ]
    made += [
        (str(constraint.name), True, constraint.columns, None)
        for constraint in (table.primary_key, *table.constraints)
        if isinstance(constraint, UniqueConstraint) or constraint is table.primary_key
    ]
    for name, unique, columns, where in made:
        listed = ", ".join(column.name for column in columns)
        part = "" if where is None else f" where ({where})"
        yield f"index {name}", f"{'unique ' if unique else ''}on {table.name} ({listed}){part}"


def _references(table: Table) -> Iterator[tuple[str, str]]:
    for constraint in table.constraints:
        if isinstance(constraint, ForeignKeyConstraint):
            listed = ", ".join(constraint.column_keys)
            yield (
                f"reference {constraint.name}",
                f"{table.name} ({listed}) to {constraint.referred_table.name}",
            )


_OURS = "relnamespace = current_schema()::regnamespace AND t.relname = ANY(%(tables)s)"

_COLUMNS = f"""
SELECT 'column ' || t.relname || '.' || a.attname,
       format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not' ELSE '' END
       || ' null'
FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid AND t.{_OURS}
WHERE a.attnum > 0 AND NOT a.attisdropped"""

_INDEXES = f"""
SELECT 'index ' || c.relname,
       CASE WHEN i.indisunique THEN 'unique ' ELSE '' END
       || CASE WHEN i.indisvalid THEN '' ELSE 'broken ' END || 'on ' || t.relname || ' ('
       || array_to_string(ARRAY(SELECT pg_get_indexdef(i.indexrelid, n, true)
                                FROM generate_series(1, i.indnatts) n), ', ') || ')'
       || coalesce(' where ' || replace(pg_get_expr(i.indpred, i.indrelid), '::text', ''), '')
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_class t ON t.oid = i.indrelid AND t.{_OURS}"""

_CONSTRAINTS = f"""
SELECT 'reference ' || c.conname,
       t.relname || ' (' || array_to_string(ARRAY(
           SELECT a.attname FROM unnest(c.conkey) WITH ORDINALITY k(n, o)
           JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n ORDER BY o), ', ')
       || ') to ' || f.relname || CASE WHEN c.convalidated THEN '' ELSE ' not checked' END
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid AND t.{_OURS}
JOIN pg_class f ON f.oid = c.confrelid WHERE c.contype = 'f'"""

_TRIGGERS = f"""
SELECT 'trigger ' || g.tgname, g.tgenabled::text || ' ' || pg_get_triggerdef(g.oid, true)
FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid AND t.{_OURS} WHERE NOT g.tgisinternal"""

_RULES = f"""
SELECT 'rule ' || r.rulename, r.ev_type::text FROM pg_rewrite r
JOIN pg_class t ON t.oid = r.ev_class AND t.{_OURS}"""

_FUNCTIONS = """
SELECT p.proname, p.prosrc FROM pg_proc p
WHERE p.pronamespace = current_schema()::regnamespace
  AND p.proname IN ('journal_stands', 'keep_tally', 'keep_visit_tally')"""
