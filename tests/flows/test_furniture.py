"""Furniture settles: the same whatever the order, batches and kills; it comes back; what is shown follows."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bench.copies_store import new_store
from bench.furniture import score, store_articles
from bench.furniture_corpus import corpus
from db import clusters, furniture
from db.connection import open_store, transaction
from db.migrations import apply
from db.schema import MAIN
from extractors.records import Reason, RemovedBlock
from flows import cli
from flows.settling import resettle
from tests import warm
from tests.flows.corpus import article, write_jsonl
from tests.flows.furnished_store import Document, FurnishedStore

HEAD, PROMO, COLUMN = "Listen to the Harbour Post", "Support the Harbour Post today", "Letters from the garden"
MENU = RemovedBlock(Reason.NAVIGATION, "stands in a menu", 2, "Politics\nCulture")


def outlet(source: str, number: int, *, column: bool = False) -> Document:
    """Return article `number` of a source: its own text, and around it what stands around all of them."""
    first, rest = article(number).split("\n", 1)
    head = [f"{HEAD} of {source}"] + [COLUMN] * column
    return Document(
        source,
        f"https://{source}/{number}",
        "\n".join([*head, first, rest, f"{PROMO} at {source}", "© all rights"]),
        removed=(MENU,),
        title=headline(number),
    )


def headline(number: int) -> str:
    """Return the title of article `number`."""
    return f"The title of article number {number}"


def documents() -> list[Document]:
    """Return three outlets, a column, stories printed twice by one, texts that changed, and lists of headlines."""
    found = [
        outlet(f"outlet{at}.example", 100 * at + number, column=number % 7 == 0)
        for at in (1, 2, 3)
        for number in range(12)
    ]
    again = [
        replace(item, address=f"{item.address}-again", text=item.text.replace("winter", "cold")) for item in found[:4]
    ]
    changed = [
        replace(item, text=f"{item.text}\nCorrected later.", captured_at="2026-05-01T00:00:00Z", removed=())
        for item in found[12:15]
    ]
    teasing = [
        replace(
            item, address=f"{item.address}-list", text=f"{article(900 + at)}\n{headline(100 + at)}\n{headline(102)}"
        )
        for at, item in enumerate(found[:6])
    ]
    return [*found, *again, *changed, *teasing]


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[object, ...]]]:
    settled = FurnishedStore(tmp_path_factory.mktemp("expected") / "news.db")
    settled.add(documents())
    settled.settle()
    return settled.state()


@pytest.fixture
def furnished(tmp_path: Path) -> FurnishedStore:
    return FurnishedStore(tmp_path / "news.db")


def test_it_is_taken_out_in_place(furnished: FurnishedStore) -> None:
    furnished.add([outlet("daily", number) for number in range(6)])
    furnished.settle()
    assert furnished.texts() == {f"https://daily/{number}": article(number) for number in range(6)}
    blocks = furnished.rows(
        "SELECT position, reason, removed_texts.text FROM removed_blocks"
        " JOIN removed_texts ON removed_texts.id = removed_blocks.text WHERE version = 1 ORDER BY ordinal"
    )
    assert blocks == [
        (0, "repeated", f"{HEAD} of daily"),
        (1, "navigation", "Politics\nCulture"),
        (5, "repeated", f"{PROMO} at daily"),
        (5, "repeated", "© all rights"),
    ]
    assert furnished.rows("SELECT words < base_words, LENGTH(text) < LENGTH(base_text) FROM versions LIMIT 1") == [
        (1, 1)
    ]
    assert furnished.rows("SELECT line, stories, share, taken FROM furniture_lines ORDER BY 1 LIMIT 1") == [
        (f"{HEAD} of daily", 6, 1.0, "everywhere")
    ]


def test_what_was_stored_before_it_was_known_loses_it_too(furnished: FurnishedStore) -> None:
    furnished.add([outlet("daily", number) for number in range(5)])
    furnished.settle()
    assert all(PROMO in text for text in furnished.texts().values())
    last = furnished.rows("SELECT MAX(id) FROM settlements")
    furnished.add([outlet("daily", 5)])
    furnished.settle()
    assert not any(PROMO in text for text in furnished.texts().values())
    changed = furnished.rows("SELECT COUNT(*) FROM articles WHERE changed = (SELECT MAX(id) FROM settlements)")
    assert (changed, last) == ([(6,)], [(1,)])


@pytest.mark.parametrize("batch", [1, 7, 500])
@pytest.mark.parametrize("seed", range(3))
def test_the_order_and_the_batches_change_nothing(
    furnished: FurnishedStore, expected: dict[str, list[tuple[object, ...]]], seed: int, batch: int
) -> None:
    shuffled = documents()
    random.Random(seed).shuffle(shuffled)
    for start in range(0, len(shuffled), batch):
        furnished.add(shuffled[start : start + batch])
        if batch > 1 or start % 5 == 0:
            furnished.settle()
    furnished.settle()
    assert furnished.state() == expected
    assert any(reason == "repeated" for *_, reason, _, _ in expected["removed"])
    assert expected["unsettled"] == []


def test_settling_again_and_from_nothing_changes_nothing(
    furnished: FurnishedStore, expected: dict[str, list[tuple[object, ...]]]
) -> None:
    furnished.add(documents())
    furnished.settle()
    assert furnished.settle() is None
    assert resettle(furnished.connection, 1, "later").settlement is None
    assert furnished.state() == expected


def test_what_is_no_furniture_any_more_comes_back(furnished: FurnishedStore) -> None:
    furnished.add([outlet("daily", number) for number in range(6)])
    furnished.settle()
    taken = furnished.state()
    one, other, *_ = [str(identity) for (identity,) in furnished.rows("SELECT id FROM articles ORDER BY id")]
    with transaction(furnished.connection):
        clusters.store_verdict(furnished.connection, one, other, "same-story", "a person", "now")
    furnished.settle()
    back = {outlet("daily", number).address: outlet("daily", number).text for number in range(6)}
    assert furnished.texts() == back
    assert furnished.rows("SELECT DISTINCT reason, position FROM removed_blocks") == [("navigation", 2)]
    assert furnished.rows("SELECT COUNT(*) FROM versions WHERE base_text IS NOT NULL OR base_words IS NOT NULL") == [
        (0,)
    ]
    with transaction(furnished.connection):
        verdict = clusters.verdicts_of_pair(furnished.connection, one, other)[0].id
        clusters.withdraw_verdicts(furnished.connection, [verdict], "Ada", "later")
    furnished.settle()
    assert furnished.state() == taken


def test_a_share_that_falls_brings_a_line_back(furnished: FurnishedStore) -> None:
    furnished.add([outlet("daily", number) for number in range(6)])
    plain = [Document("daily", f"https://daily/p{number}", article(1000 + number)) for number in range(64)]
    furnished.add(plain[:63])
    furnished.settle()
    assert furnished.rows("SELECT taken FROM furniture_lines") == [("at the end and between paragraphs",)] * 3
    assert furnished.texts()["https://daily/0"] == f"{HEAD} of daily\n{article(0)}"
    furnished.add(plain[63:])
    furnished.settle()
    assert furnished.rows("SELECT * FROM furniture_lines") == []
    assert furnished.texts()["https://daily/0"] == outlet("daily", 0).text


def test_copies_and_versions_of_one_story_count_once(furnished: FurnishedStore) -> None:
    copies = [Document("daily", f"https://daily/copy{number}", outlet("daily", 1).text) for number in range(10)]
    versions = [
        Document("daily", "https://daily/live", f"{outlet('daily', 2).text}\nMinute {number}") for number in range(10)
    ]
    furnished.add([*copies, *versions])
    furnished.settle()
    assert furnished.rows("SELECT COUNT(*) FROM versions") == [(20,)]
    assert furnished.rows("SELECT * FROM furniture_lines") == []


def test_headlines_of_other_articles_go_and_a_title_of_ones_own_stays(furnished: FurnishedStore) -> None:
    teaser, column = "Ferry strike ends after nine days", "Letters from readers of the Post"
    titles = {1: "Harbour wall rises by a metre", 2: teaser, 3: column, 4: column}
    listing = Document("daily", "https://daily/1", f"{article(1)}\n{teaser}\n{column}", title=titles[1])
    others = [
        Document("daily", f"https://daily/{number}", f"{titles[number]}\n{article(number)}", title=titles[number])
        for number in (2, 3, 4)
    ]
    elsewhere = Document("weekly", "https://weekly/1", f"{article(5)}\n{teaser}", title="Another paper's own")
    furnished.add([listing, elsewhere])
    furnished.settle()
    assert furnished.texts()[listing.address] == listing.text  # nothing is known of the others yet
    furnished.add(others)
    furnished.settle()
    texts = furnished.texts()
    assert texts.pop(listing.address) == article(1)
    assert texts == {item.address: item.text for item in (*others, elsewhere)}
    details = furnished.rows("SELECT detail, position FROM removed_blocks WHERE reason = 'repeated'")
    assert details == [("the headline of another article of the source", 5)] * 2


def test_a_run_looks_at_what_is_new(furnished: FurnishedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    furnished.add([outlet("daily", number) for number in range(20)])
    furnished.settle()
    looked_at: list[int] = []
    original = furniture.read_versions

    def counting(connection: sqlite3.Connection, versions: Iterable[int]) -> Iterator[furniture.KnownVersion]:
        for version in versions:
            looked_at.append(version)
            yield from original(connection, [version])

    monkeypatch.setattr(furniture, "read_versions", counting)
    furnished.add([outlet("daily", 20)])
    furnished.settle()
    assert set(looked_at) == {21}
    assert furnished.texts()["https://daily/20"] == article(20)


def test_search_follows_the_text(furnished: FurnishedStore) -> None:
    def found(word: str) -> int:
        return len(furnished.rows(f"SELECT rowid FROM article_search WHERE article_search MATCH '{word}'"))  # noqa: S608

    furnished.add([outlet("daily", number) for number in range(5)])
    furnished.settle()
    assert found("support") == 5
    furnished.add([outlet("daily", 5)])
    furnished.settle()
    assert found("support") == 0
    assert found(article(3).split()[0]) > 0
    furnished.connection.execute("INSERT INTO article_search (article_search) VALUES ('integrity-check')")


@pytest.mark.parametrize("seed", range(4))
def test_killed_while_settling_the_next_run_settles_the_same(
    tmp_path: Path, expected: dict[str, list[tuple[object, ...]]], seed: int
) -> None:
    path = tmp_path / "news.db"
    first = FurnishedStore(path)
    first.add(documents()[:20])
    first.settle()
    first.add(documents()[20:])
    first.connection.close()
    code, printed = warm.run("tests.flows.furnished_store", path, seed)
    assert code == -signal.SIGKILL, printed
    again = FurnishedStore(path)
    assert again.rows("SELECT COUNT(*) FROM settlements") == [(1,)]
    again.settle()
    assert again.state() == expected


def test_a_store_of_an_older_program_is_counted_from_the_next_run_on(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    older = sqlite3.connect(path, isolation_level=None)
    apply(older, {name: script for name, script in MAIN.items() if name < "0003"})
    older.execute("INSERT INTO runs (id, command, state, started) VALUES (1, 'test', 'done', '')")
    older.execute("INSERT INTO recipes VALUES ('recipe', '{}')")
    older.execute("INSERT INTO sources (id, name) VALUES (1, 'daily')")
    for number in range(6):
        older.execute(f"INSERT INTO articles (id, source, address, run) VALUES ('{number}', 1, '{number}', 1)")  # noqa: S608
        older.execute(
            "INSERT INTO versions (article, digest, origins, words, recipe, run, text)"
            " VALUES (?, '', '{}', 9, 'recipe', 1, ?)",
            [number, outlet("daily", number).text],
        )
        older.execute("INSERT INTO unsettled VALUES (?)", [str(number)])
    older.close()
    assert len(open_store(path).execute("SELECT * FROM unsettled_versions").fetchall()) == 6
    upgraded = FurnishedStore(path)
    upgraded.settle()
    assert upgraded.texts() == {str(number): article(number) for number in range(6)}


def test_html_and_text_lose_it_alike_and_commands_show_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = "The Harbour Post is printed on paper from the mill by the river"
    records = []
    for number in range(8):
        paragraphs = [*article(number).split("\n"), line]
        kind, body = ("text", "\n".join(paragraphs)) if number % 2 else ("html", _page(number, paragraphs))
        records.append({"url": f"https://daily.example/{number}", "source": "daily", kind: body})
    dump = write_jsonl(tmp_path / "daily.jsonl", [json.dumps(record) for record in records])
    places = ["--db", str(tmp_path / "news.db"), "--seeds", str(tmp_path)]
    assert cli.run(["ingest", str(dump), "--direct", "--workers", "1", *places]) == 0
    assert "repeated" in capsys.readouterr().out
    assert cli.run(["export", "--all", *places]) == 0
    exported = [json.loads(row) for row in capsys.readouterr().out.splitlines() if row.startswith("{")]
    texts = [row["text"] for row in exported if "text" in row]
    assert len(texts) == 8
    assert not any(line in text for text in texts)
    for row in exported[:2]:
        assert cli.run(["explain", row["id"], *places]) == 0
        assert "repeated: stands in 8 stories of daily" in capsys.readouterr().out
    assert cli.run(["status", *places]) == 0
    assert "repeated" in capsys.readouterr().out


def _page(number: int, paragraphs: list[str]) -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html><head><title>Number {number}</title></head><body><article><h1>Number {number}</h1>{body}</article>"


def test_on_the_invented_corpus_traps_stay_and_furniture_goes(tmp_path: Path) -> None:
    articles = corpus(seed=3, sources=8)
    connection = new_store(tmp_path / "invented.db")
    store_articles(connection, articles)
    found = score(connection, articles)
    shares = {kind: found.taken[kind] / there for kind, there in found.there.items()}
    assert found.precision >= 0.985
    assert found.recall >= 0.95
    assert found.body == 0
    assert max(shares[kind] for kind in ("column", "serial", "results", "heading", "weather")) <= 0.1
