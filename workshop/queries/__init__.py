# SPDX-License-Identifier: MIT
"""What can be asked: one function per question, by its name."""

from collections.abc import Callable
from typing import Any

from workshop.queries.batches import balance, batch, batches, intake
from workshop.queries.bench import board_map, routing, sites
from workshop.queries.condition import condition
from workshop.queries.differences import differences, manifest_state
from workshop.queries.figures import batch_labels, blank_tags, labels_waiting, tests, yields
from workshop.queries.find import identify, search
from workshop.queries.genealogy import genealogy
from workshop.queries.heat import heat, profiles, reballing
from workshop.queries.identity import blocked, identity
from workshop.queries.journal import journal, newest, recent, touched_since, undoable
from workshop.queries.photos import photos
from workshop.queries.pieces import passport, pieces
from workshop.queries.receiving import receiving, receivings, refusal_reasons, session_here
from workshop.queries.shop import (
    command_codes,
    defects,
    dispositions,
    intake_choices,
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
        blank_tags,
        blocked,
        board_map,
        command_codes,
        condition,
        defects,
        differences,
        dispositions,
        genealogy,
        heat,
        identify,
        identity,
        intake,
        intake_choices,
        journal,
        labels_waiting,
        manifest_state,
        models,
        newest,
        passport,
        people,
        photos,
        pieces,
        places,
        plan,
        plans,
        profiles,
        reballing,
        receiving,
        receivings,
        recent,
        refusal_reasons,
        routing,
        routings,
        search,
        session_here,
        sites,
        stations,
        steps,
        tests,
        touched_since,
        undoable,
        workshop,
        yields,
    )
}
