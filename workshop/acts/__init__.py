# SPDX-License-Identifier: MIT
"""What can be done: one function per act, by its name."""

from collections.abc import Callable
from typing import Any

from workshop.acts.batches import close_batch, expect, open_batch
from workshop.acts.bench import dispose, move, record_log, record_step, record_test
from workshop.acts.harvest import fit, harvest
from workshop.acts.intake import correct, receive, receive_many
from workshop.acts.labels import labels_printed, print_again
from workshop.acts.shop import add_person, add_place, add_station, set_catalogue
from workshop.acts.undo import undo, undo_many

ACTS: dict[str, Callable[..., dict[str, Any]]] = {
    act.__name__: act
    for act in (
        add_person,
        add_station,
        add_place,
        open_batch,
        expect,
        close_batch,
        receive,
        receive_many,
        correct,
        record_step,
        harvest,
        fit,
        record_test,
        record_log,
        move,
        dispose,
        labels_printed,
        print_again,
        set_catalogue,
        undo,
        undo_many,
    )
}
