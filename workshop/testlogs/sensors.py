# SPDX-License-Identifier: MIT
"""Names that monitoring programs give to the sensors of a card, in several languages."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from workshop.testlogs.table import measured
from workshop.testlogs.telemetry import QUANTITIES


class Sensor(NamedTuple):
    """Which quantity of `telemetry.QUANTITIES` a column holds, and the unit it is written in.

    `rank` is how well the name fits: of several columns for one quantity the lowest is taken, and
    the highest value of those of the same rank. `throttled` is a yes or no and no quantity.
    """

    quantity: str
    unit: str
    rank: int = 0


_TEMPERATURE = r"temperatur[ea]?|températures?|temp\.?|温度|溫度|온도|температура"
_HOT_SPOT = (
    r"hot ?spots?|point chaud|heißester punkt|punto caliente|punto caldo|热点|熱點|"
    r"ホットスポット|핫 ?스팟"
)
_MEMORY = (
    r"memory|mémoire|speicher|memoria|vram|显存|顯存|显示内存|内存|記憶體|顯示記憶體|メモリ|메모리|"
    r"память|памяти"
)
_JUNCTION = r"junction|jonction|sperrschicht|结温|结点|结|接面"
_CLOCK = r"clock|takt|fréquence|frequenza|frecuencia|frequency|频率|時脈|頻率|クロック|클럭|частота"
_POWER = r"power|leistung|puissance|potenza|potencia|功耗|功率|電力|전력|мощность"
_FAN = r"fans?|lüfter|ventilateur|ventilador|ventola|风扇|風扇|ファン|팬|вентилятор"
_LOAD = r"load|auslastung|utili[sz]ation|usage|charge|carga|carico|使用率|負載|负载|占用率|사용률"
_VRM = r"vrm?\d?|mvddc?\d?|vddc|mosfet|供电"
_LIMITED = (
    r"performance limit|leistungs(?:limit|begrenzung)|limite? des? performances?|"
    r"limitation des performances|性能限制|性能下降原因|效能限制"
)
_HEAT = r"thermal|thermi\w+|temperatur|température|过热|過熱|热|熱|温度|溫度|heat|wärme"
_LIMIT = r"limit|grenze|maximum|threshold|target|critical|限制|阈值|上限"
_CORE = r"gpu|dgpu|core|kern|noyau|cœur|núcleo|核心|コア|코어|die|edge|diode|thermal|central"
_SMALL = r"du|de|la|le|des|of|the|der|di|[#\d]+|speed|drehzahl|vitesse|转速|轉速|draw|ist|total|sum"


def _words(*several: str) -> re.Pattern[str]:
    """A pattern of any of these, in compounds too (`Speichertakt`)."""
    return re.compile("|".join(f"(?:{each})" for each in several))


_REST = {
    "°C": _words(_TEMPERATURE, _HOT_SPOT, _MEMORY, _JUNCTION, _VRM, _CORE, _SMALL),
    "MHz": _words(_CLOCK, _MEMORY, _CORE, _SMALL),
    "W": _words(_POWER, _CORE, _SMALL, r"board|chip|only|graphics|asic|ppt|tgp|tbp|\W"),
    "rpm": _words(_FAN, _CORE, _SMALL, r"\(rpm\)"),
    "fan": _words(_FAN, _CORE, _SMALL, r"\(%\)"),
    "load": _words(_LOAD, _CORE, _SMALL),
    "V": _words(
        r"voltage|spannung|tension|voltaje|tensione|电压|電壓|電圧|전압|vddc", _CORE, _SMALL
    ),
    "MiB": _words(
        _MEMORY, _CORE, _SMALL, r"used|usage|allocated|dedicated|belegt|utilisée|已用|已分配"
    ),
}
_UNITS = {
    "mhz": "MHz",
    "ghz": "GHz",
    "w": "W",
    "v": "V",
    "mv": "mV",
    "rpm": "rpm",
    "u/min": "rpm",
    "tr/min": "rpm",
    "%": "%",
    "mb": "MiB",
    "mib": "MiB",
    "gb": "GiB",
}
_YES_OR_NO = frozenset({"yes/no", "ja/nein", "oui/non", "sí/no", "sì/no", "是/否", "예/아니요"})
YES = frozenset({"yes", "ja", "oui", "sí", "sì", "是", "예", "1", "true"})
_WRITTEN = re.compile(r"(.*?)\s*\[([^\[\]]*)\]\s*")


def label_and_unit(header: str) -> tuple[str, str]:
    """The name of a column and its unit, from `GPU Temperature [°C]`; the unit may be "".

    What a wrong code page makes of the degree sign (`癈`, `Â°C`, `?C`) is a degree again.
    """
    found = _WRITTEN.fullmatch(header[:200])
    if found is None:
        return header[:200].strip(), ""
    label, unit = found[1], found[2].strip()
    if unit == "癈" or unit == "℃" or (unit.endswith("C") and len(unit) <= 3):
        return label, "°C"
    if unit == "癋" or unit == "℉" or (unit.endswith("F") and len(unit) <= 3):
        return label, "°F"
    return label, _UNITS.get(unit.casefold(), unit.casefold())


class Columns:
    """The columns of one card in a table, by quantity.

    Of several for one quantity the best named are taken; where those are several (fans), the
    highest of them is the value.
    """

    def __init__(self, columns: Iterable[tuple[int, Sensor]]) -> None:
        ranks: dict[tuple[str, int], list[tuple[int, str]]] = {}
        for index, found in columns:
            ranks.setdefault((found.quantity, found.rank), []).append((index, found.unit))
        self._places = {quantity: places for (quantity, _), places in sorted(ranks.items())[::-1]}
        self._heat = [index for index, _unit in self._places.pop("throttled", [])]

    def quantities(self) -> frozenset[str]:
        """Which quantities there are."""
        return frozenset(self._places)

    def values(self, row: Sequence[str]) -> dict[str, float]:
        """What one row of the table says, by quantity."""
        values: dict[str, float] = {}
        for quantity, places in self._places.items():
            for index, written in places:
                value = measured(row[index], QUANTITIES[quantity], written)
                if value is not None and value >= values.get(quantity, value):
                    values[quantity] = value
        return values

    def is_throttled(self, row: Sequence[str]) -> bool | None:
        """Whether any column says that heat held the card back; None where there is none."""
        said = [row[index].casefold() in YES for index in self._heat if row[index]]
        return any(said) if said else None


@lru_cache(maxsize=4_000)
def sensor(label: str, unit: str) -> Sensor | None:
    """What a column of a card is, by its label and the unit of `label_and_unit`.

    None for what is not kept, and for what is not surely the one thing: the label must hold no
    word beside those that name it.
    """
    label = " ".join(label.casefold().replace("-", " ").replace("_", " ").split())
    if unit in _YES_OR_NO:
        is_heat = re.search(_LIMITED, label) and re.search(_HEAT, re.sub(_LIMITED, "", label))
        return Sensor("throttled", unit) if is_heat else None
    if re.search(_LIMIT, label):
        return None
    if unit in ("°C", "°F"):
        return _temperature(label, unit)
    if unit in ("MHz", "GHz") and re.search(_CLOCK, label) and _is_all(label, "MHz"):
        is_memory = re.search(_MEMORY, label)
        return Sensor("memory_clock" if is_memory else "graphics_clock", unit)
    if unit == "W" and re.search(rf"{_POWER}|ppt", label) and _is_all(label, "W"):
        return Sensor("power_draw", "W", _power_rank(label))
    if unit == "rpm" and re.search(_FAN, label) and _is_all(label, "rpm"):
        return Sensor("fan_rpm", "rpm")
    if unit == "%":
        return _percent(label)
    if unit in ("V", "mV") and _is_all(re.sub(r"\(vdd[^)]*\)", "", label), "V"):
        return Sensor("core_voltage", unit)
    if unit in ("MiB", "GiB") and re.search(_MEMORY, label) and _is_all(label, "MiB"):
        return Sensor("memory_used", unit)
    return None


def _temperature(label: str, unit: str) -> Sensor | None:
    if not _is_all(label, "°C"):
        return None
    if re.search(_HOT_SPOT, label):
        return Sensor("hot_spot_temp", unit)
    # The regulator of the memory is a regulator.
    if re.search(rf"\b(?:{_VRM})\b", label):
        return Sensor("vrm_temp", unit)
    if re.search(_MEMORY, label):
        return Sensor("memory_temp", unit)
    return Sensor("core_temp", unit) if re.search(rf"{_TEMPERATURE}|gpu", label) else None


def _percent(label: str) -> Sensor | None:
    if re.search(_FAN, label):
        return Sensor("fan_speed", "%") if _is_all(label, "fan") else None
    return Sensor("gpu_load", "%") if re.search(_LOAD, label) and _is_all(label, "load") else None


def _power_rank(label: str) -> int:
    """0 for the whole board, 3 for the chip alone."""
    if re.search(r"board|tbp", label):
        return 0
    if re.search(r"tgp", label):
        return 2
    return 3 if re.search(r"chip|only|asic|ppt|core|kern|核心", label) else 1


def _is_all(label: str, kind: str) -> bool:
    """Whether nothing is left of a label without the words of its kind."""
    return not re.search(r"\w", _REST[kind].sub(" ", label))
