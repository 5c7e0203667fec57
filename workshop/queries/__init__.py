# SPDX-License-Identifier: MIT
"""What can be asked: one function per question, by its name."""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

Query = Callable[..., Any]


class Queries(Mapping[str, Query]):
    """The questions by name; a file of them is loaded when the first of its questions is asked.

    A window asks four before it can take a scan, and need not wait for the others.
    """

    def __init__(self, modules: Mapping[str, str]) -> None:
        self._module_of = {
            name: module for module, names in modules.items() for name in names.split()
        }

    def __getitem__(self, name: str) -> Query:
        module = import_module(f"{__name__}.{self._module_of[name]}")
        query: Query = getattr(module, name)
        return query

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._module_of))

    def __len__(self) -> int:
        return len(self._module_of)


QUERIES = Queries(
    {
        "balance": "balance balance_gaps shop_balance",
        "batches": "batch batches intake",
        "bench": "board_map sites",
        "board_maps": "board_plan boards",
        "catalogue": "defects dispositions grading intake_choices layout_versions models plan"
        " plan_versions plans routings steps",
        "command_codes": "command_codes",
        "condition": "condition",
        "dashboard": "dashboard",
        "differences": "differences manifest_state",
        "dry": "bake_pieces bakes clock clocks",
        "figures": "batch_labels blank_tags labels_waiting",
        "find": "identify search",
        "flow": "flow",
        "genealogy": "genealogy",
        "heat": "heat heat_limits reballing",
        "identity": "blocked identity",
        "issued": "changed_since issued_file reports",
        "journal": "done_at journal newest recent touched_since undoable",
        "lately": "came_in came_off went_out",
        "let_pass": "let_pass",
        "lots": "lot_uses lots",
        "markings": "markings",
        "memory_sets": "memory_sets",
        "photos": "photos",
        "passport_more": "passport_more",
        "papers": "letterhead prices",
        "pieces": "passport pieces",
        "print_queue": "labels_stuck live_labels",
        "progress": "work_in_progress",
        "receiving": "receiving receivings refusal_reasons session_here",
        "results": "instruments tests",
        "routing": "routing routing_versions",
        "runs": "profile profiles runs",
        "shipments": "shipment shipment_pieces shipments",
        "site_history": "site_history",
        "scrapped": "scrapped sold",
        "shop_history": "shop_history",
        "shop": "leads open_batches people places stations workshop",
        "step_times": "open_steps step_times",
        "stock": "contents count counts place_tree stock unplaced",
        "suspects": "suspects",
        "value": "batch_value",
        "yields": "cpk defects_found failures pareto yields",
    }
)

# What of a row tells a list where its next page begins: its fact `after`. Most go by the id.
_GO_BY = {
    "tag": "clocks failures pieces work_in_progress",
    "number": "bakes batches counts done_at journal lots reports shop_history",
    "key": "balance_gaps manifest_state",
    "run": "open_steps",
}
AFTER = {name: field for field, names in _GO_BY.items() for name in names.split()}


def after(query: str, row: Any) -> Any:
    """What says to a list that pages that its next page begins after this row of it."""
    return getattr(row, AFTER.get(query, "id"))
