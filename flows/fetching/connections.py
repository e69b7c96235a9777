"""Connections: those of `http.client`, made to checked addresses, and cut when an answer takes too long as a whole.

What urllib3 and httpx add to them is done elsewhere here: redirects, retries, codings, keeping connections. For a page
of 60 kB on loopback httpx took 0.42 to 0.60 ms of processor time where urllib3 took 0.18 to 0.26, and without urllib3 a
round's own process takes 0.1 ms of 5.6 ms a page less.

In: opening and cutting. Out: which request is sent when (`flows.fetching.client`).
"""

from __future__ import annotations

import os
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from http.client import HTTPS_PORT, HTTPConnection

import certifi

from flows.fetching.records import RefusalKind
from flows.fetching.refusing import RefusedError

OpenSocket = Callable[[str, int, float], socket.socket]

LOOKS_A_SECOND = 4  # how often the watchdog looks; an answer is cut at most this part of a second late


class Line:
    """The socket under a connection, held by a second handle that outlives its wrapping by TLS."""

    def __init__(self, open_socket: OpenSocket) -> None:
        self._open_socket = open_socket
        self._handle: socket.socket | None = None
        self.was_cut = False

    def open(self, host: str, port: int, timeout: float) -> socket.socket:
        """Return a connected socket. Raise `RefusedError`."""
        opened = self._open_socket(host, port, timeout)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.hold(opened)
        return opened

    def hold(self, opened: socket.socket) -> None:
        """Take a second handle, before a request."""
        self.let_go()
        number = os.dup(opened.fileno())  # a TLS socket has no `dup` of its own
        self._handle = socket.socket(opened.family, opened.type, opened.proto, fileno=number)

    def cut(self) -> None:
        """End the connection now: whoever reads from it gets the end of the stream."""
        self.was_cut = True
        if self._handle is not None:
            with suppress(OSError):
                self._handle.shutdown(socket.SHUT_RDWR)

    def let_go(self) -> None:
        """Close the second handle, after a request: a kept connection costs one handle and not two."""
        if self._handle is not None:
            self._handle.close()
            self._handle = None


class Connection(HTTPConnection):
    """A connection for http."""

    def __init__(self, host: str, port: int, timeout: float, line: Line) -> None:
        super().__init__(host, port, timeout)
        self.line = line
        self._seconds = timeout

    def connect(self) -> None:
        """Open the socket."""
        self.sock = self.line.open(self.host, self.port, self._seconds)


class SecureConnection(Connection):
    """A connection for https."""

    default_port = HTTPS_PORT

    def connect(self) -> None:
        """Open the socket and agree on the encryption. A certificate names its host without a point at the end."""
        super().connect()
        self.sock = _trust().wrap_socket(self.sock, server_hostname=self.host.rstrip("."))


def new_connection(scheme: str, host: str, port: int, timeout: float, open_socket: OpenSocket) -> Connection:
    """Return a connection that is opened when it is first used."""
    kind = SecureConnection if scheme == "https" else Connection
    return kind(host, port, timeout, Line(open_socket))


def close(connection: Connection) -> None:
    """Close a connection and its line."""
    connection.close()
    connection.line.let_go()


@cache
def _trust() -> ssl.SSLContext:
    """Return whom to trust: the certificates of SSL_CERT_FILE, else Mozilla's. Reading them takes 20 ms, once."""
    trust = ssl.create_default_context(cafile=os.environ.get("SSL_CERT_FILE") or certifi.where())
    trust.set_alpn_protocols(["http/1.1"])  # some servers speak HTTP/2 with whoever does not say
    return trust


class Watchdog:
    """Cuts lines on which an answer has not come to its end in time: a timeout of the socket starts anew with each
    byte, so that a server which sends one a second would never break it. One thread watches for all requests."""

    def __init__(self) -> None:
        self._deadlines: dict[Line, float] = {}
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    @contextmanager
    def watching(self, line: Line, seconds: float) -> Iterator[None]:
        """Cut the line when the block has not ended in so many seconds of real time, and raise `RefusedError`."""
        with self._lock:
            self._deadlines[line] = time.monotonic() + seconds
            self._start()
        try:
            yield
        except Exception as error:
            if line.was_cut:
                raise _too_slow(seconds) from error
            raise
        finally:
            with self._lock:
                self._deadlines.pop(line, None)
            line.let_go()
        if line.was_cut:  # the end of the stream looks like the end of an answer that says no length
            raise _too_slow(seconds)

    def cut(self) -> None:
        """Cut every line now."""
        with self._lock:
            lines = list(self._deadlines)
        for line in lines:
            line.cut()

    def close(self) -> None:
        """End the thread."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, name="fetch-watchdog", daemon=True)
            self._thread.start()

    def _watch(self) -> None:
        while not self._ended.wait(1 / LOOKS_A_SECOND):
            now = time.monotonic()
            with self._lock:
                late = [line for line, deadline in self._deadlines.items() if deadline <= now]
            for line in late:
                line.cut()


def _too_slow(seconds: float) -> RefusedError:
    return RefusedError(
        RefusalKind.TIMEOUT, f"the answer did not come to its end in {seconds:g} s; it is tried again later"
    )
