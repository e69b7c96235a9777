"""`wiresift verdict`: it takes effect at once, the latest that stands holds, it outlives every run, and goes back."""

from __future__ import annotations

import getpass
from dataclasses import replace
from pathlib import Path

import pytest

from flows import cli
from flows.linking import recluster
from flows.pipeline import IngestOptions, ingest
from flows.progress import Silent
from tests.flows.judged_store import JudgedStore


@pytest.fixture
def store(corpus_store: Path) -> JudgedStore:
    return JudgedStore(corpus_store)


ORIGINAL, COPY = "https://outlet0.example/news/3", "https://copier.example/3"
OTHER = "https://outlet1.example/news/4"


class Desk:
    """Gives verdicts on the store's articles, which are named by their addresses."""

    def __init__(self, store: JudgedStore, capsys: pytest.CaptureFixture[str]) -> None:
        self.store = store
        self._capsys = capsys
        self.out = ""
        self.err = ""

    def give(self, a: str, b: str, *more: str) -> int:
        arguments = ["verdict", self.store.id_of(a), self.store.id_of(b), *more]
        return self.run(*arguments)

    def run(self, *arguments: str) -> int:
        code = cli.run([*arguments, "--db", str(self.store.database)])
        self.out, self.err = self._capsys.readouterr()
        return code

    def together(self, a: str = ORIGINAL, b: str = COPY) -> bool:
        return self.store.cluster_of(a) == self.store.cluster_of(b)


@pytest.fixture
def desk(store: JudgedStore, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(store, capsys)


def test_not_a_copy_parts_at_once_and_marks_what_changed(desk: Desk) -> None:
    assert desk.together()
    assert desk.give(ORIGINAL, COPY, "not-a-copy", "--who", "Ada") == 0
    assert not desk.together()
    assert "Verdict that holds: not-a-copy." in desk.out
    assert "copier.example  Article number 3" in desk.out
    changed = desk.store.rows("SELECT id FROM articles WHERE changed = (SELECT MAX(id) FROM settlements)")
    canonicals = desk.store.rows("SELECT canonical FROM clusters")
    assert len(changed) == 1  # the one that was shown first keeps its story and its place in it
    assert changed[0] in canonicals
    assert desk.store.rows("SELECT command, state FROM runs ORDER BY id DESC LIMIT 1") == [("verdict", "done")]
    assert desk.store.rows("SELECT verdict, who, withdrawn FROM verdicts") == [("not-a-copy", "Ada", None)]


def test_same_story_joins_at_once_under_the_older_story(desk: Desk) -> None:
    older = min(desk.store.cluster_of(ORIGINAL), desk.store.cluster_of(OTHER))
    assert desk.give(ORIGINAL, OTHER, "same-story") == 0
    assert desk.store.cluster_of(ORIGINAL) == desk.store.cluster_of(OTHER) == desk.store.cluster_of(COPY) == older
    assert f"They are in story {older} now." in desk.out


def test_a_verdict_taken_back_leaves_the_store_as_it_was(desk: Desk) -> None:
    before = desk.store.partition()
    for verdict, other in (("not-a-copy", COPY), ("same-story", OTHER)):
        desk.give(ORIGINAL, other, verdict)
        assert desk.store.partition() != before
        assert desk.give(other, ORIGINAL, verdict, "--withdraw") == 0  # in whichever order
        assert desk.store.partition() == before
        assert "Verdict that holds: none." in desk.out
    assert desk.store.rows("SELECT COUNT(*) FROM verdicts WHERE withdrawn IS NOT NULL") == [(2,)]


def test_the_latest_verdict_that_stands_holds(desk: Desk) -> None:
    desk.give(ORIGINAL, COPY, "not-a-copy", "--who", "Ada")
    desk.give(COPY, ORIGINAL, "same-story", "--who", "Björn")
    assert desk.together()
    assert desk.give(ORIGINAL, COPY, "same-story", "--withdraw") == 0
    assert not desk.together()
    assert "Verdict that holds: not-a-copy." in desk.out


def test_it_outlives_another_ingest_and_reclustering(desk: Desk, ingested_corpus: IngestOptions) -> None:
    desk.give(ORIGINAL, COPY, "not-a-copy")
    desk.give(ORIGINAL, OTHER, "same-story")
    parted = desk.store.partition()
    summary = ingest(replace(ingested_corpus, database=desk.store.database), Silent())
    assert (summary.read, summary.new_captures) == (24, 0)
    assert desk.store.partition() == parted
    assert desk.store.write(recluster) == set()
    assert desk.store.partition() == parted


def test_only_the_verdict_of_the_one_named_is_taken_back(desk: Desk) -> None:
    desk.give(ORIGINAL, COPY, "not-a-copy", "--who", "Ada")
    desk.give(ORIGINAL, COPY, "not-a-copy", "--who", "Björn")
    assert desk.give(ORIGINAL, COPY, "not-a-copy", "--who", "Ada", "--withdraw") == 0
    assert "Nothing changed" in desk.out
    assert not desk.together()
    assert desk.store.rows("SELECT who FROM verdicts WHERE withdrawn IS NULL") == [("Björn",)]
    taken_back = "SELECT who, withdrawn_by FROM verdicts WHERE withdrawn IS NOT NULL"
    assert desk.store.rows(taken_back) == [("Ada", getpass.getuser())]


def test_a_same_story_that_another_verdict_forbids_says_so(desk: Desk) -> None:
    desk.give(COPY, OTHER, "not-a-copy")
    desk.give(ORIGINAL, OTHER, "same-story")
    desk.give(ORIGINAL, COPY, "same-story")
    assert not desk.together(COPY, OTHER)
    apart = next(other for other in (COPY, OTHER) if not desk.together(ORIGINAL, other))
    desk.give(ORIGINAL, apart, "same-story")
    assert "keeps them apart" in desk.out


def test_who_is_the_login_name_unless_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "grace")
    desk.give(ORIGINAL, COPY, "not-a-copy")
    assert desk.store.rows("SELECT who FROM verdicts") == [("grace",)]


