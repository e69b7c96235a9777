"""An article's address within its source: what says that two captures are the same article."""

from __future__ import annotations

import hashlib
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# Parameters that say where a reader came from and never which page is meant.
_TRACKING = {"fbclid", "gclid", "dclid", "msclkid", "igshid", "yclid", "mc_cid", "mc_eid", "ocid", "cmpid", "xtor"}
_TRACKING_PREFIX = "utm_"
_PORTS = {"http": 80, "https": 443}


def address(url: str | None, canonical_url: str | None, text: str) -> str:
    """Return the canonical URL if it is of the URL's host and not a root path, else the URL, else the digest of
    `text`.

    Both are tidied (`tidy`). A canonical URL alone, of a page whose URL is unknown, is believed.
    """
    own = tidy(url) if url else None
    canonical = tidy(canonical_url) if canonical_url else None
    if canonical and urlsplit(canonical).path not in ("", "/") and (own is None or _host(own) == _host(canonical)):
        return canonical
    return own or "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def tidy(url: str) -> str | None:
    """Return an http(s) URL without fragment, tracking parameters and default port, its host in lower case;
    else None."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname:
        return None
    host = parts.hostname if port in (None, _PORTS[parts.scheme]) else f"{parts.hostname}:{port}"
    return urlunsplit((parts.scheme, host, parts.path or "/", _query(parts.query), ""))


def _query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=None)
    kept = [(name, value) for name, value in pairs if not _tracks(name.lower())]
    return query if len(kept) == len(pairs) else urlencode(kept)


def _tracks(name: str) -> bool:
    return name in _TRACKING or name.startswith(_TRACKING_PREFIX)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("amp.")
