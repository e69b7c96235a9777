"""`wiresift recluster`: after an ingest it changes nothing; what was changed by hand it puts right and can explain."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows import cli, linking
from tests.flows.judged_store import JudgedStore
from tests.flows.stores import contents

ORIGINAL, COPY = "https://outlet0.example/news/3", "https://copier.example/3"
ALONE = "https://outlet1.example/news/4"

TAMPERING = {
    "a copy alone in a story that is another's": (
        "UPDATE articles SET cluster = (SELECT cluster FROM articles WHERE address = '{alone}')"
        " WHERE address = '{copy}'"
    ),
    "an original in another's story": (
        "UPDATE articles SET cluster = (SELECT cluster FROM articles WHERE address = '{alone}')"
        " WHERE address = '{original}'"
    ),
    "all in one": "UPDATE articles SET cluster = 1",
    "in none": "UPDATE articles SET cluster = NULL",
    "another shown first": (
        "UPDATE clusters SET canonical = COALESCE("
        "(SELECT id FROM articles WHERE cluster = clusters.id AND id <> clusters.canonical), canonical)"
    ),
}


@pytest.fixture
def store(corpus_store: Path) -> JudgedStore:
    return JudgedStore(corpus_store)


def recluster(store: JudgedStore, *more: str) -> int:
    return cli.run(["recluster", *more, "--db", str(store.database)])


def stories(store: JudgedStore) -> list[tuple[object, ...]]:
    return store.rows("SELECT id, cluster FROM articles ORDER BY id")


def test_after_an_ingest_nothing_changes(store: JudgedStore, capsys: pytest.CaptureFixture[str]) -> None:
    before, ids = contents(store.database), stories(store)
    assert recluster(store, "--explain") == 0
    assert capsys.readouterr().out == "0 articles moved to another story.\n"
    assert contents(store.database) == before  # no settlement was numbered either
    assert stories(store) == ids
    assert store.rows("SELECT command, state FROM runs ORDER BY id DESC LIMIT 1") == [("recluster", "done")]


@pytest.mark.parametrize("tampering", TAMPERING.values(), ids=TAMPERING.keys())
def test_what_was_tampered_with_is_put_right(store: JudgedStore, tampering: str) -> None:
    partition, ids = store.partition(), stories(store)
    clusters = store.rows("SELECT * FROM clusters ORDER BY id")
    statement = tampering.format(original=ORIGINAL, copy=COPY, alone=ALONE)
    store.write(lambda connection: connection.execute(statement))
    assert (stories(store), store.partition()) != (ids, partition)
    last = store.rows("SELECT MAX(id) FROM settlements")[0][0]
    assert recluster(store) == 0
    assert store.partition() == partition
    assert stories(store) == ids
    assert store.rows("SELECT * FROM clusters ORDER BY id") == clusters
    assert store.rows("SELECT MAX(id) FROM settlements") == [(last + 1,)]
    assert store.rows("SELECT COUNT(*) > 0 FROM articles WHERE changed = (SELECT MAX(id) FROM settlements)") == [(1,)]


def test_a_move_is_explained(store: JudgedStore, capsys: pytest.CaptureFixture[str]) -> None:
    canonicals = {canonical for (canonical,) in store.rows("SELECT canonical FROM clusters")}
    (copy,) = (address for address in (ORIGINAL, COPY) if store.id_of(address) not in canonicals)
    home, elsewhere = store.cluster_of(copy), store.cluster_of(ALONE)
    identity, source = store.id_of(copy), copy.split("/")[2]
    store.write(
        lambda connection: connection.execute("UPDATE articles SET cluster = ? WHERE id = ?", [elsewhere, identity])
    )
    assert recluster(store, "--explain") == 0
    assert capsys.readouterr().out == (
        "1 article moved to another story.\n"
        f"  from story {elsewhere} to story {home}: {identity}  {source}  Article number 3\n"
    )


def test_another_article_shown_first_is_told(store: JudgedStore, capsys: pytest.CaptureFixture[str]) -> None:
    store.write(lambda connection: connection.execute(TAMPERING["another shown first"]))
    assert recluster(store) == 0
    assert capsys.readouterr().out == (
        "0 articles moved to another story.\n"
        "10 articles more changed: the story has another article that is shown first.\n"
    )


def test_a_failure_leaves_the_store_as_it_was(
    store: JudgedStore, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    store.write(lambda connection: connection.execute("UPDATE articles SET cluster = 1"))
    before = contents(store.database)
    monkeypatch.setattr(linking, "settle_clusters", refused)
    assert recluster(store) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert contents(store.database) == before
    assert store.rows("SELECT state FROM runs ORDER BY id DESC LIMIT 1") == [("failed",)]


def test_a_missing_store_is_not_made(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere.db"
    assert cli.run(["recluster", "--db", str(missing)]) == 1
    assert list(tmp_path.iterdir()) == []


def test_the_source_that_is_preferred_now_is_shown_first(store: JudgedStore, tmp_path: Path) -> None:
    def shown_first() -> list[tuple[object, ...]]:
        return store.rows(f"SELECT address FROM current_articles WHERE canonical AND cluster = {story}")  # noqa: S608

    ((story,),) = store.rows(f"SELECT cluster FROM articles WHERE address = '{COPY}'")  # noqa: S608
    assert shown_first() == [(COPY,)]
    (tmp_path / "settings.toml").write_text('[copies]\nprefer = ["outlet0.example"]\n')
    assert recluster(store, "--seeds", str(tmp_path)) == 0
    assert shown_first() == [(ORIGINAL,)]
