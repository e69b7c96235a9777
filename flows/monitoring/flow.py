"""The Prefect flow `monitor`: a round with one task run for each source, and its report as an artifact.

In: what Prefect adds, for a round on a schedule and for one by hand. Out: the round itself (`flows.monitoring.rounds`),
which knows no Prefect. Import this module only after `flows.prefect_environment.prepare`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING
from uuid import UUID

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.runtime import deployment, flow_run
from prefect.states import Completed, Failed

from db.connection import StoreError
from flows.errors import RunError
from flows.lock import StoreBusyError
from flows.monitoring.missed import mark_killed, skip_missed
from flows.progress import Silent, current_progress
from flows.tables import SettingsError

if TYPE_CHECKING:
    from flows.fetching.round import RunSource
    from flows.monitoring.rounds import RoundReport
    from flows.source_files import Source

NAME = "monitor"
SKIPPED = "Skipped"  # the name of the state of a round that was left out
MENDED_BY_A_PERSON = (StoreError, SettingsError, RunError)  # their messages say all, a traceback adds nothing


def _round_name() -> str:
    return f"round of {datetime.now(UTC):%Y-%m-%d %H:%M:%S}"


@flow(name=NAME, flow_run_name=_round_name, validate_parameters=False)
def monitor_flow(database: str, seeds: str, workers: int | None = None) -> RoundReport | State[None]:
    """Take one round on the store `database` and return its report; every parameter is plain, for deployments.

    Ends at once, in the state Skipped, when another run holds the store; as Failed, with what to do, for what a person
    must mend.
    """
    from flows.fetching.round import FetchOptions
    from flows.monitoring.rounds import take_round  # the process of the schedule needs none of what a round needs

    _skip_missed()
    options = FetchOptions(Path(database), Path(seeds), workers=workers)
    try:
        with _anonymous_main():
            report = take_round(options, current_progress.get(Silent()), run_source=tasks_of_this_run())
    except StoreBusyError as busy:
        return Completed(name=SKIPPED, message=f"{busy}; this round is left out, the next one takes what is due")
    except MENDED_BY_A_PERSON as error:
        return Failed(message=str(error))
    killed = mark_killed(NAME, database, UUID(flow_run.get_id()))
    if killed:
        get_run_logger().info("%d earlier rounds had been killed; they are marked as crashed", killed)
    create_markdown_artifact("\n".join(["```", *report.lines(), "```"]), key="monitor-report")
    return report


def tasks_of_this_run() -> RunSource:
    """Return the function that fetches a source in a task run of this flow run, which bears the source's name.

    It may be called from any thread: Prefect knows by the context of a thread to which flow run a task belongs.
    """
    context = copy_context()

    @task(name="fetch source", task_run_name="{name}", cache_policy=NO_CACHE)
    def fetch_source_task(name: str, fetch: Callable[[], None]) -> None:  # noqa: ARG001 - Prefect shows the name
        fetch()

    def run_source(source: Source, fetch_source: Callable[[Source], None]) -> None:
        context.copy().run(fetch_source_task, source.name, lambda: fetch_source(source))

    return run_source


@contextmanager
def _anonymous_main() -> Iterator[None]:
    """Let this process's main module be none that another process can import, during the block.

    Each worker of the pool imports what the process was started as: here `prefect.engine`, and with it all of Prefect.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _skip_missed() -> None:
    served = deployment.get_id()
    missed = skip_missed(UUID(served), UUID(flow_run.get_id())) if served else 0
    if missed:
        get_run_logger().info("%d missed rounds are left out: this one takes what is due", missed)
