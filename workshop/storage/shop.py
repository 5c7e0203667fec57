# SPDX-License-Identifier: MIT
"""The catalogue of this workshop: what is shipped, with the shop's own copies over it."""

import json

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from workshop.domain.catalogue import Catalogue
from workshop.storage.catalogue import shipped, with_shop_copies
from workshop.storage.schema import CatalogueCopy

_COPIES = select(CatalogueCopy.kind, CatalogueCopy.code, CatalogueCopy.body).order_by(
    CatalogueCopy.version
)


def shop_catalogue(connection: Connection | Session) -> Catalogue:
    """The catalogue in force."""
    copies = connection.execute(_COPIES).all()
    if not copies:
        return shipped()
    return with_shop_copies(
        shipped(), [(kind, code, json.loads(body)) for kind, code, body in copies]
    )
