"""The ways in which servers are broken, as replies."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from email.utils import format_datetime
from functools import cache

from tests.outlets.outlet import Asked, Reply

HTML = {"Content-Type": "text/html; charset=utf-8"}
PIECES = 4000  # of an endless answer: 256 MB, should nobody stop it
DRIPS = 100  # of a slow answer


def status(code: int, **headers: str) -> Callable[[Asked], Reply]:
    """Answer with a status and headers: `status(429, Retry_After="7200")`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Reply(code, f"<html><body><p>{code}</p></body></html>".encode(), {**HTML, **named})


def unavailable_until(moment: datetime) -> Callable[[Asked], Reply]:
    """Answer 503 with a Retry-After that is a date."""
    return status(503, Retry_After=format_datetime(moment, usegmt=True))


def redirect(code: int, location: str) -> Callable[[Asked], Reply]:
    """Send the client elsewhere; a path stays within the outlet."""
    return lambda _: Reply(code, b"", {"Location": location})


def document(body: bytes, content_type: str = "text/html; charset=utf-8") -> Callable[[Asked], Reply]:
    """Answer with these bytes."""
    return lambda _: Reply(200, body, {"Content-Type": content_type})


def slow(asked: Asked) -> Reply:  # noqa: ARG001
    """Send a byte now and then, for ever as far as the client can tell. The only reply that takes real time."""
    return Reply(200, _drips(), HTML)


def _drips() -> Iterator[bytes]:
    for _ in range(DRIPS):
        yield b"<"
        time.sleep(0.2)


def endless(asked: Asked) -> Reply:  # noqa: ARG001
    """Send a page that never ends."""
    return Reply(200, _endless(), HTML)


def _endless() -> Iterator[bytes]:
    yield b"<html><body>"
    for _ in range(PIECES):
        yield b"<p>and so on</p>" * 4096


@cache
def _bomb() -> bytes:
    return gzip.compress(b"<p>" + b" " * 20_000_000, mtime=0)


def gzip_bomb(asked: Asked) -> Reply:  # noqa: ARG001
    """Send 20 kB that unpack to 20 MB."""
    return Reply(200, _bomb(), {**HTML, "Content-Encoding": "gzip"})


def damaged_gzip(asked: Asked) -> Reply:  # noqa: ARG001
    """Send what says that it is gzip and ends in its middle."""
    return Reply(200, gzip.compress(b"<p>words</p>" * 900, mtime=0)[:60], {**HTML, "Content-Encoding": "gzip"})


def cut_off(asked: Asked) -> Reply:  # noqa: ARG001
    """Promise more bytes than are sent."""
    return Reply(
        raw=True, body=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<html><p>so"
    )


def cut_off_chunks(asked: Asked) -> Reply:  # noqa: ARG001
    """Send a piece that says its length, and end before the piece that says that there are no more."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    return Reply(raw=True, body=head + b"9\r\n<p>so far\r\n")


def folded(asked: Asked) -> Reply:  # noqa: ARG001
    """Send a header that goes on in the next line, as old servers do, and a body in pieces."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html;\r\n\tcharset=windows-1251\r\n"
    return Reply(raw=True, body=head + b"Transfer-Encoding: chunked\r\n\r\n9\r\n<p>so far\r\n4\r\n</p>\r\n0\r\n\r\n")


def no_http(asked: Asked) -> Reply:  # noqa: ARG001
    """Send something that is no HTTP."""
    return Reply(raw=True, body=b"SSH-2.0-OpenSSH_9.6\r\n")


def hang_up(asked: Asked) -> Reply:  # noqa: ARG001
    """Close the connection without a word."""
    return Reply(raw=True, body=b"")
