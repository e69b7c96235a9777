"""Extracting again after a rule has changed: what is told, what is stored, and that it can be killed and repeated."""

from __future__ import annotations

import ast
import json
import shutil
import signal
from pathlib import Path

import pytest

from db.connection import StoreError, archive_path
from flows import cli
from flows.present_reextract import reextract_lines
from flows.reextract_report import LARGEST, Change, Kind, Tally, compare_texts
from tests import warm
from tests.flows.reextract_store import EMPTYING_RULE, NOTE, PAGES, RULE, SOURCE, ReextractStore
from tests.flows.stores import contents


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = ReextractStore(tmp_path_factory.mktemp("filled"))
    store.fill()
    return store.folder


@pytest.fixture
def store(filled: Path, tmp_path: Path) -> ReextractStore:
    return ReextractStore(Path(shutil.copytree(filled, tmp_path / "store")))


def counts(captures: dict[str, int]) -> dict[str, int]:
    return {kind: number for kind, number in captures.items() if number}


def test_with_the_same_recipe_there_is_nothing_to_do(store: ReextractStore) -> None:
    before = store.files()
    report = store.reextract()
    assert (report.chosen, report.run) == (0, None)
    assert list(reextract_lines(report, 80)) == ["Nothing to do: everything was made with today's recipe."]
    assert store.files() == before


def test_a_dry_run_tells_and_writes_nothing(store: ReextractStore) -> None:
    store.rule(RULE)
    before = store.files()
    report = store.reextract(dry_run=True)
    assert store.files() == before
    assert (report.dry_run, report.chosen, report.left, report.articles_changed) == (True, PAGES + 3, 0, PAGES)
    assert counts(report.captures) == {"same": 1, "text": PAGES + 1, "still-failed": 1}
    assert (report.words_gained, report.words_lost) == (0, PAGES * len(f"{NOTE} Crossing 1.".split()))
    assert len(report.largest) == PAGES  # two captures of one address gave one text: that is one change
    assert [change.lost for change in report.largest[:1]] == [(f"{NOTE} Crossing 0.",)]


def test_for_real_the_texts_are_new_versions_and_the_old_stay(store: ReextractStore) -> None:
    before = dict(store.rows("SELECT address, text FROM current_articles"))
    ids = store.rows("SELECT id, address FROM articles ORDER BY id")
    store.rule(RULE)
    report = store.reextract()
    assert report.articles_changed == PAGES
    assert store.rows("SELECT id, address FROM articles ORDER BY id") == ids
    noted = f"https://{SOURCE}/3"
    assert store.texts()[noted] == before[noted].replace(f"\n{NOTE} Crossing 3.", "")
    superseded = (
        "SELECT address, text FROM versions JOIN articles ON articles.id = article WHERE superseded_by = newest"
    )
    assert dict(store.rows(superseded))[noted] == before[noted]
    assert store.rows("SELECT COUNT(*) FROM versions WHERE superseded_by IS NOT NULL") == [(PAGES,)]
    assert store.rows("SELECT COUNT(*) FROM removed_blocks WHERE reason = 'rule'") == [(PAGES,)]
    assert store.rows("SELECT command, state, read, new_versions FROM runs ORDER BY id DESC LIMIT 1") == [
        ("reextract", "done", PAGES + 3, PAGES)
    ]
    assert store.rows("SELECT COUNT(*) FROM article_search WHERE article_search MATCH 'strait'") == [(1,)]


def test_signatures_links_and_stories_follow(store: ReextractStore) -> None:
    def together() -> bool:
        stories = dict(store.rows("SELECT address, cluster FROM articles"))
        return bool(stories[f"https://{SOURCE}/1"] == stories["https://other.example/1"])

    assert together()
    store.rule(RULE)
    store.reextract()
    assert together()
    relations = dict(store.rows("SELECT address, relation FROM links JOIN articles ON articles.newest = links.b"))
    assert relations[f"https://{SOURCE}/1"] == "near-copy"
    assert store.rows("SELECT COUNT(*) FROM versions WHERE id NOT IN (SELECT version FROM signatures)") == [(0,)]


