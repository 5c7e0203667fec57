# SPDX-License-Identifier: MIT
"""What a scan means: a table of real-looking codes, and what holds for every text there is."""

from collections import Counter

import pytest
import scan_codes
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scan_codes import NVIDIA, OTHER_SECRET, PART, SECRET, SITE, TAG, UUID, message

from workshop.domain import scan_gs1
from workshop.domain import text as words
from workshop.domain.command import COMMANDS, command_text
from workshop.domain.scan import LONGEST, Scan, read_scan
from workshop.domain.scan_patterns import Patterns
from workshop.domain.tag import LAST_NUMBER, make_tag, written
from workshop.domain.terms import FieldKind, PieceKind, ScanKind
from workshop.storage.catalogue import shipped

# Kinds that say what is wrong.
PROBLEMS = {
    ScanKind.UNREADABLE, ScanKind.BAD_TAG, ScanKind.UNKNOWN, ScanKind.FOREIGN_COMMAND
}  # fmt: skip


def patterns() -> Patterns:
    return shipped().patterns


def read(raw: str, maker: str = "") -> Scan:
    return read_scan(raw, SITE, SECRET, patterns, maker)


def fields(raw: str) -> dict[str, str]:
    return {field.kind.value: field.value for field in read(raw).fields}


@pytest.mark.parametrize(("raw", "kind", "value"), scan_codes.ALL, ids=lambda x: ascii(x)[:40])
def test_what_a_scan_means(raw: str, kind: str, value: str | None) -> None:
    found = read(raw)
    assert found.kind == kind
    assert value is None or found.value == value
    assert (found.problem is None) == (found.kind not in PROBLEMS)


def test_the_table_is_large_and_has_every_kind() -> None:
    kinds = Counter(kind for _, kind, _ in scan_codes.ALL)
    assert set(kinds) == set(ScanKind)
    assert len({raw for raw, _, _ in scan_codes.ALL}) == len(scan_codes.ALL) >= 150


# What else a scan says


def test_a_message_gives_all_it_carries() -> None:
    raw = message("1P" + PART, "S" + NVIDIA, "Q1", "9D2318", "4LTW", "18VUN043325711", "K450001",
                  "1TA1B2C3", "2PA02", "3SPKG0001", "9Zx")  # fmt: skip
    assert fields(raw) == {
        "part_number": PART, "serial": NVIDIA, "quantity": "1", "date": "2318", "origin": "TW",
        "supplier": "UN043325711", "order": "450001", "lot": "A1B2C3", "revision": "A02",
        "package": "PKG0001", "other": "x",
    }  # fmt: skip
    assert [field.code for field in read(raw).fields][:3] == ["1P", "S", "Q"]


@pytest.mark.parametrize(
    "raw",
    [
        "[)>061P" + PART + "S" + NVIDIA,
        "[)>|06|1P" + PART + "|S" + NVIDIA + "|",
        "P/N: " + PART + "  S/N: " + NVIDIA,
        "]C1240" + PART + "\x1d21" + NVIDIA,
        "(240)" + PART + "(21)" + NVIDIA,
    ],
)
def test_the_part_number_comes_with_the_serial_however_it_is_parted(raw: str) -> None:
    assert read(raw).value == NVIDIA
    assert fields(raw) == {"part_number": PART, "serial": NVIDIA}


def test_a_marking_of_a_gpu_gives_its_date_lot_and_country() -> None:
    assert fields("S TW 2324A1 / U2F028.MOW / AD102-301-A1") == {
        "marking": "AD102-301-A1", "date": "2324", "lot": "U2F028.MOW", "origin": "TW",
    }  # fmt: skip


def test_parts_nobody_can_print_are_left_out() -> None:
    assert fields(message("S" + NVIDIA, "1T\x01\u202e", "2T   ")) == {"serial": NVIDIA}


def test_the_symbology_is_kept() -> None:
    assert read("]Q1" + TAG).symbology == "]Q1"
    assert read("]E04006381333931").symbology == "]E0"
    assert read("]C0").symbology == "]C0"
    assert read(TAG).symbology == ""


