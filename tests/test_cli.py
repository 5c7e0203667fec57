# SPDX-License-Identifier: MIT
"""The headless face: names scripts rely on, options anywhere, and how a no ends."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bench_shop import Shop
from unchanged import tables

from workshop import commands
from workshop.storage.database import Database

pytest_plugins = ["command_line"]

Run = Callable[..., Any]

# What scripts call, fact by fact; a sign after a name says that it may be left out.
ACTS = {
    "add_person": "code name role",
    "add_station": "code name",
    "rename_workshop": "name",
    "add_place": "code name kind parent=",
    "open_batch": "number supplier received_on= note=",
    "close_batch": "batch",
    "receive": "batch serial maker= model= part_number= note=",
    "record_step": "piece step outcome values= note=",
    "harvest": "card site outcome place= marking= grade= note=",
    "fit": "piece board site",
    "record_test": "piece plan values= note= run= instruments= ambient= override=",
    "record_test_many": "pieces plan values= note= run=",
    "add_instrument": "code name kind calibrated_until=",
    "move": "piece place seen_in=",
    "dispose": "piece disposition reason=",
    "undo": "entry reason=",
}
QUERIES = {
    "batches": "",
    "batch": "number",
    "pieces": "batch= kind= state= place= after= limit=",
    "passport": "tag",
    "search": "text limit=",
    "balance": "batch",
    "yields": "batch= by= since=",
    "tests": "piece= batch= plan= verdict= after= limit=",
    "pareto": "batch= since=",
    "failures": "test= times= after= limit=",
    "journal": "piece= after= limit=",
    "identify": "scan",
}


def opened(tmp_path: Path) -> Shop:
    return Shop(Database.open(tmp_path / "shop.db"))


# The names


@pytest.mark.parametrize(("command", "wanted"), [("acts", ACTS), ("queries", QUERIES)])
def test_names_and_facts_are_those_scripts_rely_on(
    bare: Run, command: str, wanted: dict[str, str]
) -> None:
    found = {one["name"]: one["facts"] for one in bare(command, "--json").json}
    for name, facts in wanted.items():
        known = {fact["name"]: fact for fact in found[name]}
        for fact in facts.split():
            assert fact.rstrip("=") in known, (name, fact)
            if fact.endswith("="):
                assert not known[fact.rstrip("=")]["required"], (name, fact)
        needed = {fact for fact in known if known[fact]["required"]}
        assert needed <= set(facts.split()), name


def test_acts_and_queries_are_listed_for_people_too(bare: Run) -> None:
    assert "receive(batch, serial, maker=null," in bare("acts").out
    assert "Refuses a piece that is damaged" not in bare("acts").out  # its first words only
    listed = bare("queries")
    assert listed.status == 0
    assert "pieces(batch=null, kind=null, state=null, place=null," in listed.out


def test_a_batch_from_the_dock_to_its_passports(run: Run, tmp_path: Path) -> None:
    """Every command scripts rely on, by its exact name, answering in JSON."""

    def do(*facts: str) -> dict[str, Any]:
        answer = run("do", *facts, "--json", "--by", "LI")
        assert answer.status == 0, answer.err
        receipt: dict[str, Any] = answer.json
        assert isinstance(receipt["entry"], int)
        return receipt

    card = do("receive", "batch=B1", "serial=0324518063914", "model=GeForce RTX 4090")["tag"]
    other = do("receive", "batch=B1", "serial=0324518063915", "model=GeForce RTX 4090")["tag"]
    step = do("record_step", f"piece={card}", "step=EVI", "outcome=done", 'values={"crack":"no"}')
    assert step["tag"] == card
    die = do("harvest", f"card={card}", "site=GPU", "outcome=good", "place=TRAY-12", "grade=A")[
        "tag"
    ]
    do("harvest", f"card={other}", "site=GPU", "outcome=damaged")
    assert do("fit", f"piece={die}", f"board={other}", "site=GPU")["tag"] == die
    assert do("record_test", f"piece={card}", "plan=VOLTAGE", 'values={"v_12v": 12}')["verdict"]
    assert do("move", f"piece={card}", "place=TRAY-12")["tag"] == card
    moved = do("dispose", f"piece={card}", "disposition=SCRAP", "reason=burnt")
    assert do("undo", f"entry={moved['entry']}", "reason=not that bad")["undid"] == moved["entry"]

    batch = run("--json", "ask", "batch", "number=B1").json
    assert (batch["number"], batch["received"], batch["pieces"]) == ("B1", 2, 2)
    assert [row["number"] for row in run("ask", "batches", "--json").json] == ["B1"]
    pieces = run("ask", "--json", "pieces", "batch=B1", "kind=die", "limit=10").json
    assert pieces[0]["tag"] == die
    passport = run("ask", "passport", f"tag={die}", "--json").json
    assert passport["donor"]["tag"] == card
    assert passport["board"]["tag"] == other
    assert run("ask", "passport", die, "--json").json == passport  # the one fact needs no name
    assert run("ask", "search", "text=0324518063914", "--json").json[0]["tag"] == card
    assert run("ask", "balance", "batch=B1", "--json").json["lines"][0]["kind"] == "die"
    assert run("ask", "yields", "B1", "--json").json["harvest"][0]["damaged"] == 1
    assert run("ask", "yields", "by=day", "--json").json == []  # what says nothing does not count
    assert do("record_test", f"piece={card}", "plan=VOLTAGE", 'values={"v_12v": 3}')["verdict"]
    (day,) = run("ask", "yields", "by=day", "batch=B1", "--json").json
    assert (day["first"], day["first_passed"], day["first_yield"]) == (1, 0, 0.0)
    assert run("ask", "pareto", "--json").json[0]["code"] == "v_12v"
    assert run("ask", "failures", "test=VOLTAGE", "--json").json[0]["tag"] == card
    tests = run("ask", "tests", f"piece={card}", "--json").json
    assert tests[1]["measurements"][0]["verdict"] == "fail"
    assert run("ask", "journal", f"piece={card}", "--json").json[0]["act"] == "receive"
    assert {entry["person"] for entry in run("ask", "journal", "after=6", "--json").json} == {"LI"}
    assert run("ask", "identify", f"scan={die}", "--json").json["kind"] == "tag"
    assert run("close_batch").status == 2  # acts are done with `do`
    assert "does not add up: 1" in run("do", "close_batch", "batch=B1").err
    closed = run("do", "close_batch", "batch=B1", "override=sold as it is", "--json")
    assert closed.json["batch"] == "B1"


# Options, status, sentences


def test_options_may_stand_anywhere(bare: Run, run: Run, tmp_path: Path) -> None:
    database = tmp_path / "shop.db"
    for n, order in enumerate(
        (
            ["--db", database, "--by", "LI", "--json", "do", "receive", "batch=B1", "serial={}"],
            ["do", "receive", "batch=B1", "serial={}", "--db", database, "--by", "LI", "--json"],
            ["do", "--db", database, "--by", "LI", "receive", "--json", "batch=B1", "serial={}"],
            ["do", "receive", "--by", "LI", "batch=B1", "--json", "serial={}", "--db", database],
            ["--by", "ana", "do", "receive", "batch=B1", "serial={}", "--db", database, "--by=LI"],
        )
    ):
        answer = bare(*(str(word).format(f"A-{n}") for word in order))
        assert answer.status == 0, answer.err
        assert answer.json["result"] == "received"
    entries = run("ask", "journal", "limit=1000", "--json").json[-5:]
    assert {(entry["act"], entry["person"]) for entry in entries} == {("receive", "LI")}


def test_the_owner_writes_where_nobody_is_named(run: Run) -> None:
    run("do", "receive", "batch=B1", "serial=A-1", "--station", "bench-1")
    entry = run("ask", "recent", "limit=1", "--json").json[0]
    assert (entry["person"], entry["station"]) == ("ANA", "BENCH-1")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["do", "receive", "batch=B9", "serial=A-1"], "There is no batch “B9”."),
        (["do", "receive", "batch=B1", "serial=A-1", "--by", "EVE"],
         "Nobody here has the code “EVE”."),
        (["do", "receive", "batch=B1", "serial=A-1", "--by", "\udcff"],
         "This holds characters or numbers that cannot be kept. Type it anew."),
        (["do", "receive", "batch=B1", "serial=A-1", "--station", "MOON"],
         "There is no station “MOON”."),
        (["do", "receive", "batch=B1", "serial=\udcff\udcfe"],
         "serial holds characters that cannot be kept. Type it anew."),
        (["do", "undo", f"entry={10**30}"],
         "This holds characters or numbers that cannot be kept. Type it anew."),
        (["ask", "passport", "C01-000001-Y"], "The check character of “C01-000001-Y” is wrong."),
        (["ask", "pieces", f"limit={10**30}"], "This holds characters or numbers that cannot be"),
        (["scan", "B9"], "There is no batch “B9”."),
        (["labels", "--batch", "B1", "-o", "x.pdf"],
         "Batch B1 has no pieces yet, so there are no labels."),
        (["report", "batch", "B9", "-o", "x.pdf"], "There is no batch “B9”."),
        (["report", "passport", "X", "-o", "x.pdf"], "“X” is not a tag."),
        (["do", "--lines", "nowhere.txt"], "nowhere.txt: No such file or directory."),
        (["restore", "nowhere.zip"], ""),
        (["init", "--name", "Again", "--owner", "ANA"], ""),
    ],
)  # fmt: skip
def test_a_refusal_is_one_line_and_status_1(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], sentence: str
) -> None:
    shop = opened(tmp_path)
    before = tables(shop)
    monkeypatch.chdir(tmp_path)
    for json_too in ([], ["--json"]):
        answer = run(*arguments, *json_too)
        assert answer.status == 1
        assert answer.err.startswith("workshop: ")
        assert answer.err.count("\n") == 1
        assert sentence in answer.err
        assert "Traceback" not in answer.err
        if json_too:
            assert answer.json == {"ok": False, "refused": answer.err[len("workshop: ") : -1]}
        else:
            assert answer.out == ""
    assert tables(shop) == before
    assert not (tmp_path / "x.pdf").exists()
    shop.database.dispose()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["do"], "Name an act, or give --lines FILE."),
        (["do", "receive", "--lines", "-"], "Name an act, or give --lines FILE."),
        (["do", "eat", "x=1"], "There is no act “eat”. There are: add_person,"),
        (["do", "\x1b[2J\udcff"], "There is no act “�[2J�”."),
        (["do", "receive", "batch=B1"], "receive needs serial=…."),
        (["do", "receive", "batch=B1", "serial=1", "colour=red"],
         "receive has no fact “colour”. It has: batch, serial,"),
        (["do", "undo", "entry=last"], "“last” is no whole number."),
        (["do", "record_step", "piece=C", "step=EVI", "values=[1]"], "must be JSON of type dict."),
        (["ask", "weather"], "There is no query “weather”. There are: bake_pieces,"),
        (["ask", "pieces", "limit=-1"], "limit must not be negative."),
        (["ask", "workshop", "x"], "“x” must be name=value."),
        (["ask", "passport"], "passport needs tag=…."),
        (["demo", "--cards", "0"], "--cards must be between 1 and 100,000."),
    ],
)  # fmt: skip
def test_wrong_usage_is_status_2(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = run(*arguments)
    assert answer.status == 2
    assert sentence in answer.err
    assert answer.err.count("\n") == 1
    assert answer.out == ""


@pytest.mark.parametrize(
    "arguments",
    [[], ["eat"], ["init"], ["report", "batch"], ["check", "now"], ["check", "--depp"],
     ["do", "receive", "batch=B1", "--colour", "red"], ["labels", "--batch", "B1"]],
)  # fmt: skip
def test_what_is_no_command_is_told_with_the_usage(bare: Run, arguments: list[str]) -> None:
    answer = bare(*arguments)
    assert answer.status == 2
    assert answer.err.startswith("usage: workshop")
    assert "error: " in answer.err.splitlines()[-1]


def test_help_and_version(bare: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bare("--help").status == 0
    assert "one barcode a line" in bare("--help").out
    assert bare("scan", "--help").out.startswith("usage: workshop scan")
    assert bare("--version").out.startswith("Card Workshop")

    def missing(_name: str) -> str:
        raise commands.importlib.metadata.PackageNotFoundError

    monkeypatch.setattr(commands.importlib.metadata, "version", missing)
    assert bare("--version").out == "Card Workshop\n"


def test_without_a_path_it_is_the_one_in_the_folder_of_the_user(bare: Run, tmp_path: Path) -> None:
    assert "There is no workshop at" in bare("ask", "workshop").err
    assert bare("init", "--name", "Mine", "--owner", "ANA").status == 0
    assert bare("ask", "workshop", "--json").json["name"] == "Mine"
    assert commands.default_target().is_relative_to(tmp_path)
    assert commands.default_target().is_file()


def test_a_new_workshop(bare: Run, tmp_path: Path) -> None:
    database = tmp_path / "new folder" / "w.db"
    answer = bare(
        "init", "--db", database, "--name", "工坊 <b>", "--owner", "li", "--site", "z9", "--json"
    )
    assert answer.status == 0
    assert answer.json == {
        "ok": True, "database": str(database), "database_id": answer.json["database_id"],
        "site": "Z9", "owner": "LI", "entry": 1,
    }  # fmt: skip
    assert bare("--db", database, "ask", "people", "--json").json[0]["code"] == "LI"
    told = bare("init", "--db", tmp_path / "o.db", "--name", "工坊", "--owner", "LI")
    assert told.out == f"Workshop 工坊 is ready: {tmp_path / 'o.db'}\n"
    for wrong in (["--site", "I0"], ["--owner", "l i"], ["--name", " "]):
        options = {"--name": "X", "--owner": "ANA", "--site": "01"} | {wrong[0]: wrong[1]}
        words = [word for pair in options.items() for word in pair]
        assert bare("--db", tmp_path / "wrong.db", "init", *words).status == 1


def test_what_is_no_workshop_is_not_opened(bare: Run, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("These are notes, and a few more of them." * 99)
    for database in (file, tmp_path, tmp_path / "none.db", "mysql://host/x"):
        answer = bare("--db", database, "ask", "workshop")
        assert answer.status == 1, database
        assert answer.err.count("\n") == 1
    assert file.read_text().startswith("These are notes")


def test_a_server_takes_the_place_of_the_file(bare: Run, postgres_url: str) -> None:
    assert bare("init", "--db", postgres_url, "--name", "Shop", "--owner", "ANA").status == 0
    for act in (["open_batch", "number=B1", "supplier=S"], ["receive", "batch=B1", "serial=A-1"]):
        assert bare("--db", postgres_url, "do", *act).status == 0
    (answer,) = bare("--db", postgres_url, "scan", "B1", stdin=b"a 1\n").lines
    assert (answer["result"], answer["tag"]) == ("duplicate", "C01000001Z")
    again = bare("init", "--db", postgres_url, "--name", "Shop", "--owner", "ANA")
    assert (again.status, again.err.count("\n")) == (1, 1)


def test_a_stop_by_hand_is_no_crash(bare: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_chosen: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "list_acts", stopped)
    answer = bare("acts")
    assert (answer.status, answer.err) == (1, "workshop: Stopped.\n")


# Answers for people


def test_answers_as_tables(run: Run) -> None:
    assert run("ask", "pieces").out == "Nothing found.\n"
    tag = json.loads(run("do", "receive", "batch=B1", "serial=A-1", "note=two\nlines").out)["tag"]
    rows = run("ask", "pieces").out.splitlines()
    assert rows[0].split()[:4] == ["tag", "kind", "state", "model"]
    assert rows[1].split()[:3] == [tag, "card", "received"]
    assert "two lines" in rows[1]
    passport = run("ask", "passport", tag).out
    assert "\nidentifiers\nkind    value" in passport
    assert "history" in passport
    assert run("ask", "newest").out.strip().isdigit()
    people = run("ask", "people").out.splitlines()
    (li,) = [line for line in people if "李伟" in line]
    assert li.index("technician") == people[0].index("role") - 2  # each of the two is two wide
    assert "tables" in run("ask", "touched_since", "1").out
    assert run("ask", "undoable", "person=LI").out == "Nothing found.\n"
    assert run("ask", "undoable", "person=LI", "--json").out == "null\n"
