# SPDX-License-Identifier: MIT
"""An issued report is numbered and stays the same; whether a paper is it, its bytes tell."""

import io
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import zxingcpp
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from bench_shop import Shop

from workshop import language
from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.queries.report import seal
from workshop.reports import verify as verifying
from workshop.reports.batch import batch_pdf
from workshop.reports.choices import AS_USUAL, Choices, read_choices
from workshop.reports.claim import Claim, read_claims
from workshop.reports.issuing import Issued, copy_issued, issue_batch, issue_list
from workshop.reports.verify import State, Verified, changes_told, judge, verify
from workshop.storage import evidence
from workshop.storage.archive import unpack
from workshop.storage.backup import back_up
from workshop.storage.check import check
from workshop.storage.database import Database
from workshop.storage.evidence import evidence_folder, kept_file, kept_files

from .conftest import Worked, work

DAY = "2026-11-24"


def issue(shop: Shop, **facts: Any) -> Issued:
    made = issue_batch(shop.database, "w", issued_on=DAY, **facts)
    assert made is not None
    return made


def look_at(shop: Shop, content: bytes) -> Verified:
    """What is said of a file with this content."""
    with shop.database.read() as connection:
        read = read_claims(io.BytesIO(content), verifying.MOST)
        assert read is not None
        return judge(connection, "x.pdf", read)


def draft(shop: Shop) -> bytes:
    stream = io.BytesIO()
    with shop.database.read() as connection:
        batch_pdf(connection, "W", stream)
    return stream.getvalue()


class Papers(NamedTuple):
    """A workshop that nobody changes any more, a report it issued, and a draft."""

    worked: Worked
    issued: bytes
    draft: bytes


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Papers]:
    path = tmp_path_factory.mktemp("papers") / "shop.db"
    database = Database.create(path, name="Test workshop", owner="ANA")
    worked = work(Shop(database))
    yield Papers(worked, issue(worked.shop).file.read_bytes(), draft(worked.shop))
    database.close()


