"""What `wiresift ingest` asks the pipeline for, and what it says and returns after it."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from db.summary import Summary
from flows import cli, pipeline, prefect_environment
from flows.pipeline import IngestOptions
from flows.progress import Progress

SUMMARY = Summary(
    run=1,
    read=3,
    new_captures=2,
    new_articles=1,
    new_versions=1,
    copies={},
    failures=[("extract", "no text found", 1)],
    kept_characters=80,
    removed_characters={"prompt": 20},
    seconds=1.0,
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[IngestOptions]:
    """Have no ingest run, and note what it was asked for, in a folder with two dumps `a` and `b`."""
    options: list[IngestOptions] = []
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a").touch()
    (tmp_path / "b").touch()

    def ingest(given: IngestOptions, _progress: Progress) -> Summary:
        options.append(given)
        return SUMMARY

    monkeypatch.setattr(pipeline, "ingest", ingest)
    return options


def test_options_reach_the_pipeline(asked: list[IngestOptions], tmp_path: Path) -> None:
    arguments = ["ingest", "--direct", "a", "b", "--source", "daily", "--workers", "2", "--no-archive"]
    assert cli.run([*arguments, "--retry-failed", "--db", "x.db", "--seeds", str(tmp_path)]) == 0
    assert asked == [
        IngestOptions((Path("a"), Path("b")), Path("x.db"), tmp_path, "daily", 2, archive=False, retry_failed=True)
    ]


def test_what_is_not_said_is_left_to_the_settings(asked: list[IngestOptions], tmp_path: Path) -> None:
    assert cli.run(["ingest", "--direct", "a", "--seeds", str(tmp_path)]) == 0
    assert asked == [IngestOptions((Path("a"),), Path("news.db"), tmp_path, None, None, None, retry_failed=False)]


def test_the_summary_and_what_to_try_next_are_shown(
    asked: list[IngestOptions], capsys: pytest.CaptureFixture[str]
) -> None:
    cli.run(["ingest", "--direct", "a", "--db", "x.db"])
    out = capsys.readouterr().out
    assert len(asked) == 1
    assert "3 records read" in out
    assert "20.0%" in out
    assert "wiresift status --db x.db" in out


def test_stored_failures_are_no_failure_unless_strict(asked: list[IngestOptions]) -> None:
    assert cli.run(["ingest", "--direct", "a", "--db", "x.db"]) == 0
    assert cli.run(["ingest", "--direct", "a", "--db", "x.db", "--strict"]) == 1
    assert len(asked) == 2


def test_a_run_of_which_no_path_is_there_has_failed(asked: list[IngestOptions]) -> None:
    assert cli.run(["ingest", "--direct", "missing", "a"]) == 0
    assert cli.run(["ingest", "--direct", "missing"]) == 1
    assert len(asked) == 2


def test_a_prefect_server_that_does_not_answer_is_told_with_a_way_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ingest_flow(*_arguments: object) -> Summary:
        raise RuntimeError("Failed to reach API at http://127.0.0.1:9/api/")

    flow_module = ModuleType("flows.ingest")
    flow_module.ingest_flow = ingest_flow  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "flows.ingest", flow_module)
    monkeypatch.setattr(prefect_environment, "prepare", lambda _seeds: None)
    assert cli.run(["ingest", "a", "--db", "x.db"]) == 1
    err = capsys.readouterr().err
    assert err.startswith("Error: Prefect: Failed to reach API")
    assert "--direct" in err
