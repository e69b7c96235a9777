"""The schedule as a process of its own: registers the flow with Prefect's server and starts a round when one is due.

Run by `up` as a script: database, seeds, seconds between rounds, and the file to write when rounds are due from now on.
In: the deployment, one round at a time, and the end. Out: what a round does (`flows.monitoring.flow`), and rounds that
were missed (`flows.monitoring.missed`).
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from prefect.runner import Runner
from prefect.schedules import Interval
from prefect.types.entrypoint import EntrypointType

from flows.monitoring.flow import monitor_flow

BEFORE_THE_FIRST = timedelta(seconds=15)  # Prefect's server plans within five seconds what has been registered


async def serve(database: str, seeds: str, every: timedelta, ready: Path) -> None:
    """Start a round whenever one is due, each in a process of its own, until this process is told to end."""
    deployment = await monitor_flow.ato_deployment(
        name=Path(database).stem,
        schedule=Interval(every, anchor_date=datetime.now(UTC) + BEFORE_THE_FIRST),
        parameters={"database": database, "seeds": seeds},
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    # What Prefect serves it pauses at the end: a later start by other means, such as a worker, would find it asleep.
    runner = Runner(name="wiresift", limit=1, pause_on_shutdown=False)
    await runner.aadd_deployment(deployment)
    ready.touch()
    await _until_told_to_end(runner)


async def _until_told_to_end(runner: Runner) -> None:
    """Serve until SIGTERM; then interrupt the round, if there is one, in a way that Prefect knows of.

    Prefect's own handler of SIGTERM begins to cancel the round and does not wait for that, and its handling of Ctrl-C
    waits for the round, however long it takes.
    """
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    runner.handle_sigterm = lambda *_: loop.call_soon_threadsafe(told.set)  # type: ignore[method-assign, assignment]
    serving = asyncio.create_task(runner.start())
    ending = asyncio.create_task(told.wait())
    await asyncio.wait({serving, ending}, return_when=asyncio.FIRST_COMPLETED)
    if told.is_set() and runner.started:
        await runner.astop()
    ending.cancel()
    await serving


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], sys.argv[2], timedelta(seconds=int(sys.argv[3])), Path(sys.argv[4])))
