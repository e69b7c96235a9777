"""The queries that show the store, over a small store whose every row is known."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import astuple
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.connection import StoreError, open_reader, open_store
from db.reading import article as article_queries
from db.reading.article import explain_article, find_article
from db.reading.export import FIELDS, LINES, ExportLine, open_export
from db.reading.scope import Scope
from db.reading.search import MARK_BEGIN, MARK_END, SEARCH_ALL, SEARCH_SINCE, search_articles
from db.reading.status import read_status
from tests.db.reading_store import Sample, make_sample

ALL = Scope(copies=True)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return make_sample(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def store(sample: Sample) -> sqlite3.Connection:
    return open_reader(sample.path)


def found(store: sqlite3.Connection, query: str, scope: Scope = ALL, since: str | None = None) -> list[str]:
    return [hit.article for hit in search_articles(store, query, scope, since)]


def exported(
    store: sqlite3.Connection, scope: Scope = ALL, cursor: int = 0, query: str | None = None
) -> list[ExportLine]:
    with open_export(store, scope, cursor, query) as export:
        return list(export.lines)


class TestSearch:
    def test_the_newest_come_first_and_those_without_a_day_last(
        self, store: sqlite3.Connection, sample: Sample
    ) -> None:
        assert found(store, "storm OR calc") == [sample.copy, sample.storm, sample.villain]

    def test_copies_are_left_out_unless_asked_for(self, store: sqlite3.Connection, sample: Sample) -> None:
        assert found(store, "storm", Scope()) == [sample.storm]

    def test_only_the_newest_version_is_searched(self, store: sqlite3.Connection, sample: Sample) -> None:
        assert found(store, "closes") == []
        assert found(store, "shuts") == [sample.storm]

    @pytest.mark.parametrize(("language", "count"), [("az", 1), ("AZ", 1), ("az-AZ", 1), ("a", 0), ("en", 0)])
    def test_a_language_takes_its_regions(self, store: sqlite3.Connection, language: str, count: int) -> None:
        assert len(found(store, "bazar", Scope(language=language))) == count

    def test_since_is_a_time_and_leaves_out_what_has_no_day(self, store: sqlite3.Connection, sample: Sample) -> None:
        assert found(store, "storm OR calc", since="2026-01-10T08:30:00Z") == [sample.copy, sample.storm]
        assert found(store, "storm OR calc", since="2026-01-10T08:30:01Z") == [sample.copy]

    def test_a_source_narrows_the_search(self, store: sqlite3.Connection, sample: Sample) -> None:
        assert found(store, "storm", Scope(source="harbour", copies=True)) == [sample.copy]

    def test_an_unknown_source_is_an_error_that_names_the_near_ones(self, store: sqlite3.Connection) -> None:
        with pytest.raises(StoreError, match=r"no source is called 'ledgr'. There are: ledger$"):
            search_articles(store, "storm", Scope(source="ledgr"))

    def test_the_words_found_are_marked_in_the_snippet(self, store: sqlite3.Connection) -> None:
        (hit,) = search_articles(store, "forty", Scope())
        assert f"{MARK_BEGIN}Forty{MARK_END}" in hit.snippet

    def test_the_limit_holds(self, store: sqlite3.Connection, sample: Sample) -> None:
        assert [hit.article for hit in search_articles(store, "storm", ALL, limit=1)] == [sample.copy]

    @given(query=st.text())
    @settings(deadline=None)
    def test_no_query_raises(self, store: sqlite3.Connection, query: str) -> None:
        search_articles(store, query, ALL)


class TestExport:
    def test_the_fields_are_the_contract(self) -> None:
        assert ", ".join(FIELDS) == (
            "id, record_ids, source, url, canonical_url, title, authors, published, published_at, published_precision,"
            " modified, language, standfirst, text, captured_at, locator, sha256, version, cluster, canonical, recipe"
        )

    def test_a_line_is_a_canonical_article_with_its_newest_version(
        self, store: sqlite3.Connection, sample: Sample
    ) -> None:
        lines = exported(store, Scope())
        assert [line.id for line in lines] == [sample.storm, sample.villain, sample.plain]
        assert all(line.canonical for line in lines)
        assert lines[0].title == "Storm shuts harbour"

    def test_all_gives_every_version_with_the_records_and_the_first_capture_of_each(
        self, store: sqlite3.Connection, sample: Sample
    ) -> None:
        lines = [line for line in exported(store) if line.id == sample.storm]
        assert [line.record_ids for line in lines] == [("record-1", "record-2"), ("record-3",)]
        assert [(line.captured_at, line.locator) for line in lines] == [
            ("2026-01-10T10:00:00Z", "line=1"),
            ("2026-01-11T09:00:00Z", "line=3"),
        ]

    def test_every_record_stands_in_one_line(self, store: sqlite3.Connection) -> None:
        records = [record for line in exported(store) for record in line.record_ids]
        assert sorted(records) == [f"record-{number}" for number in range(1, 7)]

    def test_a_cursor_gives_what_changed_after_it(self, store: sqlite3.Connection, sample: Sample) -> None:
        with open_export(store, ALL) as export:
            assert export.cursor == 2
        assert [line.id for line in exported(store, cursor=1)] == [sample.villain, sample.plain]
        assert exported(store, cursor=2) == []

    def test_a_cursor_of_another_store_is_an_error(self, store: sqlite3.Connection) -> None:
        with pytest.raises(StoreError, match="cursor 3 is not of this store, whose newest is 2"):
            exported(store, cursor=3)

    def test_a_query_and_a_scope_narrow_the_lines(self, store: sqlite3.Connection, sample: Sample) -> None:
        assert {line.id for line in exported(store, query="shuts")} == {sample.storm}
        assert {line.id for line in exported(store, Scope("villain", copies=True))} == {sample.villain}
        assert {line.id for line in exported(store, Scope(language="az", copies=True))} == {sample.plain}

    def test_superseded_versions_are_left_out(self, tmp_path: Path) -> None:
        sample = make_sample(tmp_path)
        with closing(open_store(sample.path)) as writer:
            writer.execute("UPDATE versions SET superseded_by = 2 WHERE id = 1")
            assert [line.version for line in exported(writer)] == [2, 3, 4, 5]

    def test_an_export_sees_one_moment_while_others_write(self, tmp_path: Path) -> None:
        sample = make_sample(tmp_path)
        reader = open_reader(sample.path)
        with closing(open_store(sample.path)) as writer, open_export(reader, Scope()) as export:
            writer.execute("UPDATE captures SET locator = 'moved'")
            writer.execute("UPDATE articles SET changed = 1")
            assert [line.locator for line in export.lines] == ["line=3", "line=5", "line=6"]


class TestExplain:
    def test_an_article_is_found_by_any_beginning_that_only_it_has(
        self, store: sqlite3.Connection, sample: Sample
    ) -> None:
        assert find_article(store, sample.storm) == sample.storm
        assert find_article(store, f" {sample.storm[:6].upper()} ") == sample.storm

    @pytest.mark.parametrize("beginning", ["zz", "", "%", "' OR 1", "\0", "0" * 40])
    def test_what_fits_no_article_is_an_error(self, store: sqlite3.Connection, beginning: str) -> None:
        with pytest.raises(StoreError, match="id"):
            find_article(store, beginning)

    def test_an_ambiguous_beginning_lists_the_candidates(self, tmp_path: Path) -> None:
        with closing(open_store(make_sample(tmp_path).path)) as writer:
            row = "INSERT INTO articles (id, source, address, run) VALUES (?, 1, ?, 1)"
            writer.executemany(row, [(f"abc{number}", f"address {number}") for number in range(7)])
            with pytest.raises(StoreError, match=r"'abc': abc0, abc1, abc2, abc3, abc4, \.\.\.; give more"):
                find_article(writer, "abc")
            assert find_article(writer, "abc3") == "abc3"

    def test_versions_come_in_order_with_what_was_removed(self, store: sqlite3.Connection, sample: Sample) -> None:
        explanation = explain_article(store, sample.storm)
        assert [version.id for version in explanation.versions] == [1, 2]
        assert explanation.newest == 2
        assert [(block.reason, block.position) for block in explanation.versions[1].removed] == [
            ("navigation", 0),
            ("prompt", 2),
            ("link-list", 3),
        ]

    def test_each_value_has_its_origin(self, store: sqlite3.Connection, sample: Sample) -> None:
        metadata = explain_article(store, sample.storm).versions[-1].metadata
        assert astuple(metadata["title"]) == ("Storm shuts harbour", "json-ld")
        assert astuple(metadata["authors"]) == (("Ada Okafor", "Björn Lind"), "meta")
        assert astuple(metadata["image"]) == (None, "none")

    def test_captures_say_where_when_and_what(self, store: sqlite3.Connection, sample: Sample) -> None:
        first = explain_article(store, sample.storm).captures[0]
        assert (first.dump, first.locator, first.record_id) == ("wire.jsonl", "line=1", "record-1")
        assert (first.captured_at, first.version, first.run) == ("2026-01-10T10:00:00Z", 1, 1)
        assert len(first.sha256) == 64

    def test_story_links_verdicts_and_failures_are_there(self, store: sqlite3.Connection, sample: Sample) -> None:
        explanation = explain_article(store, sample.copy)
        assert explanation.story is not None
        assert [(member.article, member.canonical) for member in explanation.story.members] == [
            (sample.storm, True),
            (sample.copy, False),
        ]
        (link,) = explanation.links
        assert (link.relation, link.article, link.contains_other) == ("excerpt", sample.storm, False)
        assert [verdict.article for verdict in explanation.verdicts] == [sample.storm]
        assert [failure.error for failure in explain_article(store, sample.storm).failures] == ["no text found"]

    def test_recipes_are_told_with_their_parts(self, store: sqlite3.Connection, sample: Sample) -> None:
        recipes = explain_article(store, sample.plain).recipes
        assert recipes == {"recipe-1": {"extractor": "1", "trafilatura": "2.3.1"}}

    def test_long_lists_are_cut_and_counted(
        self, store: sqlite3.Connection, sample: Sample, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(article_queries, "LONGEST_LIST", 1)
        explanation = explain_article(store, sample.storm)
        assert [version.id for version in explanation.versions] == [2]
        assert len(explanation.captures) == 1
        assert explanation.counts == {"versions": 2, "captures": 3, "links": 1}
        assert explanation.story is not None
        assert (len(explanation.story.members), explanation.story.size) == (1, 2)


class TestStatus:
    def test_everything_is_counted(self, store: sqlite3.Connection) -> None:
        totals = read_status(store).totals
        assert (totals.articles, totals.versions, totals.stories, totals.copies) == (4, 5, 3, 1)
        assert (totals.captures, totals.failures, totals.waiting, totals.unsettled) == (7, 2, 0, 0)

    def test_sources_are_told_with_their_failures(self, store: sqlite3.Connection) -> None:
        assert [astuple(source) for source in read_status(store).sources] == [
            ("ledger", 5, 2, 0, 1, "2026-01-12T08:00:00Z"),
            ("harbour", 1, 1, 1, 0, None),
            ("villain", 1, 1, 0, 0, None),
        ]

    def test_copies_are_counted_by_source_and_strongest_relation(self, store: sqlite3.Connection) -> None:
        assert [astuple(copies) for copies in read_status(store).copies] == [("harbour", "excerpt", 1)]

    def test_a_copy_without_a_link_in_its_story_is_indirect(self, tmp_path: Path) -> None:
        with closing(open_store(make_sample(tmp_path).path)) as writer:
            writer.execute("DELETE FROM links")
            assert [copies.relation for copies in read_status(writer).copies] == ["indirect"]

    def test_shares_are_of_all_characters(self, store: sqlite3.Connection) -> None:
        state = read_status(store)
        kept = store.execute("SELECT SUM(LENGTH(text)) FROM versions").fetchone()[0]
        removed = sum(share.characters for share in state.removed)
        assert state.measured == 5
        assert sum(share.share for share in state.removed) == pytest.approx(removed / (removed + kept))

    def test_failures_come_by_stage_with_examples(self, store: sqlite3.Connection) -> None:
        stages = read_status(store).failures
        assert [(stage.stage, stage.failures) for stage in stages] == [("extract", 1), ("read", 1)]
        assert [stage.newest[0].locator for stage in stages] == ["line=7", "line=8"]
        assert stages[1].newest[0].dump == "wire.jsonl"

    def test_failures_with_the_same_error_are_one_example(self, tmp_path: Path) -> None:
        with closing(open_store(make_sample(tmp_path).path)) as writer:
            row = "INSERT INTO failures (id, run, stage, error, locator) VALUES (?, ?, 'read', ?, ?)"
            writer.executemany(row, [(f"new{n}", 2, "bad gzip", f"line={n}") for n in range(20, 24)])
            examples = read_status(writer).failures[0].newest
            assert [(example.error, example.alike) for example in examples] == [
                ("bad gzip", 4),
                ("line 8 is not JSON", 1),
            ]

    def test_what_waits_is_counted(self, tmp_path: Path) -> None:
        with closing(open_store(make_sample(tmp_path).path)) as writer:
            writer.execute("DELETE FROM failures")
            writer.execute("INSERT INTO unsettled SELECT id FROM articles LIMIT 1")
            totals = read_status(writer).totals
            assert (totals.waiting, totals.unsettled) == (1, 1)

    def test_an_empty_store_has_a_state(self, tmp_path: Path) -> None:
        with closing(open_store(tmp_path / "empty.db")) as writer:
            state = read_status(writer)
            assert (state.totals.articles, state.runs, state.removed, state.cursor) == (0, (), (), 0)


def plan(store: sqlite3.Connection, statement: str) -> list[str]:
    names = ("query", "copies", "source", "language", "since", "limit", "mark_begin", "mark_end", "cursor")
    values = dict.fromkeys(names, None) | {"query": '"storm"', "limit": 20, "cursor": 0}
    return [row[3] for row in store.execute(f"EXPLAIN QUERY PLAN {statement}", values)]


class TestPlans:
    """A million articles: the walks go along indexes, and no list of articles is sorted."""

    def test_an_export_walks_along_the_changes(self, store: sqlite3.Connection) -> None:
        steps = plan(store, LINES)
        assert steps[0] == "SEARCH articles USING INDEX articles_by_change (changed>?)"
        assert steps[-1] != "USE TEMP B-TREE FOR ORDER BY"  # but of the last terms: the versions of one article

    @pytest.mark.parametrize("statement", [SEARCH_ALL, SEARCH_SINCE])
    def test_a_search_walks_from_the_newest(self, store: sqlite3.Connection, statement: str) -> None:
        steps = plan(store, statement)
        assert steps[0] == "MATERIALIZE hits"
        assert "versions USING INDEX versions_by_publication" in steps[1]
        assert steps.count("USE TEMP B-TREE FOR ORDER BY") == 1  # of the few that are shown
