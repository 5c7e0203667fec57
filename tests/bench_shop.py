# SPDX-License-Identifier: MIT
"""A workshop as tests handle it: acts and queries by name, everything real."""

from datetime import datetime, timedelta
from typing import Any

from workshop.acts import ACTS
from workshop.queries import QUERIES
from workshop.queries.report import seal
from workshop.storage.database import Database
from workshop.storage.evidence import keep
from workshop.storage.issued import next_number


class Shop:
    """A workshop in a test: acts and queries by name, everything real."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def do(self, act: str, by: str | None = None, key: str | None = None, **facts: Any) -> Any:
        return self.database.write(ACTS[act], by=by, key=key, **facts)

    def ask(self, query: str, **facts: Any) -> Any:
        with self.database.read() as connection:
            return QUERIES[query](connection, **facts)

    def card(self, serial: str, model: str | None = "GeForce RTX 4090", batch: str = "B1") -> str:
        """Receive a card; returns its tag."""
        tag: str = self.do("receive", batch=batch, serial=serial, model=model)["tag"]
        return tag

    def shipment(self, *pieces: str) -> str:
        """Open a shipment and pack these pieces; returns its number."""
        number: str = self.do("open_shipment", buyer="Ada & Co", country="Norway")["shipment"]
        if pieces:
            self.do("pack", shipment=number, pieces=list(pieces))
        return number

    def price(self) -> str:
        """Set a price of the shop, twice; returns its name."""
        for amount in (90.0, 95.0):
            body = {"kind": "die", "amount": amount, "currency": "EUR"}
            self.do("set_catalogue", kind="price", code="Dies", body=body)
        return "Dies"

    def report_facts(self, content: str = "a report") -> dict[str, Any]:
        """The facts of an issued report of the batch B1, drawn now; its file is kept."""
        with self.database.read() as connection:
            drawn, number = seal(connection), next_number(connection)
        return {
            "number": number,
            "kind": "batch",
            "about": "B1",
            "drawn_entry": drawn.number,
            "drawn_hash": drawn.hash,
            "file": keep(self.database, content.encode(), f"report-{number}.pdf"),
            "issued_on": "2026-11-24",
        }

    def later(self, hours: float) -> None:
        """Put the clock of the workshop on."""
        clock, on = self.database.clock, timedelta(hours=hours)
        self.database.clock = lambda: (datetime.fromisoformat(clock()) + on).strftime(
            "%Y-%m-%dT%H:%M:%S.%fZ"
        )

    def step(self, piece: str, step: Any, **facts: Any) -> Any:
        """Record a step of a routing with whatever it cannot be without."""
        values = {
            field.name: field.choices[0] if field.choices else field.low or 1
            for field in step.fields
            if field.required
        }
        return self.do("record_step", piece=piece, step=step.code, values=values, **facts)

    def until(self, piece: str, code: str) -> None:
        """Record what the way of a piece cannot do without before a step."""
        for place, step in enumerate(self.ask("routing", tag=piece).steps):
            now = self.ask("routing", tag=piece).steps[place]
            if step.code == code:
                return
            if now.needed and now.state in ("next", "todo", "failed"):
                self.step(piece, step)


def furnish(shop: Shop) -> Shop:
    """An open batch and two trays."""
    shop.do("open_batch", number="B1", supplier="Rheintal")
    shop.do("add_place", code="TRAY-12", name="Memory", kind="tray")
    shop.do("add_place", code="TRAY-11", name="Dies", kind="tray")
    return shop