def test_a_login_without_a_name_is_told_what_to_say(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert desk.give(ORIGINAL, COPY, "not-a-copy") == 2
    assert "--who NAME" in desk.err


@pytest.mark.parametrize(
    ("ids", "more", "message"),
    [
        (("zzz", "{original}"), ["not-a-copy"], "no article's id begins with 'zzz'"),
        (("{original}", "{shared}"), ["same-story"], "several articles' ids begin with"),
        (("{original}", "{original}"), ["same-story"], "both ids are of one article"),
        (("{original}", "{copy}"), ["not-a-copy", "--withdraw"], "nothing to withdraw"),
    ],
)
def test_a_mistake_costs_nothing_and_says_what_to_do(
    desk: Desk, ids: tuple[str, str], more: list[str], message: str
) -> None:
    names = {
        "original": desk.store.id_of(ORIGINAL),
        "copy": desk.store.id_of(COPY),
        "shared": desk.store.ambiguous_beginning(),
    }
    runs = desk.store.rows("SELECT COUNT(*) FROM runs")
    assert desk.run("verdict", *(one.format(**names) for one in ids), *more) == 1
    assert message in desk.err
    assert desk.out == ""
    assert desk.store.rows("SELECT COUNT(*) FROM runs") == runs
    assert desk.store.rows("SELECT * FROM verdicts") == []


def test_what_stands_is_told_when_something_else_is_taken_back(desk: Desk) -> None:
    desk.give(ORIGINAL, COPY, "not-a-copy", "--who", "Ada")
    assert desk.give(ORIGINAL, COPY, "same-story", "--withdraw") == 1
    assert "Standing: not-a-copy by Ada" in desk.err


@pytest.mark.parametrize(
    ("more", "message"), [(["maybe"], "'maybe'"), (["same-story", "--who", " "], "--who is empty"), ([], "same-story")]
)
def test_wrong_usage_is_told(desk: Desk, more: list[str], message: str) -> None:
    assert desk.give(ORIGINAL, COPY, *more) == 2
    assert message in desk.err


def test_a_missing_store_is_not_made(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere.db"
    assert cli.run(["verdict", "a", "b", "same-story", "--db", str(missing)]) == 1
    assert not missing.exists()
    assert not missing.with_name("nowhere.db.lock").exists()