def test_it_is_the_same_on_another_day(worked: Worked, tmp_path: Path) -> None:
    shop = worked.shop
    made = issue(shop, by="LI")
    shop.later(50)
    shop.do("scrap", piece=worked.cards[3], reason="burnt")
    found = copy_issued(shop.database, made.report, tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == made.file.read_bytes()
    assert (found.number, found.about, found.person, found.issued_on) == (1, "W", "LI", DAY)
    assert [row.number for row in shop.ask("reports", batch="w")] == [1]
    assert check(shop.database, deep=True).findings == []


def test_its_number_stands_on_it_and_a_draft_says_that_it_is_one(
    papers: Papers, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    shop = papers.worked.shop
    (report,) = shop.ask("reports")
    database = shop.ask("workshop").database_id
    told = {}
    for name, content in (("issued", papers.issued), ("draft", papers.draft)):
        (tmp_path / name).write_bytes(content)
        told[name] = read(tmp_path / name)
    codes = {
        name: zxingcpp.read_barcodes(next(sheets.images()))[0].text for name, sheets in told.items()
    }
    code = f"CW1 {database} {report.drawn_entry} {report.drawn_hash}"
    assert codes["issued"] == f"{code} 1"
    assert codes["draft"].split()[:2] == code.split()[:2] and len(codes["draft"].split()) == 4
    for page in told["issued"].pages:
        assert "DRAFT" not in page and f"Report 1 · issued {DAY} by Ana" in page
    for page in told["draft"].pages:
        assert "DRAFT" in page and "Draft, not issued · drawn" in page and "Report 1" not in page
    assert told["issued"].reader.metadata.title == "Batch report 1: W"
    assert told["issued"].reader.metadata.author == "Test workshop"
    assert told["issued"].reader.trailer["/Root"]["/Lang"] == "en"
    assert {"Balance", "Tests"} <= {entry["/Title"] for entry in told["issued"].reader.outline}


def test_what_changed_since_is_told(worked: Worked) -> None:
    shop = worked.shop
    came = shop.do("receive", batch="B1", serial="SN-9")
    made = issue(shop)
    found = look_at(shop, made.file.read_bytes())
    assert (found.state, found.is_whole) == (State.WHOLE, True)
    assert found.sentence == "Report 1 of W is ours and whole. Ana issued it on 2026-11-24."
    assert found.since and changes_told(found.since) == "Nothing has changed in its batch since."
    shop.do("record_step", piece=came["tag"], step="EVI")  # of another batch
    shop.do("note_defect", piece=worked.cards[3], code="BEND")
    shop.do("undo", entry=shop.ask("recent", limit=1)[0].number)
    shop.do("attach_photo", batch="W", width=4, height=3,
            evidence={"sha256": "0" * 64, "name": "a.jpg", "size": 1})  # fmt: skip
    since = look_at(shop, made.file.read_bytes()).since
    assert since is not None
    photo, undone, noted = (row.text for row in since.newest)
    assert (photo, undone) == ("Photo kept: W", f"Undone: entry {since.newest[2].number}")
    assert noted.startswith(written(worked.cards[3]))
    assert since.entries == 3


def test_a_receipt_that_was_undone_since_counts(shop: Shop) -> None:
    worked = work(shop)
    shop.do("undo", entry=shop.ask("recent", limit=1)[0].number)  # open again
    late = shop.do("receive", batch="W", serial="LATE-1")
    made = issue(shop)
    shop.do("undo", entry=late["entry"])
    since = look_at(shop, made.file.read_bytes()).since
    assert since is not None and since.entries == 1
    assert since.newest[0].text == f"Undone: entry {late['entry']}"
    assert worked.cards


def test_a_withdrawn_report_is_told_and_its_number_is_never_given_again(worked: Worked) -> None:
    shop = worked.shop
    first = issue(shop)
    undo = shop.do("undo", entry=first.entry, reason="The wrong batch")
    found = look_at(shop, first.file.read_bytes())
    assert found.state is State.WITHDRAWN
    assert f"withdrawn, by entry {undo['entry']}" in found.sentence
    with pytest.raises(Refused, match="no issued report 1"):
        copy_issued(shop.database, 1, Path("never.pdf"))
    second = issue(shop)
    assert second.report == 2
    shop.do("undo", entry=undo["entry"])
    assert look_at(shop, first.file.read_bytes()).state is State.WHOLE
    assert [row.number for row in shop.ask("reports")] == [2, 1]


@pytest.mark.parametrize("which", ["issued", "draft"])
def test_one_changed_byte_is_told_wherever_it_is(papers: Papers, which: str) -> None:
    shop, whole = papers.worked.shop, getattr(papers, which)
    wanted = {State.CHANGED} if which == "issued" else {State.DRAFT, State.CHANGED}
    said = whole.index(b"CWR1"), whole.rindex(b"CWR1")
    chosen = random.Random(7)
    places = {*range(20), *range(len(whole) - 20, len(whole))}
    for start in said:
        places.update(range(start, start + 140))
    places.update(chosen.sample(range(len(whole)), 2000 - len(places)))
    states: dict[frozenset[Claim], State] = {}
    for place in sorted(places):
        changed = bytearray(whole)
        changed[place] ^= 1 << chosen.randrange(8)
        read = read_claims(io.BytesIO(changed), verifying.MOST)
        assert read is not None
        if read.claims not in states:  # no file of this hash is known, so that it depends on these
            states[read.claims] = look_at(shop, bytes(changed)).state
        assert states[read.claims] in wanted, place
    assert len(states) > 3


@pytest.mark.parametrize("end", [0, 1, 100, 10_000, -1])
def test_a_report_that_was_cut_off_or_added_to_is_not_whole(papers: Papers, end: int) -> None:
    shop = papers.worked.shop
    assert look_at(shop, papers.issued[:end]).state in (State.CHANGED, State.NONE)
    assert look_at(shop, papers.issued + b"%" * (end % 7 + 1)).state is State.CHANGED


def test_who_forges_a_draft_into_a_report_is_told(papers: Papers) -> None:
    shop = papers.worked.shop
    forged = papers.draft.replace(b"CWR1 draft of", b"CWR1 issued 1 of")
    assert look_at(shop, forged).state is State.CHANGED
    forged = papers.draft.replace(b"CWR1 draft of", b"CWR1 issued 99 of")
    found = look_at(shop, forged)
    assert found.state is State.UNKNOWN and "there is no such report" in found.sentence
    assert look_at(shop, papers.draft).state is State.DRAFT


def test_a_report_of_another_workshop_is_told(papers: Papers, file_shop: Shop) -> None:
    work(file_shop)
    other = file_shop.ask("workshop").database_id
    for content in (issue(file_shop).file.read_bytes(), draft(file_shop)):
        found = look_at(papers.worked.shop, content)
        assert found.state is State.FOREIGN and other in found.sentence


def test_what_is_no_report_is_told(papers: Papers, tmp_path: Path) -> None:
    shop = papers.worked.shop
    chosen = random.Random(3)
    for content in (b"", b"%PDF-1.4", chosen.randbytes(50_000), b"CWR1 issued 1 of " * 60_000,
                    b"CWR1 draft of " + b"9" * 2_000_000):  # fmt: skip
        assert look_at(shop, content).state is State.NONE
    with (tmp_path / "large.pdf").open("wb") as file:
        file.truncate(100 * 2**20)
    with shop.database.read() as connection:
        assert verify(connection, tmp_path / "large.pdf").state is State.NONE


def test_no_more_of_a_file_is_read_than_a_report_can_have(
    papers: Papers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "MOST", 1000)
    (tmp_path / "x.pdf").write_bytes(papers.issued)
    with papers.worked.shop.database.read() as connection:
        assert "far too large" in verify(connection, tmp_path / "x.pdf").sentence
        for path in (tmp_path, tmp_path / "none.pdf"):
            with pytest.raises(Refused):
                verify(connection, path)
        if hasattr(os, "mkfifo"):
            os.mkfifo(tmp_path / "pipe.pdf")
            with pytest.raises(Refused, match="no plain file"):
                verify(connection, tmp_path / "pipe.pdf")


def test_a_claim_that_lies_across_what_is_read_at_once_is_found() -> None:
    claim = Claim(7, "0a-1", 12, "ab" * 32)
    for before in range(2**20 - 120, 2**20 + 2, 7):
        read = read_claims(io.BytesIO(b"x" * before + f" {claim}\n".encode()), 2**22)
        assert read is not None and read.claims == {claim}


def test_a_journal_that_is_no_longer_the_one_it_was_drawn_from_is_told(worked: Worked) -> None:
    shop = worked.shop
    made = issue(shop)
    with shop.database._writer.begin() as connection:
        connection.exec_driver_sql(f"UPDATE report SET drawn_hash = '{'0' * 64}'")
    found = look_at(shop, made.file.read_bytes())
    assert found.state is State.BROKEN and "Check the database" in found.sentence


def test_a_number_that_was_taken_meanwhile_is_drawn_anew(worked: Worked) -> None:
    shop, others = worked.shop, []

    def other(page: int, pages: int) -> None:
        if page == pages and not others:
            others.append(0)
            others[0] = issue(shop).report

    made = issue(shop, progress=other)
    assert (others, made.report) == ([1], 2)
    assert b"CWR1 issued 2 of" in made.file.read_bytes()
    assert look_at(shop, made.file.read_bytes()).is_whole


def test_who_is_always_overtaken_is_told(worked: Worked) -> None:
    shop = worked.shop
    busy = [False]

    def other(page: int, pages: int) -> None:
        if page == pages and not busy[0]:
            busy[0] = True
            issue(shop)
            busy[0] = False

    with pytest.raises(Refused, match="given to another one meanwhile"):
        issue(shop, progress=other)
    assert [row.number for row in shop.ask("reports")] == [2, 1]


def test_what_is_called_off_or_dies_leaves_no_report(worked: Worked) -> None:
    shop = worked.shop
    assert issue_batch(shop.database, "W", issued_on=DAY, cancelled=lambda: True) is None

    def die(_page: int, _pages: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        issue(shop, progress=die)
    folder = evidence_folder(shop.database.target, shop.database.database_id)
    assert shop.ask("reports") == [] and kept_files(folder) == []
    with pytest.raises(Refused, match="There is no batch"):
        issue_batch(shop.database, "NONE", issued_on=DAY)
    assert issue(shop).report == 1


def test_a_kept_report_that_was_changed_is_not_handed_out(worked: Worked, tmp_path: Path) -> None:
    shop = worked.shop
    made = issue(shop)
    (report,) = shop.ask("reports")
    folder = evidence_folder(shop.database.target, shop.database.database_id)
    kept_file(folder, report.sha256).write_bytes(made.file.read_bytes() + b" ")
    with pytest.raises(Refused, match="was changed"):
        copy_issued(shop.database, 1, tmp_path / "x.pdf")
    assert not (tmp_path / "x.pdf").exists()
    assert len(check(shop.database, deep=True).findings) == 1


def test_choices_go_into_the_report_and_are_kept_with_it(worked: Worked) -> None:
    few = Choices(frozenset({"balance", "tests"}), paper="letter", photos=False)
    made = issue(worked.shop, choices=few)
    (report,) = worked.shop.ask("reports")
    assert read_choices(report.choices) == few
    assert report.choices["sections"] == ["balance", "tests"]
    assert len(made.file.read_bytes()) < len(draft(worked.shop))
    assert read_choices({}) == AS_USUAL
    with pytest.raises(Refused, match="no section “jokes”"):
        read_choices({"sections": ["jokes"]})


def test_only_a_true_entry_is_drawn_from(shop: Shop) -> None:
    facts = shop.report_facts()
    for wrong in ({"drawn_hash": "0" * 64}, {"drawn_entry": facts["drawn_entry"] + 1},
                  {"number": 2}, {"kind": "joke"}, {"about": "NONE"}, {"issued_on": "soon"},
                  {"choices": {"a": "b" * 4001}}):  # fmt: skip
        with pytest.raises(Refused):
            shop.do("issue_report", **facts | wrong)
    shop.do("issue_report", **facts)
    with shop.database.read() as connection:
        assert seal(connection).number == facts["drawn_entry"] + 1


def test_a_report_speaks_its_own_language(
    worked: Worked, read: Callable[[Path], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    french = Catalog(locale="fr")
    french.add("Balance", "Bilan")
    french.add("DRAFT", "BROUILLON")
    (tmp_path / "locale" / "fr" / "LC_MESSAGES").mkdir(parents=True)
    with (tmp_path / "locale" / "fr" / "LC_MESSAGES" / "workshop.mo").open("wb") as file:
        write_mo(file, french)
    monkeypatch.setattr(language, "files", lambda _package: tmp_path)
    with worked.shop.database.read() as connection:
        batch_pdf(connection, "W", tmp_path / "w.pdf", choices=Choices(language="fr"))
    sheets = read(tmp_path / "w.pdf")
    assert all("BROUILLON" in page for page in sheets.pages)
    assert "Bilan" in sheets.text and sheets.reader.trailer["/Root"]["/Lang"] == "fr"
    assert language.current() == "en"
    made = issue(worked.shop, choices=Choices(language="fr"))
    assert b"/Lang (fr)" in made.file.read_bytes()
    assert worked.shop.ask("reports")[0].choices["language"] == "fr"


def test_passport_certificate_and_packing_list_are_issued_as_well(
    file_shop: Shop, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    shop = file_shop
    burnt, sold = shop.card("S-1"), shop.card("S-2")
    shop.do("scrap", piece=burnt, reason="burnt")
    box = shop.shipment(sold)
    papers = {"passport": (sold, written(sold)), "scrapped": ("b1", "B1"), "packing": (box, box)}
    for number, (kind, (of, about)) in enumerate(papers.items(), 1):
        made = issue_list(shop.database, kind, of, by="ANA", issued_on=DAY, language="en")
        assert made is not None and (made.report, made.about) == (number, about)
        (row,) = shop.ask("reports", kind=kind)
        assert shop.ask("reports", kind=kind, about=about.lower()) == [row]
        assert row.choices["language"] == "en" and row.number == number
        out = tmp_path / made.name
        copy_issued(shop.database, number, out)
        sheets = read(out)
        assert all(f"Report {number} · issued {DAY} by Ana" in page for page in sheets.pages)
        assert "DRAFT" not in sheets.text and "Not issued" not in sheets.text
        content = out.read_bytes()
        found = look_at(shop, content)
        assert found.is_whole and about in found.sentence
        assert look_at(shop, content[:-1]).state is State.CHANGED
    assert [row.kind for row in shop.ask("reports", batch="b1", kind="")] == ["scrapped"]
    shop.do("ship", shipment=box)
    assert look_at(shop, content).state is State.WHOLE, "it stays what it was"
    with pytest.raises(Refused, match="are issued"):
        issue_list(shop.database, "stock", "B1", issued_on=DAY)
    assert list(evidence_folder(shop.database.target, "").parent.glob("**/*.part")) == []
    assert check(shop.database, deep=True).findings == []


def test_a_report_as_large_as_no_other_file_is_kept(
    worked: Worked, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The limit of what comes from elsewhere is none of our own papers; theirs is said."""
    shop = worked.shop
    monkeypatch.setattr(evidence, "LARGEST", 1000)
    made = issue(shop)
    assert made.file.stat().st_size > 1000
    backup = back_up(shop.database, tmp_path / "backups")["file"]
    assert f"evidence/{made.file.name}" in unpack(Path(backup)).files
    monkeypatch.setattr(evidence, "LARGEST_REPORT", 1000)
    with pytest.raises(Refused, match="too large to keep: at most 0 MB. Leave the pages"):
        issue(shop)
    assert [row.number for row in shop.ask("reports")] == [1]
