# SPDX-License-Identifier: MIT
"""What suppliers write above the columns of their lists, in English, French and Chinese."""

import unicodedata
from collections.abc import Iterator, Mapping
from types import MappingProxyType

# In the form of `folded`: no accents, blanks or signs. The order decides between two facts that
# one heading names: a "model part number" is a part number, a "GPU serial" a serial.
HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "serial": (
            "serial", "serialno", "serialnr", "serialnum", "serialnumber", "serialnumbers",
            "serials", "sn", "snr", "serno", "deviceserial", "manufacturerserial",
            "numerodeserie", "nodeserie", "ndeserie", "numserie", "nserie", "noserie", "serie",
            "序列号", "产品序列号", "机身号", "机身序列号", "串号", "sn条码", "sn码", "sn号",
        ),
        "upc": (
            "upc", "ean", "gtin", "upcean", "barcode", "upccode", "eancode",
            "codebarres", "codebarre", "gencod", "cup", "条码", "条形码", "商品条码",
        ),
        "part_number": (
            "partnumber", "partno", "partnr", "partnum", "part", "pn", "mpn", "sku", "itemnumber",
            "itemno", "mfrpart", "mfgpart", "articlenumber",
            "reference", "ref", "referencefabricant", "referenceconstructeur", "reffabricant",
            "refconstructeur", "refarticle", "codearticle",
            "numerodepiece", "料号", "物料号", "物料编码", "零件号", "部件号", "货号", "pn码",
        ),
        "quantity": (
            "quantity", "qty", "pcs", "pieces", "count", "units",
            "quantite", "qte", "nombre", "nb", "数量", "件数", "个数",
        ),
        "box": (
            "box", "boxno", "boxnumber", "pallet", "palletno", "palletnumber", "palletid", "carton",
            "cartonno", "crate", "skid", "package", "location",
            "palette", "numerodepalette", "colis", "caisse", "emplacement",
            "箱号", "箱", "外箱号", "托盘", "托盘号", "栈板", "栈板号", "卡板号",
        ),
        "maker": (
            "maker", "make", "manufacturer", "manufacturername", "mfr", "mfg", "brand", "vendor",
            "oem", "fabricant", "marque", "constructeur",
            "品牌", "厂商", "厂家", "制造商", "生产厂家", "牌子",
        ),
        "model": (
            "model", "modelname", "modelno", "modelnumber", "product", "productname", "item",
            "itemname", "itemdescription", "productdescription", "description", "card", "gpu",
            "series", "gamme", "modele", "designation", "produit", "nomduproduit", "libelle",
            "article", "carte",
            "型号", "产品型号", "规格型号", "显卡型号", "品名", "产品名称", "商品名称",
            "名称", "显卡",
        ),
        "note": (
            "note", "notes", "remark", "remarks", "comment", "comments", "condition", "defect",
            "remarque", "remarques", "commentaire", "commentaires", "observation", "observations",
            "etat", "备注", "说明", "状况", "成色", "故障",
        ),
    }
)  # fmt: skip
"""Headings by what stands under them; these are all facts a list can have."""

REASONS = frozenset(
    (
        "reason", "reasons", "why", "cause", "blockedfor", "blockreason",
        "raison", "motif", "motifs", "motifdublocage", "原因", "理由", "事由", "封锁原因",
    )
)  # fmt: skip
"""Headings over why a serial is blocked; only lists of blocked serials have them."""

FACTS = ("serial", "maker", "model", "part_number", "upc", "quantity", "box", "note")
"""The same in the order in which people are asked."""

_EXACT = {word: fact for fact, words in HEADINGS.items() for word in words}

# Inside a longer heading only words count that mean nothing else there.
_LONG, _LONG_CHINESE = 6, 2


def folded(text: str) -> str:
    """A heading as it is compared: letters and digits only, no accents, in lower case."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in apart if c.isalnum())


def fact_of(heading: str) -> tuple[str, bool] | None:
    """What stands under a heading, and whether the heading says just that; None where unknown."""
    if len(heading) > 60:
        return None
    word = folded(heading)
    if word in _EXACT:
        return _EXACT[word], True
    for fact, words in HEADINGS.items():
        if any(inner in word for inner in _telling(words)):
            return fact, False
    return None


def _telling(words: tuple[str, ...]) -> Iterator[str]:
    return (w for w in words if len(w) >= (_LONG if w.isascii() else _LONG_CHINESE))