@pytest.mark.parametrize(
    ("raw", "maker", "made", "rule"),
    [
        ("0322714071430", "NVIDIA", "2014-W27", "NVIDIA-13"),
        ("S/N: 1324321002473", "NVIDIA", "2021-W43", "NVIDIA-13"),
        ("18B0002364DSYI", "GALAX", "2018-11", "GALAX-14"),
        ("GGBN1K300245", "Colorful", "2020-03", "COLORFUL-12"),
        ("M9YVCM00X123", "ASUS", "2021-09", "ASUS"),
        ("A184300012243", "Sapphire", "2018-W43", "SAPPHIRE-A"),
        ("602-V388-01SB2009012345", "MSI", "2020-09", "MSI-602"),
        ("194512345678", "Gigabyte", "2019-W45", "GIGABYTE-12"),
        ("0089973886", "", "", ""),  # ten digits may be anybody's
        ("20231105", "", "", ""),  # a date, but no maker writes serials so
        (message("SAB12345", "9D2318"), "", "2023-W18", "label"),
        (message("S" + NVIDIA, "9D2318"), "NVIDIA", "2023-W18", "NVIDIA-13"),
        ("]d20109501101530003112310041721ABC123\x1d21AB123", "", "", ""),
        ("]d201095011015300031123100421AB123", "", "2023-10-04", "label"),
    ],
)
def test_maker_and_date_are_a_guess_that_names_its_rule(
    raw: str, maker: str, made: str, rule: str
) -> None:
    guess = read(raw).guess
    assert (guess.maker, guess.made, guess.rule) == (maker, made, rule)
    assert bool(guess.confidence) == bool(rule)


def test_a_known_maker_leaves_only_its_own_forms() -> None:
    assert read("0089973886", "ZOTAC").guess.rule == "ZOTAC-10"
    assert read("D2ABC1234567", "ASRock").guess.made == "2020"
    assert read(NVIDIA, "ASUS").guess.rule == ""


def test_what_is_only_word_of_mouth_says_so() -> None:
    assert read("194512345678").guess.confidence == "unconfirmed"


def test_without_patterns_a_scan_still_means_what_it_says() -> None:
    assert read_scan("S/N: " + NVIDIA, SITE) == Scan(
        ScanKind.SERIAL, NVIDIA, NVIDIA, fields=read("S/N: " + NVIDIA).fields
    )
    assert read_scan(NVIDIA, SITE).kind is ScanKind.UPC  # no maker is known to claim it


def test_patterns_are_asked_for_only_where_they_are_needed() -> None:
    def never() -> Patterns:
        raise AssertionError("the catalogue was read")

    for raw in (TAG, "C01-000001-Y", "CWP-ANA", "", "x" * 4096, "!UNDO-000000", "]E0"):
        read_scan(raw, SITE, SECRET, never)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("", "Nothing was read. Scan again."),
        ("C01-000001-Y", "The check character of “C01-000001-Y” is wrong. Scan the label again."),
        (message("Q12"), "This code holds no serial. Scan the serial label of the card."),
        ("S/N:", "The serial is missing. Scan it again."),
        ("www.example.com/rma", "“www.example.com/rma” is an address for a browser, not a serial. "
         "Scan the serial label."),
        (message("SAAA11", "SAAA12"), "This code holds 2 serials: it is on a carton, not on a "
         "card. Scan the serial label of the card."),
        ("!UNDO-000000", "“!UNDO-000000” is no command of this workshop, so nothing was done. "
         "Print a new command sheet and scan from that."),
        ("[)>06SLK45D1234Q12", "The scanner lost the separators of this code, and it can be read "
         "in more than one way. Scan the serial bar code, or set a sign for GS in the settings of "
         "the scanner."),
        ("EAN: n/a", "“n/a” is no product code. Scan it again."),
        ("\x1b[2J", "“�[2J” cannot be a serial: only letters, digits and - . / + : _ # are used. "
         "Scan the serial label again."),
    ],
)  # fmt: skip
def test_what_cannot_be_used_says_what_to_do(raw: str, sentence: str) -> None:
    assert str(read(raw).problem) == sentence


# What holds for every text

AIM = st.sampled_from(["", "]Q1", "]C0", "]C1", "]d1", "]d2", "]Q3", "]A0", "]E0", "]X0", "]I1"])
BEGINNINGS = st.sampled_from(
    ["]Q1", "]E0", "]C1", "]d2", "[)>\x1e06\x1d", "[)>06", "[)>05", "[)>|12|", "\xed", "\x1d01",
     "(01)", "(21)", "https://a.b/01/", "CWP-", "S/N: ", "P/N:", "序列号", "EAN:", "UUID:", "C01-",
     "900-", "GPU-", "!NEXT-", "!", "AD102-", "S", "1P", "{GS}", "^]"]
)  # fmt: skip
ANY = st.text(max_size=200) | st.text(st.characters(categories=["Cs", "Cc", "Cf", "Nd"]))
SERIALS = st.text("ABCDEFGHJKMNPQRSTVWXYZ0123456789-./ ", min_size=2, max_size=24)


def assert_sound(scan: Scan) -> None:
    assert (scan.problem is None) == (scan.kind not in PROBLEMS)
    texts = [scan.value, scan.normal, scan.symbology, str(scan.problem or ""), *scan.guess]
    texts += [part for field in scan.fields for part in (field.value, field.code)]
    for text in texts:
        assert not words.has_hidden(text) and "\n" not in text
        text.encode()


