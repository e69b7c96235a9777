"""What a format's reader finds: a capture that does not know its source yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from extractors.records import Capture, Hints

SourceNamer = Callable[[str | None, str | None], str]  # (what the record says its source is, its URL) -> source name


@dataclass(frozen=True, slots=True)
class Found:
    """A document in a dump. `locator` is the inner form (see `locators`), `said` what the record says its source is."""

    body: bytes
    media_type: str
    locator: str
    url: str | None = None
    captured_at: str | None = None
    said: str | None = None
    record_id: str | None = None
    hints: Hints = field(default_factory=Hints)
    charset: str | None = None

    def capture(self, name_source: SourceNamer, locator: str) -> Capture:
        """Return the capture, its source named by `name_source`."""
        return Capture(
            body=self.body,
            media_type=self.media_type,
            url=self.url,
            captured_at=self.captured_at,
            source=name_source(self.said, self.url),
            locator=locator,
            record_id=self.record_id,
            hints=self.hints,
            charset=self.charset,
        )
