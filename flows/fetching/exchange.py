"""Exchanging one request for one response on a host's one connection.

In: keeping connections, and what a broken one means. Out: turns, robots and redirects (`flows.fetching.client`).
"""

from __future__ import annotations

import functools
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import SplitResult

from flows.fetching.answering import Accepts, Response, read_response
from flows.fetching.connections import Connection, Watchdog, close, new_connection
from flows.fetching.hosts import PORTS, Host, Hosts
from flows.fetching.networks import MayConnect, Resolve, open_socket
from flows.fetching.records import RefusalKind
from flows.fetching.refusing import RefusedError
from flows.settings import FetchSettings

# Connections that are kept between requests, above the usual 32 threads and far under the 1,024 files that a process
# may usually have open.
KEPT = 64
BROKEN = (HTTPException, OSError)


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent to each address on the way."""

    accepts: Accepts
    limit: int  # bytes of the body, before and after decompression
    headers: dict[str, str]
    obeys_robots: bool = True


class Exchange:
    """Sends requests. The caller has the host's turn."""

    def __init__(self, settings: FetchSettings, hosts: Hosts, resolve: Resolve, may_connect: MayConnect) -> None:
        self._settings = settings
        self._hosts = hosts
        self._watchdog = Watchdog()
        self._open_socket = functools.partial(open_socket, may_connect=may_connect, resolve=resolve)

    def close(self) -> None:
        """Close every connection."""
        for host in self._hosts.all():
            _disconnect(host)
        self._watchdog.close()

    def cut(self) -> None:
        """End every request that is under way."""
        self._watchdog.cut()

    def send(self, host: Host, parts: SplitResult, request: Request) -> Response:
        """Return the response. Raise `RefusedError`.

        A kept connection that the server has closed meanwhile is opened once more.
        """
        try:
            if host.connection is not None:
                with suppress(ConnectionError):
                    return self._send_once(host, parts, request)
            return self._send_once(host, parts, request)
        except BROKEN as error:
            raise _refused(error, host.name) from error

    def _send_once(self, host: Host, parts: SplitResult, request: Request) -> Response:
        connection = self._connection(host, parts)
        whole = False
        try:
            with self._watchdog.watching(connection.line, self._settings.whole_answer):
                if connection.sock is not None:
                    connection.line.hold(connection.sock)
                connection.request("GET", _target(parts), headers=request.headers)
                response = read_response(connection.getresponse(), request.accepts, request.limit)
            whole = True
            return response
        finally:
            if not whole:
                _disconnect(host)

    def _connection(self, host: Host, parts: SplitResult) -> Connection:
        goal = f"{parts.scheme}://{parts.netloc}"
        if host.connection is None or host.connected_to != goal:
            _disconnect(host)
            self._make_room()
            port = parts.port or PORTS[parts.scheme]
            name = parts.hostname or ""
            host.connection = new_connection(parts.scheme, name, port, self._settings.timeout, self._open_socket)
            host.connected_to = goal
        return host.connection

    def _make_room(self) -> None:
        """Close the connections that nobody is using, when there are many."""
        kept = [host for host in self._hosts.all() if host.connection is not None]
        if len(kept) < KEPT:
            return
        for host in kept:
            if host.lock.acquire(blocking=False):
                _disconnect(host)
                host.lock.release()


def _disconnect(host: Host) -> None:
    if host.connection is not None:
        close(host.connection)
        host.connection = None


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _refused(error: Exception, host: str) -> RefusedError:
    if isinstance(error, TimeoutError):
        return RefusedError(RefusalKind.TIMEOUT, f"{host} has stopped answering; it is tried again later")
    if isinstance(error, (ConnectionError, OSError)):
        return RefusedError(
            RefusalKind.UNREACHABLE, f"the connection to {host} broke ({error}); it is tried again later"
        )
    return RefusedError(RefusalKind.BROKEN, f"{host} sent no whole answer ({error}); it is tried again later")
