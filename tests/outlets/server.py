"""The server: real HTTP/1.1 on loopback, a port for each outlet, and a log of what was asked."""

from __future__ import annotations

import selectors
import socket
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Any, Self

from flows.fetching.clock import Clock
from flows.fetching.networks import is_public
from tests.outlets.outlet import Asked, Outlet, Reply

LOOPBACK = "127.0.0.1"
SILENCE = 30.0  # seconds of real time after which a connection that is kept open is closed


def plays_the_internet(address: str) -> bool:
    """Return whether an address may be connected to when this machine's loopback plays the public Internet."""
    return address == LOOPBACK or is_public(address)


@dataclass(frozen=True, slots=True)
class Request:
    """One request that reached the server."""

    outlet: str
    path: str
    at: datetime  # simulated
    status: int
    headers: dict[str, str]  # of the request, names in lower case
    connection: int  # which connection of the outlet it came through
    size: int  # bytes of the reply's body; 0 for one that is sent in pieces


class OutletServer:
    """Serves outlets, each on a port of its own, until the `with` block ends."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.requests: list[Request] = []
        self.most_at_once: Counter[str] = Counter()  # outlet -> the most requests that it had at the same time
        self._outlets: dict[int, Outlet] = {}
        self._answering: Counter[str] = Counter()
        self._open: set[socket.socket] = set()
        self._opened = 0
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._selector = selectors.DefaultSelector()
        self._ended = threading.Event()
        self._accepting = threading.Thread(target=self._accept, name="outlets", daemon=True)

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._accepting.join(timeout=10)
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
        self._selector.close()
        with self._lock:
            opened = list(self._open)
        for connection in opened:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(timeout=10)

    def add(self, outlet: Outlet) -> Outlet:
        """Serve an outlet. Its `port` is set, so that its addresses are known."""
        listener = socket.create_server((LOOPBACK, 0), backlog=64)
        outlet.port = listener.getsockname()[1]
        self._outlets[outlet.port] = outlet
        self._selector.register(listener, selectors.EVENT_READ)
        return outlet

    def asked(self, outlet: str, path: str | None = None) -> list[Request]:
        """Return the requests that an outlet got, or those for one path of it."""
        return [request for request in list(self.requests) if request.outlet == outlet and path in (None, request.path)]

    def counts(self) -> Counter[tuple[str, str]]:
        """Return how often each (outlet, path) was asked for."""
        return Counter((request.outlet, request.path) for request in list(self.requests))

    @contextmanager
    def answering(self, outlet: Outlet) -> Iterator[None]:
        """Count a request of the outlet as long as it is answered."""
        with self._lock:
            self._answering[outlet.name] += 1
            self.most_at_once[outlet.name] = max(self.most_at_once[outlet.name], self._answering[outlet.name])
        try:
            yield
        finally:
            with self._lock:
                self._answering[outlet.name] -= 1

    def answer(self, outlet: Outlet, path: str, headers: dict[str, str], connection: int) -> Reply:
        """Return the outlet's reply, and note the request."""
        at = self.clock.now()
        reply = outlet.answer(Asked(path, headers, at, outlet.address))
        size = len(reply.body) if isinstance(reply.body, bytes) else 0
        with self._lock:
            self.requests.append(Request(outlet.name, path, at, reply.status, headers, connection, size))
        return reply

    def _accept(self) -> None:
        while not self._ended.is_set():
            for key, _ in self._selector.select(timeout=0.1):
                listener = key.fileobj
                assert isinstance(listener, socket.socket)
                connection, _ = listener.accept()
                self._serve(connection, self._outlets[listener.getsockname()[1]])

    def _serve(self, connection: socket.socket, outlet: Outlet) -> None:
        with self._lock:
            self._opened += 1
            self._open.add(connection)
            self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=self._handle, args=(connection, outlet, self._opened), daemon=True)
        self._threads.append(thread)
        thread.start()

    def _handle(self, connection: socket.socket, outlet: Outlet, number: int) -> None:
        connection.settimeout(SILENCE)
        try:
            _Handler(connection, outlet, self, number)
        except OSError:
            pass  # the client went away
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"

    def __init__(self, connection: socket.socket, outlet: Outlet, outlets: OutletServer, number: int) -> None:
        self._outlet = outlet
        self._outlets = outlets
        self._number = number
        super().__init__(connection, (LOOPBACK, 0), None)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        with self._outlets.answering(self._outlet):
            self._send(self._outlets.answer(self._outlet, self.path, headers, self._number))

    def _send(self, reply: Reply) -> None:
        if reply.raw:
            self._send_raw(reply)
        elif isinstance(reply.body, bytes):
            self._send_whole(reply, reply.body)
        else:
            self._send_pieces(reply, reply.body)

    def _send_raw(self, reply: Reply) -> None:
        self.close_connection = True
        assert isinstance(reply.body, bytes)
        self.wfile.write(reply.body)

    def _send_whole(self, reply: Reply, body: bytes) -> None:
        self._send_head(reply, {} if reply.status == 304 else {"Content-Length": str(len(body))})
        self.wfile.write(body)

    def _send_pieces(self, reply: Reply, pieces: Iterable[bytes]) -> None:
        self.close_connection = True
        self._send_head(reply, {"Connection": "close"})
        for piece in pieces:
            self.wfile.write(piece)

    def _send_head(self, reply: Reply, more: dict[str, str]) -> None:
        self.send_response_only(reply.status)
        for name, value in {**reply.headers, **more}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's own name
        """Say nothing."""
