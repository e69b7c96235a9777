"""A store of the invented corpus, ingested once and copied for each test that changes it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from db.connection import archive_path
from flows.pipeline import IngestOptions, ingest
from flows.progress import Silent
from tests.flows.corpus import write_corpus


@pytest.fixture(scope="session")
def ingested_corpus(tmp_path_factory: pytest.TempPathFactory) -> IngestOptions:
    """Return how the corpus was ingested."""
    folder = tmp_path_factory.mktemp("corpus")
    options = IngestOptions((write_corpus(folder / "dumps"),), folder / "news.db", folder / "seeds", workers=1)
    ingest(options, Silent())
    return options


@pytest.fixture
def corpus_store(ingested_corpus: IngestOptions, tmp_path: Path) -> Path:
    """Return a store of the corpus that a test may change."""
    database = tmp_path / "news.db"
    shutil.copy(ingested_corpus.database, database)
    shutil.copy(archive_path(ingested_corpus.database), archive_path(database))
    return database
