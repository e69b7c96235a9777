"""Starting Datasette on a store, for `inspect` and for `up`: one way, one set of settings.

In: the command line and the environment of Datasette, its process from the first answer to its end, and the checks
before it. Out: metadata, plugins, templates (`db.datasette`), and passwords (`flows.inspecting_password`).

Datasette opens the store read-only. A store may grow meanwhile, so it is never opened as immutable, which would show
half-written pages of a WAL database; a snapshot is, as nobody writes to it. The archive is another file and not served.
"""

from __future__ import annotations

import ipaddress
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import db.datasette
from db.connection import StoreError, open_reader
from db.datasette.metadata import store_metadata
from db.snapshot import is_snapshot
from flows.errors import RunError

LOOPBACK = "127.0.0.1"
PORT = 8001  # Datasette's own default
FOLDER = Path(db.datasette.__file__).parent

# Long texts have a page of their own; in a table the beginning is enough. A page that takes longer than a second says
# so, instead of holding one of the few threads. Suggesting facets would count every column of a page at each request.
SETTINGS = {
    "sql_time_limit_ms": "1000",
    "truncate_cells_html": "200",
    "default_page_size": "50",
    "suggest_facets": "off",
    "max_csv_mb": "100",
}
ACCOUNT = "reader"  # there is one password, so the login page does not ask for a name
PASSWORD_VARIABLE = "WIRESIFT_PASSWORD_HASH"  # noqa: S105 - the name of a variable
STARTS_WITHIN = 60.0  # seconds; Datasette takes one or two, a machine under load has taken ten
ENDS_WITHIN = 5.0  # seconds that open requests may take after the end was asked for
UNSAFE_IN_ADDRESS = "?#%"  # Datasette puts the path into a SQLite address as it is


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is to be served, where, and what is allowed there."""

    database: Path
    host: str = LOOPBACK
    port: int = PORT
    sql: bool = False
    download: bool = False
    password: str | None = None  # its hash, from `flows.inspecting_password`

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"


def datasette_command(inspection: Inspection, metadata: Path) -> list[str]:
    """Return the command that serves the store, where `metadata` is a file of `metadata_of`."""
    switches = {"default_allow_sql": _switch(inspection.sql), "allow_download": _switch(inspection.download)}
    if inspection.password:
        switches["default_cache_ttl"] = "0"  # what stands behind a password stays in nobody's cache
    opened = ["--immutable"] if is_snapshot(inspection.database) else []
    return [
        *(sys.executable, "-m", "datasette", "serve", *opened, str(inspection.database)),
        *("--host", inspection.host, "--port", str(inspection.port), "--metadata", str(metadata)),
        *("--plugins-dir", str(FOLDER / "plugins"), "--template-dir", str(FOLDER / "templates")),
        *("--static", f"assets:{FOLDER / 'static'}"),
        *(part for name, value in (SETTINGS | switches).items() for part in ("--setting", name, value)),
    ]


def datasette_environment(inspection: Inspection) -> dict[str, str]:
    """Return the environment of that command. The password's hash stands here, as pages show all of the metadata."""
    return dict(os.environ) | ({PASSWORD_VARIABLE: inspection.password} if inspection.password else {})


def metadata_of(inspection: Inspection) -> dict[str, Any]:
    """Return Datasette's metadata: descriptions, who is let in, and by which names the server may be called.

    Without a password it answers only to names of this machine: else any page in a browser here could read the store
    by giving its own name this machine's address (DNS rebinding).
    """
    metadata = store_metadata(inspection.database.stem)
    if inspection.password:
        account = {f"{ACCOUNT}_password_hash": {"$env": PASSWORD_VARIABLE}}
        return metadata | {"plugins": {"datasette-auth-passwords": account, "wiresift": {"password": True}}}
    return metadata | {"plugins": {"wiresift": {"hosts": ["localhost", LOOPBACK, "[::1]", inspection.host]}}}


@contextmanager
def running_datasette(inspection: Inspection) -> Iterator[subprocess.Popen[bytes]]:
    """Give the process of a Datasette that answers; end it with the block. Raise `StoreError` or `RunError` before."""
    check_store(inspection.database)
    check_address(inspection)
    with tempfile.TemporaryDirectory(prefix="wiresift-inspect-") as folder:
        metadata = Path(folder) / "metadata.json"
        metadata.write_text(json.dumps(metadata_of(inspection), ensure_ascii=False), encoding="utf-8")
        process = subprocess.Popen(  # noqa: S603 - the command is ours
            datasette_command(inspection, metadata),
            env=datasette_environment(inspection),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # a line for each request
        )
        try:
            _wait_for_answer(process, inspection)
            yield process
        finally:
            _end(process)


def check_store(database: Path) -> None:
    """Raise `StoreError` unless Datasette can show the store: it is there, of today's schema, and can be named."""
    with closing(open_reader(database)):
        pass
    unsafe = [letter for letter in UNSAFE_IN_ADDRESS if letter in str(database)]
    if unsafe:
        raise StoreError(f"{database}: Datasette cannot open a path with {' or '.join(unsafe)}; rename file or folder")


def check_address(inspection: Inspection) -> None:
    """Raise `RunError` unless the server can listen there, and may: beyond this machine only with a password."""
    if not inspection.password and not is_loopback(inspection.host):
        raise RunError(
            f"{inspection.host} can be reached from other machines, and there is no password: name a file that holds"
            " one with --password-file, or leave --host out"
        )
    try:
        with listening(inspection.host, inspection.port):
            pass
    except OSError as error:
        raise RunError(
            f"cannot listen at {inspection.host} port {inspection.port}: {error.strerror}; another program may be"
            " there already: name another port with --port (0: any that is free)"
        ) from error


def is_loopback(host: str) -> bool:
    """Return if only this machine can reach `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def free_port(host: str) -> int:
    """Return a port of `host` at which nobody listens now."""
    with listening(host, 0) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """Give a socket that holds the address during the block. Raise `OSError` when it is taken or not ours."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        yield listener


def _switch(on: bool) -> str:
    return "on" if on else "off"


def _wait_for_answer(process: subprocess.Popen[bytes], inspection: Inspection) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while not _answers(inspection):
        if process.poll() is not None:
            raise RunError(f"Datasette ended before it answered (code {process.returncode}); its last lines say why")
        if time.monotonic() > deadline:
            raise RunError(f"Datasette does not answer at {inspection.address} after {STARTS_WITHIN:g} s")
        time.sleep(0.05)


def _answers(inspection: Inspection) -> bool:
    anywhere = {"0.0.0.0": LOOPBACK, "::": "::1"}  # noqa: S104 - compared with, not listened at
    try:
        socket.create_connection((anywhere.get(inspection.host, inspection.host), inspection.port), 1).close()
    except OSError:
        return False
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
