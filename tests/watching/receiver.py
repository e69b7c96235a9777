"""A receiver of alerts: a web server on this machine that takes them, refuses them, or behaves badly."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATIENCE = 5.0  # seconds for which a bad receiver goes on: the bound of its loops


@dataclass
class Posted:
    """One request that was received."""

    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body)  # type: ignore[no-any-return]

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


@dataclass
class Receiver:
    """What was received, and how the next requests are answered: a status, `drip`, `endless` or `close`."""

    address: str
    received: list[Posted] = field(default_factory=list)
    answers: list[int | str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)  # ids that are answered with 422
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def ids(self) -> list[str]:
        return [posted.id for posted in self.received]

    @property
    def titles(self) -> list[str]:
        return [posted.json["title"] for posted in self.received]


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_POST(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        self.receiver.received.append(Posted(headers, body))
        answer = self.receiver.answers.pop(0) if self.receiver.answers else 204
        if headers.get("webhook-id") in self.receiver.refused:
            answer = 422
        with suppress(OSError):
            self._misbehave(answer) if isinstance(answer, str) else self._answer(answer)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        for name, value in self.receiver.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", "0")
        self.end_headers()

    def _misbehave(self, how: str) -> None:
        until = time.monotonic() + PATIENCE
        if how == "drip":
            while time.monotonic() < until:
                self.wfile.write(b"H")
                time.sleep(0.1)
        elif how == "endless":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            while time.monotonic() < until:
                self.wfile.write(b"x" * 65536)
        self.close_connection = True

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - its name in the library
        """Say nothing."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Run a receiver during the block."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    receiver = Receiver(f"http://127.0.0.1:{server.server_port}/hook")
    handler.receiver = receiver  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