def test_twice_is_once(store: ReextractStore) -> None:
    store.rule(RULE)
    store.reextract()
    settled = contents(store.database)
    assert store.reextract().chosen == 0
    assert contents(store.database) == settled


def test_a_rule_that_is_taken_back_shows_the_old_version_again(store: ReextractStore) -> None:
    texts = store.texts()
    store.rule(RULE)
    store.reextract()
    assert store.texts() != texts
    store.rule(None)
    report = store.reextract()
    assert counts(report.captures) == {"same": 1, "text": PAGES + 1, "still-failed": 1}
    assert store.texts() == texts
    assert store.rows("SELECT COUNT(*) FROM versions WHERE superseded_by IS NULL") == [(PAGES + 2,)]
    assert store.rows("SELECT COUNT(*) FROM versions") == [(2 * PAGES + 2,)]


def test_articles_that_become_failures_are_told_and_can_come_back(store: ReextractStore) -> None:
    texts, partition = store.texts(), contents(store.database)["partition"]
    store.rule(EMPTYING_RULE)
    lost = store.reextract()
    assert counts(lost.captures) == {"failed": PAGES + 2, "still-failed": 1}
    assert [captures for _, captures in lost.failures] == [PAGES + 2]
    assert set(store.texts()) == {"https://other.example/1"}
    assert store.rows("SELECT COUNT(*) FROM versions WHERE superseded_by = id") == [(PAGES + 1,)]
    assert store.rows("SELECT COUNT(*) FROM clusters") == [(1,)]
    assert store.rows("SELECT COUNT(*) FROM failures WHERE capture IS NOT NULL") == [(PAGES + 3,)]
    store.rule(None)
    found = store.reextract()
    assert counts(found.captures) == {"found": PAGES + 2, "still-failed": 1}
    assert store.texts() == texts
    assert contents(store.database)["partition"] == partition


def test_only_some_of_them(store: ReextractStore) -> None:
    store.rule(RULE)
    assert store.reextract(source="other.example").chosen == 0
    assert store.reextract(since="2026-03-04T00:00:00Z", dry_run=True).chosen == PAGES - 3
    with pytest.raises(StoreError, match="no source is called 'nowhere'"):
        store.reextract(source="nowhere")
    first = store.reextract(source=SOURCE, limit=4)
    assert (first.chosen, first.left) == (PAGES + 3, PAGES - 1)
    assert store.rows("SELECT COUNT(*) FROM unextracted") == [(PAGES - 1,)]
    rest = store.reextract()
    assert (rest.chosen, rest.left) == (PAGES - 1, 0)
    assert store.reextract().chosen == 0


def test_a_limited_run_and_the_rest_end_where_one_run_does(store: ReextractStore, tmp_path: Path) -> None:
    whole = ReextractStore(Path(shutil.copytree(store.folder, tmp_path / "whole")))
    for one in (store, whole):
        one.rule(RULE)
    while store.reextract(limit=5).left:
        pass
    whole.reextract()
    assert store.texts() == whole.texts()
    for table in ("captures", "versions", "failures", "links", "partition", "searchable", "lines", "furniture"):
        assert contents(store.database)[table] == contents(whole.database)[table], table


def test_without_an_archive_the_dump_is_read_again(tmp_path: Path) -> None:
    store = ReextractStore(tmp_path)
    store.fill(archive=False)
    store.rule(RULE)
    assert store.reextract(dry_run=True).articles_changed == PAGES
    (tmp_path / "dump.jsonl").unlink()
    report = store.reextract()
    assert counts(report.captures) == {"gone": PAGES + 3}
    assert store.rows("SELECT COUNT(*) FROM versions WHERE superseded_by IS NOT NULL") == [(0,)]


def test_furniture_that_was_taken_out_stays_out(tmp_path: Path) -> None:
    store = ReextractStore(tmp_path)
    store.fill()
    before = store.texts()
    assert not any(NOTE in text.split("\n") for text in before.values())
    store.rule(f'name = "{SOURCE}"\nlanguage = "en"\n[[rules]]\nauthors = "h1"\n')
    report = store.reextract()
    assert counts(report.captures) == {"fields": PAGES + 1, "same": 1, "still-failed": 1}
    assert store.texts() == before
    assert store.rows("SELECT DISTINCT superseded_by FROM versions") == [(None,)]
    assert "Crossing" in str(store.rows("SELECT authors FROM current_articles LIMIT 1"))


