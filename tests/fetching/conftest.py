"""What the tests of fetching share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.pool import WorkerPool
from flows.worker import Budget
from tests.fetching.weeks import Week, World, lived_week, world


@pytest.fixture(scope="session")
def week(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Week:
    """Return the simulated week, lived once for all processes of a test run."""
    base = tmp_path_factory.getbasetemp()
    return lived_week((base if worker_id == "master" else base.parent) / "week")


@pytest.fixture
def small_world(tmp_path: Path) -> Iterator[World]:
    """Return an empty world at the beginning of the week."""
    with world(tmp_path) as empty:
        yield empty


@pytest.fixture(scope="session")
def pool() -> Iterator[WorkerPool]:
    """Return a pool that all rounds of these tests use: starting one takes longer than most of them."""
    with WorkerPool(1, Budget(20, 2_000_000_000)) as workers:
        yield workers
