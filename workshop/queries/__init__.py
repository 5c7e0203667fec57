# SPDX-License-Identifier: MIT
"""What can be asked: one function per question, by its name."""

from collections.abc import Callable
from typing import Any

from workshop.queries.batches import balance, batch, batches, intake
from workshop.queries.bench import board_map, routing
from workshop.queries.figures import batch_labels, labels_waiting, tests, yields
from workshop.queries.find import identify, search
from workshop.queries.journal import journal, newest, recent, touched_since, undoable
from workshop.queries.pieces import passport, pieces
from workshop.queries.shop import (
    defects,
    dispositions,
    models,
    people,
    places,
    plan,
    plans,
    routings,
    stations,
    steps,
    workshop,
)

QUERIES: dict[str, Callable[..., Any]] = {
    query.__name__: query
    for query in (
        balance,
        batch,
        batch_labels,
        batches,
        board_map,
        defects,
        dispositions,
        identify,
        intake,
        journal,
        labels_waiting,
        models,
        newest,
        passport,
        people,
        pieces,
        places,
        plan,
        plans,
        recent,
        routing,
        routings,
        search,
        stations,
        steps,
        tests,
        touched_since,
        undoable,
        workshop,
        yields,
    )
}
