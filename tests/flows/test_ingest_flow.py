"""The Prefect flow: a task run for each dump, the report as artifacts, no stray word, a home in the project."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.flows.corpus import write_corpus

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ingested:
    """What `wiresift ingest` did through Prefect."""

    folder: Path
    code: int
    printed: str
    told: str


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ingested]:
    """Run the command once, as a person does, with nothing of Prefect set in the environment."""
    folder = tmp_path_factory.mktemp("flow")
    write_corpus(folder / "dumps")
    (folder / "seeds").mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    paths = [str(folder / "dumps"), "--db", str(folder / "news.db"), "--seeds", str(folder / "seeds")]
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "ingest", *paths, "--workers", "2"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    yield Ingested(folder, done.returncode, done.stdout, done.stderr)


def asked(ingested: Ingested, query: str) -> list[tuple[str, str]]:
    prefect = sqlite3.connect(ingested.folder / ".prefect" / "prefect.db")
    rows = prefect.execute(query).fetchall()
    prefect.close()
    return rows


def test_the_summary_is_printed_and_nothing_else_is_said(ingested: Ingested) -> None:
    assert ingested.code == 0, ingested.told
    assert "24 records read" in ingested.printed
    assert "new articles   20" in ingested.printed
    assert "Try next:" in ingested.printed
    assert [line for line in ingested.told.splitlines() if "documents stored, now in" not in line] == []


def test_each_dump_is_a_task_run_that_bears_its_name(ingested: Ingested) -> None:
    assert sorted(asked(ingested, "SELECT name, state_type FROM task_run")) == [
        ("a.jsonl", "COMPLETED"),
        ("b.jsonl.gz", "COMPLETED"),
        ("dumps", "COMPLETED"),
    ]


def test_the_report_is_a_markdown_and_a_table_artifact(ingested: Ingested) -> None:
    artifacts = dict(asked(ingested, "SELECT key, data FROM artifact"))
    assert sorted(artifacts) == ["ingest-counts", "ingest-report"]
    assert "24 records read" in artifacts["ingest-report"]
    table = {row["what"]: row["count"] for row in json.loads(json.loads(artifacts["ingest-counts"]))}
    assert table["new articles"] == 20
    assert table["failures"] == 3


def test_the_flow_run_is_completed(ingested: Ingested) -> None:
    ((name, state),) = asked(ingested, "SELECT name, state_type FROM flow_run")
    assert name == f"ingest into {ingested.folder / 'news.db'}"
    assert state == "COMPLETED"


def test_a_server_that_does_not_answer_is_told_with_what_to_do(tmp_path: Path) -> None:
    write_corpus(tmp_path / "dumps")
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "ingest", tmp_path / "dumps", "--db", tmp_path / "news.db"],
        cwd=ROOT,
        env=os.environ | {"PREFECT_API_URL": "http://127.0.0.1:9/api", "PREFECT_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 1
    assert "PREFECT_API_URL" in done.stderr
    assert "--direct" in done.stderr
    assert "Traceback" not in done.stderr
