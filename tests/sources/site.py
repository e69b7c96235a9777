"""A web site on the loopback interface, made of a dictionary: invented pages, feeds and mistakes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

SAMPLE = Path(__file__).parents[2] / "docs" / "sample-site"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".xml": "application/xml",
    ".json": "application/json",
    ".txt": "text/plain",
}


@dataclass
class Site:
    """What the server answers, by path, and what it has been asked."""

    port: int
    pages: dict[str, bytes] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def address(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def put(self, path: str, page: str | bytes) -> None:
        self.pages[path] = page.encode() if isinstance(page, str) else page

    def put_sample(self, *, feed: str = "/feed.xml") -> None:
        """Publish the invented newspaper of the tutorial, its feed at another path if that is wanted."""
        for path in SAMPLE.iterdir():
            self.put(f"/{path.name}", path.read_bytes())
        self.put("/", self.pages.pop("/index.html"))
        self.pages[feed] = self.pages.pop("/feed.xml")


@contextmanager
def served() -> Iterator[Site]:
    """Serve a site during the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    site = Site(server.server_port)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            body = site.pages.get(self.path)
            status = site.statuses.get(self.path, 404 if body is None else 200)
            self.send_response(status)
            self.send_header("Content-Type", TYPES.get(Path(self.path).suffix, "text/html; charset=utf-8"))
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server.RequestHandlerClass = Handler
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