@settings(max_examples=600, database=None)
@given(st.one_of(ANY, st.builds(str.__add__, BEGINNINGS, ANY)), st.sampled_from(["01", "ZZ", ""]))
@example("]E0\u00b2\u00b3", "01")
@example("[)>\x1e06\x1d1S", "01")
@example("[)>06" + "S1" * 60, "01")
@example("[)>06" + "1P" * 500, "01")
@example("\x1d" + "01" * 500, "01")
@example("\u2028\xad", "01")
@example("\0" * LONGEST, "01")
@example("\ud800" * 4096, "01")
@example("9" * 4096, "01")
@example("S/N:" * 200, "01")
@example("]d2010950110153000317000000", "01")
def test_no_text_breaks_the_reader(raw: str, site: str) -> None:
    assert_sound(read_scan(raw, site, SECRET, patterns))


@settings(max_examples=300, database=None)
@given(st.sampled_from(scan_codes.ALL), st.data())
def test_no_damage_to_a_real_code_breaks_the_reader(
    code: tuple[str, str, str | None], data: st.DataObject
) -> None:
    raw = code[0][:200]
    at = data.draw(st.integers(0, len(raw)))
    gone = data.draw(st.integers(0, 3))
    assert_sound(read(raw[:at] + data.draw(st.text(max_size=3)) + raw[at + gone :]))


@settings(max_examples=300, database=None)
@given(st.sampled_from(PieceKind), st.integers(0, LAST_NUMBER), AIM, st.data())
def test_our_own_tags_survive_whatever_a_scanner_does(
    kind: PieceKind, number: int, aim: str, data: st.DataObject
) -> None:
    tag = make_tag(kind, SITE, number)
    raw = "".join(
        data.draw(st.sampled_from([c, c.lower()])) + data.draw(st.sampled_from(["", "", "-", " "]))
        for c in tag
    )
    for form in (raw, tag, written(tag), written(tag).lower()):
        found = read(aim + form + data.draw(st.sampled_from(["", "\r", "\r\n", "\t", " "])))
        assert found == Scan(ScanKind.TAG, tag, tag, aim)


@settings(max_examples=400, database=None)
@given(SERIALS)
def test_the_normal_form_is_of_the_same_kind(raw: str) -> None:
    found = read(raw)
    bare = words.normal(raw)
    # Dashes make a part number or a foreign tag; without any of it the form must not change.
    assume(found.kind not in PROBLEMS and words.normal(found.value) == bare)
    assume(found.kind is not ScanKind.TAG or found.value[1:3] == SITE)
    again = read(found.normal)
    assert (again.kind, again.normal) == (found.kind, found.normal)


def test_the_normal_form_of_every_plain_code_of_the_table_is_of_the_same_kind() -> None:
    # All-digit part numbers are only known by their dashes.
    spared = {"699-21010-0200-500", "180-1G139-1100-A01"}
    plain = [
        *scan_codes.OUR_OWN, *scan_codes.COMMANDS, *scan_codes.ARTICLES, *scan_codes.SERIALS,
        *scan_codes.PARTS_AND_MARKINGS,
    ]  # fmt: skip
    for raw, kind, _ in plain:
        found = read(raw)
        if found.problem is None and not found.symbology and raw not in spared:
            again = read(found.normal)
            assert (again.kind, again.normal) == (kind, found.normal), raw


# Planted faults: with a guard gone, the reader goes wrong where the table would show it


def test_gs1_without_a_sign_of_it_would_eat_serials(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = "21ABC123"
    assert read(raw).value == raw
    monkeypatch.setattr(scan_gs1, "is_trusted", lambda *_: True)
    assert read(raw).value == "ABC123"


def test_an_article_code_that_is_not_looked_for_first_would_be_an_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw = "]C14006381333931"
    assert read(raw).kind is ScanKind.UPC
    monkeypatch.setattr(scan_gs1, "article", lambda _: "")
    assert read(raw).kind is not ScanKind.UPC


def test_without_makers_forms_serials_would_be_taken_for_article_codes() -> None:
    codes = [code for code, _, _ in scan_codes.SERIALS]
    lost = {code for code in codes if read_scan(code, SITE).kind is ScanKind.UPC}
    assert {NVIDIA, "1650522003820"} <= lost
    assert not {code for code in codes if read(code).kind is ScanKind.UPC}


@pytest.mark.parametrize("action", COMMANDS)
def test_a_forged_command_does_nothing(action: str) -> None:
    assert read(command_text(SECRET, action)).value == action
    assert read(command_text(OTHER_SECRET, action)).kind is ScanKind.FOREIGN_COMMAND
    assert read_scan(command_text(SECRET, action), SITE).kind is ScanKind.FOREIGN_COMMAND


def test_every_part_has_a_kind_there_is() -> None:
    assert {kind.value for kind in FieldKind} > {"serial", "part_number", "upc", "gpu_uuid"}
    assert read("UUID: " + UUID).fields[0].kind is FieldKind.GPU_UUID
