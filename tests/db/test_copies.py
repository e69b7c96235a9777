"""Copies in a store: what is found; order, batches and kills change nothing; ids are stable and verdicts hold."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from db import lists
from db.connection import transaction
from dedup.candidates import LIST_LENGTH
from dedup.records import Relation
from flows import linking
from flows.contents import Contents
from flows.linking import SchemeError, check_scheme, recluster
from tests.db.copies_store import Store, Texts
from tests.dedup.texts import Desk, excerpt, round_up


@pytest.fixture
def new_store(tmp_path: Path) -> Iterator[Callable[[], Store]]:
    opened: list[Store] = []

    def make() -> Store:
        opened.append(Store(tmp_path / f"{len(opened)}.db"))
        return opened[-1]

    yield make
    for store in opened:
        store.connection.close()


@pytest.fixture
def store(new_store: Callable[[], Store]) -> Store:
    return new_store()


def newsroom(stories: int = 12, copies: int = 3) -> Texts:
    """Stories with near-copies, cuts and identical reprints, round-ups of them, and forecasts by template."""
    desk = Desk(7)
    texts: Texts = {}
    originals = [desk.story(16) for _ in range(stories)]
    for number, story in enumerate(originals):
        texts[f"story{number}"] = story
        texts[f"same{number}"] = story.upper()
        texts[f"cut{number}"] = excerpt(story, 6)
        texts.update((f"copy{number}-{n}", desk.with_dateline(desk.light(story))) for n in range(copies))
    texts.update((f"round-up{n}", round_up(desk.random.sample(originals, 3))) for n in range(3))
    texts.update((f"forecast{n}", desk.forecast()) for n in range(LIST_LENGTH + 20))
    texts |= {"empty": "", "dashes": "— … —", "word": "Obituaries", "numbers": " ".join(map(str, range(50)))}
    return texts


def expected_newsroom(texts: Texts) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for article in texts:
        story = re.match(r"(?:story|same|cut|copy)(\d+)", article)
        groups.setdefault(story[1] if story else article, set()).add(article)
    return set(map(frozenset, groups.values()))


def test_every_relation_is_found(store: Store) -> None:
    texts = newsroom()
    store.store(texts)
    store.settle()
    assert store.clusters() == expected_newsroom(texts)
    relations = store.relations()
    assert relations[frozenset({"story1", "same1"})] == Relation.SAME_TEXT
    assert relations[frozenset({"story1", "copy1-0"})] == Relation.NEAR_COPY
    assert relations[frozenset({"story1", "cut1"})] == Relation.EXCERPT
    assert Relation.ROUND_UP in {relation for pair, relation in relations.items() if "round-up0" in pair}
    assert not any("forecast" in article for pair in relations for article in pair)


def test_links_show_scores_and_passages(store: Store) -> None:
    story = Desk().story()
    store.store({"whole": story, "part": excerpt(story, 4)})
    store.settle()
    row = store.connection.execute("SELECT relation, contained, containment, passages FROM links").fetchone()
    assert row[:3] == ("excerpt", 2, 1.0)
    assert story.split("\n")[0][:40] in row[3]


def settled(new_store: Callable[[], Store], texts: Texts, batch: int, settle_between: bool = False) -> Store:
    store = new_store()
    for start in range(0, len(texts), batch):
        store.store(dict(list(texts.items())[start : start + batch]), batch)
        if settle_between:
            store.settle()
            store.move_recent()
    store.settle()
    return store


def evidence(store: Store) -> Sequence[object]:
    tables = ("pairs", "stop_shingles", "round_ups")
    listed = [sorted(store.rows(table) + store.rows(f"recent_{table}")) for table in lists.TABLES]
    return [*(sorted(store.rows(table)) for table in tables), *listed]


def test_twenty_orders_and_three_batch_sizes_give_the_same(new_store: Callable[[], Store]) -> None:
    texts = newsroom(8, 2)
    first = settled(new_store, texts, 500)
    for seed in range(20):
        articles = list(texts)
        random.Random(seed).shuffle(articles)
        shuffled = {article: texts[article] for article in articles}
        store = settled(new_store, shuffled, (1, 7, 500)[seed % 3], settle_between=seed % 5 == 1)
        assert store.clusters() == first.clusters()
        assert store.canonicals() == first.canonicals()
        assert evidence(store) == evidence(first)


def test_reclustering_changes_nothing(store: Store) -> None:
    store.store(newsroom())
    store.settle()
    before = (store.clusters(), store.canonicals(), evidence(store), store.relations())
    with transaction(store.connection):
        assert recluster(store.connection) == set()
    assert (store.clusters(), store.canonicals(), evidence(store), store.relations()) == before


def test_reclustering_restores_what_was_decided_from_the_evidence(store: Store) -> None:
    store.store(newsroom(4, 1))
    store.settle()
    before = (store.clusters(), store.canonicals(), evidence(store), store.relations())
    with transaction(store.connection):
        store.connection.execute("UPDATE pairs SET relation = NULL, shared = 0")
        store.connection.execute("DELETE FROM links WHERE relation <> 'same-text'")
        store.connection.execute("DELETE FROM round_ups")
        store.connection.execute("UPDATE articles SET cluster = 1")
        assert recluster(store.connection)
    assert (store.clusters(), store.canonicals(), evidence(store), store.relations()) == before


def test_a_killed_batch_leaves_nothing_and_can_come_again(new_store: Callable[[], Store]) -> None:
    texts = newsroom(6, 2)
    half = dict(list(texts.items())[: len(texts) // 2])
    rest = {article: text for article, text in texts.items() if article not in half}
    store = new_store()
    store.store(half)
    store.connection.execute("BEGIN IMMEDIATE")
    store.add(rest)
    store.connection.rollback()  # what a kill leaves of an open transaction
    store.store(rest)
    store.settle()
    assert evidence(store) == evidence(settled(new_store, texts, 500))


def test_ten_thousand_identical_texts_cost_one_link_each(store: Store) -> None:
    story = Desk().story()
    store.store({f"article{number}": story for number in range(10_000)})
    store.settle()
    assert len(store.clusters()) == 1
    assert store.count("links") == 9_999
    assert store.count("pairs") == 0
    assert store.count("recent_postings") < 100


def test_a_story_in_a_thousand_papers_costs_a_few_links_each(store: Store) -> None:
    desk = Desk()
    story = desk.story(14)
    store.store({f"article{number}": desk.with_dateline(desk.light(story)) for number in range(1_000)})
    store.settle()
    assert len(store.clusters()) == 1
    assert store.count("links") < 6_000
    assert store.count("stop_shingles") == 0


def test_only_the_newest_version_counts(store: Store) -> None:
    """An address that shows another story every day chains nothing."""
    desk = Desk()
    monday, tuesday = desk.story(), desk.story()
    store.store({"live": monday, "monday": desk.light(monday), "tuesday": desk.light(tuesday)})
    store.settle()
    assert store.cluster_of("live") == store.cluster_of("monday")
    store.store({"live": tuesday})
    changed = store.settle()
    assert store.cluster_of("live") == store.cluster_of("tuesday") != store.cluster_of("monday")
    assert changed >= {"monday", "tuesday"}  # the id goes with the canonical, which is the live page


def test_when_clusters_merge_the_older_id_stays(store: Store) -> None:
    desk = Desk()
    first, second = desk.story(10), desk.story(10)
    store.store({"a": first, "b": second})
    store.settle()
    older = min(store.cluster_of("a"), store.cluster_of("b"))
    store.judge("a", "b", "same-story")
    assert store.settle() >= {"a", "b"} - store.canonicals()
    assert store.cluster_of("a") == store.cluster_of("b") == older
    assert store.count("clusters") == 1


def test_when_a_cluster_splits_the_part_with_the_canonical_keeps_the_id(store: Store) -> None:
    desk = Desk()
    story = desk.story()
    store.store({"first": story}, published_at="2026-01-01T00:00:00Z")
    store.store({"later": desk.light(story)}, published_at="2026-01-02T00:00:00Z")
    store.settle()
    before = store.cluster_of("first")
    store.judge("later", "first", "not-a-copy")
    assert store.settle() == {"later"}
    assert store.cluster_of("first") == before != store.cluster_of("later")
    assert store.canonicals() == {"first", "later"}


def test_ids_of_clusters_are_never_given_twice(store: Store) -> None:
    store.store({"a": Desk(1).story(), "b": Desk(2).story()})
    store.settle()
    gone = max(store.cluster_of("a"), store.cluster_of("b"))
    store.judge("a", "b", "same-story")
    store.settle()
    store.store({"c": Desk(3).story()})
    store.settle()
    assert store.cluster_of("c") > gone


def test_a_verdict_outlives_recomputation_and_can_be_taken_back(store: Store) -> None:
    desk = Desk()
    story = desk.story()
    store.store({"a": story, "b": desk.light(story), "c": desk.light(story)})
    store.judge("a", "b", "not-a-copy")
    store.settle()
    assert store.cluster_of("a") != store.cluster_of("b")
    with transaction(store.connection):
        recluster(store.connection)
    assert store.cluster_of("a") != store.cluster_of("b")
    store.connection.execute("UPDATE verdicts SET withdrawn = '2026-02-01'")
    store.settle()
    assert len(store.clusters()) == 1


def test_a_verdict_parts_articles_with_the_same_text(store: Store) -> None:
    story = Desk().story()
    store.store({"a": story, "b": story})
    store.judge("a", "b", "not-a-copy")
    store.settle()
    assert len(store.clusters()) == 2


def test_the_preferred_source_is_shown(store: Store) -> None:
    desk = Desk()
    story = desk.story()
    store.store({"early": story}, source=1, published_at="2026-01-01T00:00:00Z")
    store.store({"preferred": desk.light(story)}, source=2, published_at="2026-01-09T00:00:00Z")
    store.settle()
    assert store.canonicals() == {"preferred"}


def test_a_correction_is_a_copy_and_another_report_is_not(store: Store) -> None:
    desk = Desk()
    body = desk.story(8)
    numbers = " ".join(f"the {n}th of {n * 3} was {n * 7}" for n in range(11, 16))
    others = " ".join(f"the {n}th of {n * 3} was {n * 7}" for n in range(31, 36))
    store.store({"report": f"{body} {numbers}", "corrected": f"{body} {numbers}".replace("77", "78")})
    store.store({"next": f"{body} {others}"})
    store.settle()
    assert frozenset({"report", "corrected"}) in store.clusters()
    assert frozenset({"next"}) in store.clusters()


def test_settling_twice_changes_nothing(store: Store) -> None:
    store.store(newsroom(3, 1))
    assert store.settle()
    assert store.settle() == set()


def test_signatures_of_another_scheme_are_refused(store: Store) -> None:
    check_scheme(store.connection)
    store.store({"a": Desk().story()})
    check_scheme(store.connection)
    store.connection.execute("UPDATE schemes SET scheme = 'word-5-shingles sha1'")
    with pytest.raises(SchemeError, match=r"word-5-shingles sha1.*ingest the dumps into a new one"):
        check_scheme(store.connection)
    with pytest.raises(SchemeError):
        store.store({"b": Desk(2).story()})
    assert store.count("articles") == 1


def test_the_text_before_furniture_was_taken_out_is_compared(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    story = desk.story()
    store.store({"a": story})
    store.connection.execute("UPDATE versions SET base_text = text, text = 'cut to pieces'")
    monkeypatch.setattr(linking, "_contents", Contents())
    store.store({"b": desk.light(story)})
    store.settle()
    assert store.relations() == {frozenset({"a", "b"}): "near-copy"}


def test_a_huge_text_and_its_copy_are_linked(store: Store) -> None:
    text = " ".join(f"w{number}" for number in range(400_000)) + " end" * 1_000_000
    store.store({"a": text, "b": text + " more"})
    store.settle()
    assert len(store.clusters()) == 1
    assert store.count("recent_postings") < 1_000
