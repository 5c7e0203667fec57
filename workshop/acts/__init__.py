# SPDX-License-Identifier: MIT
"""What can be done: one function per act, by its name."""

from collections.abc import Callable
from typing import Any

from workshop.acts.bakes import bake, unload
from workshop.acts.batches import close_batch, expect, open_batch
from workshop.acts.bench import record_log, record_test, record_test_many
from workshop.acts.board_maps import draw_board
from workshop.acts.condition import assess, note_defect
from workshop.acts.counts import count_place
from workshop.acts.fates import dispose, scrap
from workshop.acts.fitting import fit
from workshop.acts.floor import set_msl
from workshop.acts.harvest import harvest, harvest_many, take_off
from workshop.acts.identity import block_serials, note_identity, unblock_serial
from workshop.acts.instruments import add_instrument, change_instrument
from workshop.acts.intake import receive, receive_many
from workshop.acts.labels import (
    labels_not_printed,
    labels_printed,
    one_label_left,
    print_again,
    take_labels,
    void_labels,
)
from workshop.acts.lots import add_lot, close_lot
from workshop.acts.moves import move, move_place
from workshop.acts.names import correct, name_piece
from workshop.acts.photos import attach_photo, remove_photo
from workshop.acts.pins import set_pin
from workshop.acts.places import add_place, change_place
from workshop.acts.reball import reball
from workshop.acts.receiving import (
    end_receiving,
    quarantine,
    refuse,
    release,
    sign_off,
    start_receiving,
    undo_receiving,
)
from workshop.acts.reports import issue_report
from workshop.acts.reservations import release_set, reserve_set
from workshop.acts.runs import record_run
from workshop.acts.shipments import change_shipment, open_shipment, pack, ship, unpack
from workshop.acts.shop import (
    add_person,
    add_station,
    drop_copies,
    rename_workshop,
    renew_commands,
    set_catalogue,
)
from workshop.acts.step_runs import start_step, stop_step
from workshop.acts.steps import record_step
from workshop.acts.tags import print_blank_tags
from workshop.acts.undo import undo, undo_many
from workshop.acts.ways import choose_routing
from workshop.acts.whole_cards import build_card, take_apart

ACTS: dict[str, Callable[..., dict[str, Any]]] = {
    act.__name__: act
    for act in (
        add_person,
        set_pin,
        add_station,
        add_place,
        open_batch,
        expect,
        close_batch,
        start_receiving,
        end_receiving,
        sign_off,
        refuse,
        quarantine,
        release,
        receive,
        receive_many,
        print_blank_tags,
        name_piece,
        correct,
        assess,
        note_defect,
        choose_routing,
        start_step,
        stop_step,
        record_step,
        harvest,
        harvest_many,
        fit,
        reserve_set,
        release_set,
        take_off,
        reball,
        record_run,
        add_instrument,
        change_instrument,
        record_test,
        record_test_many,
        record_log,
        attach_photo,
        remove_photo,
        move,
        change_place,
        move_place,
        count_place,
        set_msl,
        bake,
        unload,
        add_lot,
        close_lot,
        dispose,
        scrap,
        take_apart,
        build_card,
        open_shipment,
        change_shipment,
        pack,
        unpack,
        ship,
        take_labels,
        labels_printed,
        labels_not_printed,
        void_labels,
        print_again,
        one_label_left,
        set_catalogue,
        drop_copies,
        draw_board,
        rename_workshop,
        renew_commands,
        note_identity,
        block_serials,
        unblock_serial,
        issue_report,
        undo,
        undo_many,
        undo_receiving,
    )
}
