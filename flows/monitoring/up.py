"""`up`: Prefect's server, the schedule and Datasette, started, watched and stopped together.

In: the checks before, what is told, the signals that end it. Out: the parts (`.parts`) and how they are kept running
(`.supervisor`).
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from db.connection import open_store
from flows.errors import RunError
from flows.inspecting import LOOPBACK, check_address, check_store, listening
from flows.monitoring.parts import Layout, parts_of
from flows.monitoring.running import known_as_running
from flows.monitoring.supervisor import Supervisor

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # Ctrl-C; a service manager; a terminal that is closed


def run_up(layout: Layout, tell: Callable[[str], None]) -> None:
    """Start everything, say where it is, keep it running until a signal ends it, and stop it all.

    Raise `RunError` or `StoreError` for what a person must mend first, and for a part that does not stay up.
    """
    with known_as_running(Path(os.environ["PREFECT_HOME"]), layout.api), _ending() as is_ending:
        open_store(layout.database).close()  # so that the first round finds a store, and Datasette something to show
        _check(layout)
        layout.folder.mkdir(exist_ok=True)
        with Supervisor(parts_of(layout), tell, is_ending) as supervisor:
            supervisor.start()
            if not is_ending():
                tell(f"All of it runs; logs are in {layout.folder}. Ctrl-C stops it.")
            supervisor.keep_running()
        tell("Stopped.")


def _check(layout: Layout) -> None:
    check_store(layout.database)
    if layout.inspection is not None:
        check_address(layout.inspection)
    if layout.server is None:
        _check_port(layout.prefect_port)


def _check_port(port: int) -> None:
    try:
        with listening(LOOPBACK, port):
            pass
    except OSError as error:
        raise RunError(
            f"cannot listen at {LOOPBACK} port {port}: {error.strerror}; if that is a Prefect server of yours, name it"
            f" with PREFECT_API_URL=http://{LOOPBACK}:{port}/api, else give another port with --prefect-port"
        ) from error


@contextmanager
def _ending() -> Iterator[Callable[[], bool]]:
    """Give the function that says whether a signal has come that ends `up`. Handlers are as before after the block.

    What this process was told to ignore it goes on ignoring: `nohup` does that with the end of the terminal.
    """
    came: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - a signal handler's arguments
        came.append(number)

    with ExitStack() as restored:
        for number in (number for number in ENDING if signal.getsignal(number) is not signal.SIG_IGN):
            restored.callback(signal.signal, number, signal.signal(number, note))
        yield lambda: bool(came)