def test_titles_that_change_are_counted_as_if_they_had_never_been_others(store: ReextractStore) -> None:
    lines = contents(store.database)["lines"]
    store.rule(f'name = "{SOURCE}"\n[[rules]]\ntitle = ".note"\n')
    assert store.reextract().captures["fields"] == PAGES
    counted = contents(store.database)
    assert ("Crossing 0", 1) not in store.rows("SELECT title, 1 FROM versions")
    assert cli.run(["recluster", "--db", str(store.database), "--seeds", str(store.seeds)]) == 0
    assert contents(store.database) == counted
    store.rule(None)
    store.reextract()
    assert contents(store.database)["lines"] == lines


@pytest.fixture(scope="module")
def undisturbed(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, object], dict[str, int]]:
    store = ReextractStore(Path(shutil.copytree(filled, tmp_path_factory.mktemp("undisturbed") / "store")))
    store.rule(RULE)
    code, printed = run(store)
    assert code == 0, printed
    return dict(contents(store.database)), ast.literal_eval(printed)


def run(store: ReextractStore, point: str = "never", turn: int = 0) -> tuple[int, str]:
    return warm.run("tests.flows.reextract_store", store.folder, point, turn)


@pytest.mark.parametrize("point", ["after take", "before store", "before settle"])
def test_killed_in_the_middle_the_next_run_goes_on(
    store: ReextractStore, undisturbed: tuple[dict[str, object], dict[str, int]], point: str
) -> None:
    expected, commits = undisturbed
    store.rule(RULE)
    code, printed = run(store, point, (commits[point.split()[1]] + 1) // 2)
    assert code == -signal.SIGKILL, printed
    report = store.reextract()
    assert report.chosen > 0 or point == "before settle"
    assert dict(contents(store.database)) == expected


def test_the_command(store: ReextractStore, capsys: pytest.CaptureFixture[str]) -> None:
    store.rule(RULE)
    places = ["--db", str(store.database), "--seeds", str(store.seeds)]
    assert cli.run(["reextract", "--dry-run", "--source", SOURCE, "--workers", "1", *places]) == 0
    told = capsys.readouterr().out
    assert told.startswith("dry run, nothing was written: 9 captures of another recipe")
    assert f"another text          7  ({PAGES} articles; words: 0 gained," in told
    assert f"    - {NOTE} Crossing 5." in told
    assert cli.run(["reextract", "--json", "--workers", "1", *places]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["dry_run"], data["captures"]["text"], data["run"]) == (False, 7, 2)
    changed = data["largest"][0]["article"]
    assert cli.run(["explain", changed, *places]) == 0
    assert "superseded by version" in capsys.readouterr().out
    assert cli.run(["export", "--all", *places]) == 0
    assert capsys.readouterr().out.count(f'"id":"{changed}"'.replace(":", ": ")) <= 1
    assert cli.run(["reextract", "--db", str(archive_path(store.database))]) == 1


def test_words_are_counted_wherever_they_stand() -> None:
    gained, lost, new, old = compare_texts("one two\nthree\nfour", "four\none two\nfive six")
    assert (gained, lost, new, old) == (2, 1, ("five six",), ("three",))
    assert compare_texts("a b", "b a")[:2] == (0, 0)


def test_a_report_keeps_the_largest() -> None:
    tally = Tally()
    for size in range(3 * LARGEST):
        tally.add(Change(Kind.TEXT, f"a{size}", SOURCE, None, "", size, 0, 0, lost_in_turn(size)))
    largest = tally.largest()
    assert len(largest) == LARGEST
    assert [change.size for change in largest[:2]] == [3 * LARGEST - 1, 3 * LARGEST - 2]
    assert len(tally.changed) == 3 * LARGEST


def lost_in_turn(number: int) -> int:
    """Return every number below 300 once, in another order."""
    return number * 7 % (3 * LARGEST)
