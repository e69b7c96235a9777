"""Any capture to an article or to a failure: the one function that the pipeline calls."""

from __future__ import annotations

from extractors.page import extract_page
from extractors.plain import extract_plain
from extractors.records import Capture, Extracted, Failure, SourceProfile, Stage


def extract(capture: Capture, profile: SourceProfile | None = None) -> Extracted | Failure:
    """Return the article that `capture` holds, or a `Failure` that says why there is none. Never raises."""
    try:
        if capture.media_type == "text/html":
            return extract_page(capture, profile)
        return extract_plain(capture, profile)
    except (Exception, MemoryError) as error:
        return Failure(capture.payload, Stage.EXTRACT, f"{type(error).__name__}: {error}")
