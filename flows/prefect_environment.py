"""Prefect's surroundings: quiet, offline, and at home in the project.

In: the environment that Prefect reads when it is imported. Out: flows. Whatever the user has set wins.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.errors import RunError
from flows.monitoring.running import running_api


def prepare(seeds: Path) -> None:
    """Set what Prefect must know before it is imported; its home is `.prefect` beside the folder `seeds`.

    The server that `wiresift up` runs on this home is used, if it runs.
    """
    defaults = {
        "PREFECT_HOME": str(seeds.absolute().parent / ".prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        # A busy machine takes longer than the 20 s that Prefect allows its own server to start.
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        # The report says what a person needs; errors are told by the command. Prefect's own pages keep the run's log.
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
    api = running_api(Path(os.environ["PREFECT_HOME"]))
    if api is not None:
        os.environ.setdefault("PREFECT_API_URL", api)


@contextmanager
def unreachable_told() -> Iterator[None]:
    """Turn Prefect's error about a server that does not answer into a `RunError` that says what to do."""
    try:
        yield
    except RuntimeError as error:
        if "API" not in str(error):
            raise
        advice = "start the server that PREFECT_API_URL names or unset it, or give --direct"
        raise RunError(f"Prefect: {error}; {advice}") from error
