"""Dumps that hold many documents: JSONL, WARC, feeds. A writer returns the bytes and the locator of every document."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from io import BytesIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.samples.compressed import gzipped
from tests.samples.documents import Container, Document
from tests.samples.flattened import record_text
from tests.samples.pages import feed, fragment, page

Written = tuple[bytes, list[str]]

_CHUNK = 4096  # bytes of a chunk in a chunked HTTP body: several to a page
_WARC_MADE = "2026-01-18T00:00:00Z"


def write(container: Container) -> Written:
    """Return the container file and the locators of its documents, in their order."""
    for ending, writer in _WRITERS.items():
        if container.file.endswith(ending):
            return writer(container)
    raise ValueError(f"dumps.toml: {container.file}: no writer for this suffix; there are {', '.join(_WRITERS)}")


def _jsonl(container: Container) -> Written:
    lines = [_line(document, container.keys) for document in container.documents]
    body = "".join(f"{line}\n" for line in lines).encode()
    locators = [f"line={number}" for number, _ in enumerate(lines, start=1)]
    return (gzipped(body) if container.file.endswith(".gz") else body), locators


def _line(document: Document, keys: dict[str, str]) -> str:
    if document.form == "raw-line":
        return document.raw
    record = _html_record(document) if document.form == "html-record" else _text_record(document)
    return json.dumps({keys.get(key, key): value for key, value in record.items() if value}, ensure_ascii=False)


def _html_record(document: Document) -> dict[str, str]:
    return {
        "id": document.id,
        "url": document.url,
        "captured_at": document.captured_at,
        "html": page(document).decode(),
    }


def _text_record(document: Document) -> dict[str, str]:
    return {
        "id": document.id,
        "url": document.url,
        "title": document.title,
        "authors": ", ".join(document.authors),
        "published": document.published,
        "language": document.language,
        "captured_at": document.captured_at,
        "text": record_text(document),
    }


def _warc(container: Container) -> Written:
    buffer, locators = BytesIO(), []
    writer = WARCWriter(buffer, gzip=False)
    _add(writer, "warcinfo", "", _WARC_MADE, b"software: tests/samples/build.py\r\nformat: WARC File Format 1.0\r\n")
    bounds = [0]
    for document in container.documents:
        bounds.append(buffer.tell())
        request = f"GET /{document.path} HTTP/1.1\r\nHost: {document.outlet.homepage.split('/')[2]}\r\n\r\n"
        _add(writer, "request", document.url, document.captured_at, request.encode())
        bounds.append(buffer.tell())
        locators.append(f"offset={buffer.tell()}")
        _add(writer, "response", document.url, document.captured_at, _http_response(document))
    records = [buffer.getvalue()[start:end] for start, end in zip(bounds, [*bounds[1:], None], strict=True)]
    return b"".join(gzipped(record) for record in records), locators


def _add(writer: WARCWriter, kind: str, url: str, date: str, block: bytes) -> None:
    identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{kind} {url} {date}")
    headers = {"WARC-Record-ID": f"<urn:uuid:{identity}>", "WARC-Date": date}
    content_type = "application/warc-fields" if kind == "warcinfo" else f"application/http; msgtype={kind}"
    record = writer.create_warc_record(
        url, kind, payload=BytesIO(block), length=len(block), warc_content_type=content_type, warc_headers_dict=headers
    )
    writer.write_record(record)


def _http_response(document: Document) -> bytes:
    body = page(document)
    headers = [("Content-Type", "text/html; charset=UTF-8"), ("Server", "nginx")]
    if document.content_encoding:
        headers.append(("Content-Encoding", document.content_encoding))
        body = gzipped(body)
    if document.transfer_encoding:
        headers.append(("Transfer-Encoding", document.transfer_encoding))
        body = b"".join(_chunks(body))
    else:
        headers.append(("Content-Length", str(len(body))))
    return bytes(StatusAndHeaders("200 OK", headers, "HTTP/1.1").to_bytes()) + body


def _chunks(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), _CHUNK):
        piece = body[start : start + _CHUNK]
        yield b"%x\r\n%s\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"


def _xml_feed(container: Container) -> Written:
    name = f"feed.{container.file.rpartition('.')[2]}"
    return feed(name, container.documents).encode(), _entries(container)


def _json_feed(container: Container) -> Written:
    outlet = container.documents[0].outlet
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.title,
        "home_page_url": outlet.homepage,
        "language": outlet.language,
        "items": [_json_item(document) for document in container.documents],
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode(), _entries(container)


def _json_item(document: Document) -> dict[str, object]:
    item = {
        "id": document.id,
        "url": document.url,
        "title": document.title,
        "date_published": document.published,
        "authors": [{"name": name} for name in document.authors],
        "content_html": str(fragment(document)),
    }
    return {key: value for key, value in item.items() if value}


def _entries(container: Container) -> list[str]:
    return [f"entry={number}" for number, _ in enumerate(container.documents, start=1)]


_WRITERS: dict[str, Callable[[Container], Written]] = {
    ".jsonl": _jsonl,
    ".jsonl.gz": _jsonl,
    ".warc.gz": _warc,
    ".rss": _xml_feed,
    ".atom": _xml_feed,
    ".json": _json_feed,
}
