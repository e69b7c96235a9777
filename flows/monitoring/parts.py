"""What a running Wiresift is made of: Prefect's server, the schedule, Datasette, in this order.

In: the command, environment, log and readiness of each. Out: keeping them running (`flows.monitoring.supervisor`).
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flows.inspecting import LOOPBACK, Inspection, datasette_command, datasette_environment, metadata_of
from flows.monitoring.children import Part

ANSWERS_WITHIN = 2.0  # seconds, for a server on this machine that is up; who is not yet is asked again
KEEP_EVENTS = timedelta(days=1)  # nothing here reads them, and each task run leaves several


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a running Wiresift works, and what it is made of."""

    database: Path
    seeds: Path
    every_seconds: int  # between two rounds
    prefect_port: int
    keep_days: int  # finished rounds in Prefect's own database
    inspection: Inspection | None  # None: no Datasette
    server: str | None = None  # the API of a Prefect server that somebody else runs; None: one of our own

    @property
    def folder(self) -> Path:
        """The folder of the logs, beside the store."""
        return self.database.with_name(self.database.name + ".up")

    @property
    def api(self) -> str:
        """The API of Prefect's server."""
        return self.server or f"http://{LOOPBACK}:{self.prefect_port}/api"


def parts_of(layout: Layout) -> list[Part]:
    """Return the parts in the order in which they start."""
    own_server = [] if layout.server else [_prefect_server(layout)]
    datasette = [] if layout.inspection is None else [_datasette(layout, layout.inspection)]
    return [*own_server, _schedule(layout), *datasette]


def server_environment(layout: Layout) -> dict[str, str]:
    """Return what Prefect's server is told: where it is, what it forgets when, and to answer no foreign web page.

    What the user has set wins. Without the last two any page in a browser on this machine could start flows with
    parameters of its own: Prefect lets pages of all origins ask, and trusts whoever asks.
    """
    own = {
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "flow_runs,events,orphans",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(layout.keep_days * 86_400),
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": f"P{KEEP_EVENTS.days}D",
        "PREFECT_SERVER_UI_API_URL": layout.api,
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        # The newer pages ask a service for statistics (Amplitude) before they have read that analytics are off.
        "PREFECT_SERVER_UI_V2_ENABLED": "false",
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": layout.api.removesuffix("/api"),
        "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
    }
    return {**own, **os.environ}


def client_environment(layout: Layout) -> dict[str, str]:
    """Return what those are told that work with Prefect's server."""
    environment = {**os.environ, "PREFECT_API_URL": layout.api, "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "INFO"}
    if "PREFECT_SERVER_API_AUTH_STRING" in os.environ:
        environment.setdefault("PREFECT_API_AUTH_STRING", os.environ["PREFECT_SERVER_API_AUTH_STRING"])
    return environment


def _prefect_server(layout: Layout) -> Part:
    where = ("--host", LOOPBACK, "--port", str(layout.prefect_port))
    return Part(
        name="Prefect's server",
        command=[sys.executable, "-m", "prefect", "server", "start", *where],
        environment=server_environment(layout),
        log=layout.folder / "prefect.log",
        is_ready=lambda: _answers(f"{layout.api}/health"),
        address=layout.api.removesuffix("/api") + "/",
    )


def _schedule(layout: Layout) -> Part:
    ready = layout.folder / "schedule.ready"
    ready.unlink(missing_ok=True)
    arguments = map(str, (layout.database.absolute(), layout.seeds.absolute(), layout.every_seconds, ready))
    return Part(
        name="the schedule",
        command=[sys.executable, "-m", "flows.monitoring.serving", *arguments],
        environment=client_environment(layout),
        log=layout.folder / "schedule.log",
        is_ready=ready.exists,
        address=f"a round every {timedelta(seconds=layout.every_seconds)}",
    )


def _datasette(layout: Layout, inspection: Inspection) -> Part:
    metadata = layout.folder / "datasette.json"
    metadata.write_text(json.dumps(metadata_of(inspection), ensure_ascii=False), encoding="utf-8")
    return Part(
        name="Datasette",
        command=datasette_command(inspection, metadata),
        environment=datasette_environment(inspection),
        log=layout.folder / "datasette.log",
        is_ready=lambda: _answers(inspection.address),
        address=inspection.address,
    )


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=ANSWERS_WITHIN).close()  # noqa: S310 - our own, http
    except urllib.error.HTTPError:  # a page that asks for a password is an answer
        return True
    except OSError:
        return False
    return True
