"""What the state of feeds, pages and hosts is for, and the answers of servers."""

from __future__ import annotations

from db.descriptions.description import PART, Description

_VALIDATORS = {
    "etag": "the ETag of the last answer, to ask with whether something has changed",
    "last_modified": "the Last-Modified of the last answer, likewise",
}
_ERROR = {
    "failures": "how many tries have failed since the last that did not",
    "error_kind": "what the last try ended with; null when it went well: unreachable, timeout, status, later,"
    " robots, forbidden-network, scheme, redirects, too-large, wrong-type, broken, no-feed or mistake",
    "error": "what was wrong and what to do",
}

FETCHING = {
    "feeds": Description(
        "a feed or sitemap that is polled for a source",
        {
            **PART,
            "source": "the source",
            "address": "the address, as in the source's file; or as the sitemap index says",
            "parent": "the sitemap index that lists it; null for what stands in the source's file",
            "told": "when it was modified, as the sitemap index says",
            "moved_to": "where the server says that it has moved for good; asked there from then on",
            "kind": "rss, atom, rdf, json, sitemap, news-sitemap or sitemap-index, as last read",
            **_VALIDATORS,
            "digest": "the sha256 of the document last read",
            "entries": "how many entries that document had",
            "checked": "when it was asked for last: UTC, ISO 8601, like the other times",
            "succeeded": "when it answered last with a feed or with `not changed`",
            "changed": "when it told of something new last",
            "due": "when it is to be asked for next",
            **_ERROR,
            "status": "the HTTP status of the last answer",
            "run": "the run that asked last",
        },
    ),
    "pages": Description(
        "an address that a feed told of, whether it has been fetched or not",
        {
            **PART,
            "source": "the source",
            "address": "the address, without fragment and tracking parameters",
            "feed": "the feed that told of it first",
            "hint_title": "the title that the feed gave",
            "hint_authors": "the authors that the feed gave, a JSON list",
            "hint_published": "the date of publication that the feed gave, as it was written",
            "hint_language": "the language that the feed gave",
            "found": "when a feed told of it first",
            "fetched": "when it was first captured; null: not yet, or not to be (see due)",
            "checked": "when it was asked for last",
            "due": "when it is to be asked for next; null: never",
            **_ERROR,
            **_VALIDATORS,
            "digest": "the sha256 of what was captured last",
        },
    ),
    "hosts": Description(
        "a host that was asked",
        {
            "name": "its name, with the port where that is not the usual one",
            "free": "no request is sent to it before this time",
            "robots": "its robots.txt; empty where it has none, null where it could not be had",
            "robots_checked": "when that was fetched",
        },
    ),
    "responses": Description(
        "a document that a server sent and that is kept in the archive: a page, or a feed that told of something new",
        {
            **PART,
            "run": "the run that asked",
            "source": "the source it was asked for",
            "dump": "the dump that stands for what is fetched for this source",
            "locator": "where in that dump; captures of a page have the same, those of entries of a feed add #entry=",
            "kind": "feed or page",
            "address": "the address that was asked for",
            "final_address": "the address that answered, after redirects",
            "status": "the HTTP status",
            "headers": "the HTTP headers that are kept, a JSON list of pairs",
            "received": "when it was received",
            "digest": "the sha256 of the document, decompressed; its bytes are in the archive",
        },
    ),
}
