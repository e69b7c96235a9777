"""The Prefect flow: the ingest run with one task run for each dump, and the run's report as artifacts.

In: what Prefect adds: visibility, retries, artifacts. Out: the run itself (`flows.pipeline`), which knows no Prefect.
Import this module only after `flows.prefect_environment.prepare`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from prefect import State, Task, flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import TaskRun

from db.connection import StoreError
from db.summary import Summary
from flows.pipeline import IngestOptions, ingest
from flows.progress import Silent, current_progress
from flows.readers import Dump
from flows.report import report_markdown, report_table

RETRY_PAUSES = [5.0, 30.0]  # seconds: a network disk that stumbles, a database that a backup holds


@flow(name="ingest", flow_run_name="ingest into {database}", validate_parameters=False)
def ingest_flow(
    paths: list[str],
    database: str,
    seeds: str,
    source: str | None = None,
    workers: int | None = None,
    archive: bool | None = None,
    retry_failed: bool = False,
) -> Summary:
    """Ingest the dumps under `paths` into `database`; every parameter is plain, so that a deployment can set it."""
    options = IngestOptions(
        tuple(map(Path, paths)), Path(database), Path(seeds), source, workers, archive, retry_failed
    )
    summary = ingest(options, current_progress.get(Silent()), run_as_task)
    create_markdown_artifact(report_markdown(summary), key="ingest-report")
    create_table_artifact(report_table(summary), key="ingest-counts")
    return summary


def run_as_task(dump: Dump, ingest_dump: Callable[[Dump], None]) -> None:
    """Ingest the dump in a task run that bears its name. Ingesting again adds nothing, so a retry is safe."""

    @task(
        name="ingest dump",
        task_run_name="{name}",
        cache_policy=NO_CACHE,
        retries=len(RETRY_PAUSES),
        retry_delay_seconds=RETRY_PAUSES,
        retry_condition_fn=_may_pass,
    )
    def ingest_dump_task(name: str) -> None:  # noqa: ARG001 - Prefect shows it
        ingest_dump(dump)

    ingest_dump_task(dump.name)


def _may_pass(_task: Task[..., object], _run: TaskRun, state: State[object]) -> bool:
    """Say whether trying again can help: a disk or a lock may come right, a mistake in the code never does."""
    return isinstance(state.result(raise_on_failure=False), (OSError, StoreError))
