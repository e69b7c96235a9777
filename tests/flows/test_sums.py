"""The sums of what each source has brought stay right through everything that can happen to a store."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from db.connection import open_reader
from flows import cli
from tests.db.sums import counted_sums, kept_sums
from tests.flows.judged_store import JudgedStore
from tests.flows.reextract_store import EMPTYING_RULE, RULE, ReextractStore

ORIGINAL, COPY, OTHER = "https://outlet0.example/news/3", "https://copier.example/3", "https://outlet1.example/news/4"


def assert_right(database: Path) -> int:
    """Return how many copies the sums know."""
    with closing(open_reader(database)) as store:
        kept = kept_sums(store)
        assert kept == counted_sums(store)
        return int(store.execute("SELECT SUM(copies) FROM source_figures").fetchone()[0])


def test_verdicts_their_withdrawal_and_reclustering(corpus_store: Path) -> None:
    store = JudgedStore(corpus_store)
    copies = assert_right(corpus_store)
    for a, b, verdict, change in ((ORIGINAL, COPY, "not-a-copy", -1), (ORIGINAL, OTHER, "same-story", 1)):
        given = ["verdict", store.id_of(a), store.id_of(b), verdict, "--db", str(corpus_store)]
        assert cli.run(given) == 0
        assert assert_right(corpus_store) == copies + change
        assert cli.run([*given, "--withdraw"]) == 0
        assert assert_right(corpus_store) == copies
    store.write(lambda connection: connection.execute("UPDATE articles SET cluster = 1 WHERE cluster IS NOT NULL"))
    assert cli.run(["recluster", "--db", str(corpus_store), "--seeds", str(corpus_store.parent)]) == 0
    assert assert_right(corpus_store) == copies


def test_extracting_again(tmp_path: Path) -> None:
    store = ReextractStore(tmp_path)
    store.fill()
    assert_right(store.database)
    assert store.rows("SELECT COUNT(*) FROM cut_figures WHERE characters > 0") != [(0,)]
    for rule in (RULE, EMPTYING_RULE, None):
        store.rule(rule)
        store.reextract()
        assert_right(store.database)
