# SPDX-License-Identifier: MIT
"""What the catalogue expects at a site of a card."""

import pytest

from workshop.domain.parts import part_name
from workshop.storage.catalogue import shipped


@pytest.mark.parametrize(
    ("model", "kind", "name"),
    [
        ("GeForce RTX 4090", "die", "AD102"),
        ("GeForce RTX 4090", "memory", "GDDR6X 2 GB"),
        ("GeForce RTX 3090", "memory", "GDDR6X 1 GB"),
        ("GeForce RTX 4090", "cooler", ""),
        ("no such card", "die", ""),
    ],
)
def test_the_parts_of_a_card_by_name(model: str, kind: str, name: str) -> None:
    assert part_name(shipped().find_model(model), kind) == name


def test_memory_in_the_package_is_no_part() -> None:
    """The chips of an H100 are stacked on the die's own package: none can be harvested."""
    packaged = [m for m in shipped().models.values() if not m.memory_chips]
    assert packaged
    assert {part_name(model, "memory") for model in packaged} == {""}
