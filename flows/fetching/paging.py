"""Asking for pages: each gives a capture, or the news that it has not changed, or a failure that is tried again.

In: the pages of one source, one after the other, as they are mostly of one host. Out: which pages (`polling`, `due`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from db.packing import Packer
from db.pages import PageRow
from db.responses import ResponseRow
from extractors.records import Capture, Failure, Hints, Origin, Stage, digest
from flows.fetching import due
from flows.fetching.client import PAGES, Fetcher
from flows.fetching.clock import Clock, moment, stamp
from flows.fetching.parcel import Parcel, kept_headers, locator_of
from flows.fetching.records import Answer, Refusal, RefusalKind, Validators
from flows.readers import sniff
from flows.source_files import Source

# A host that has not answered so often in a row is left for the next round: each try may take as long as a timeout.
ENOUGH = 3
SILENCE = frozenset({RefusalKind.UNREACHABLE, RefusalKind.TIMEOUT})


@dataclass(slots=True)
class Paging:
    """One visit's asking for pages."""

    source: Source
    fetcher: Fetcher
    clock: Clock
    tries: int
    send: Callable[[Parcel], None]
    go_on: Callable[[], bool]
    packer: Packer
    parcel: Parcel = field(init=False)

    def __post_init__(self) -> None:
        self.parcel = Parcel(self.source.name)

    def ask_all(self, pages: Iterable[PageRow]) -> None:
        """Ask for the pages, and send what comes, until there is no time left or the host has fallen silent."""
        silent = 0
        for page in pages:
            if silent >= ENOUGH or not self.go_on():
                break
            row = self._ask(page)
            self.parcel.pages.append(row)
            silent = silent + 1 if row.error_kind in SILENCE else 0
            if self.parcel.full:
                self._send()
        self._send()

    def _send(self) -> None:
        if self.parcel.pages:
            self.send(self.parcel)
            self.parcel = Parcel(self.source.name)

    def _ask(self, page: PageRow) -> PageRow:
        """Return the page's new state, its capture or failure being in the parcel."""
        try:
            return self._outcome(page, self.fetcher.fetch(page.address, _validators(page), PAGES))
        except Exception as mistake:  # costs this page, not the visit
            what = f"{type(mistake).__name__}: {mistake}; a mistake in Wiresift: please report it with the address"
            return self._refused(page, Refusal(page.address, RefusalKind.BROKEN, what))

    def _outcome(self, page: PageRow, answer: Answer | Refusal) -> PageRow:
        if isinstance(answer, Refusal):
            return self._refused(page, answer)
        payload = digest(answer.body)
        if answer.unchanged or payload == page.digest:
            return self._received(page, answer)
        media_type = sniff.of_response(answer.body, answer.media_type)
        if media_type is None:
            what = f"it is {answer.media_type or 'something'} and no text; leave it out"
            return self._refused(page, Refusal(page.address, RefusalKind.WRONG_TYPE, what))
        if not answer.body or answer.body.isspace():
            return self._refused(page, Refusal(page.address, RefusalKind.BROKEN, "the page is empty"))
        self.parcel.add(_capture(page, answer, media_type), self.packer.pack(payload, answer.body, checked=True))
        self.parcel.responses.append(_response(page, answer, payload))
        return replace(self._received(page, answer), digest=payload)

    def _received(self, page: PageRow, answer: Answer) -> PageRow:
        first = page.fetched or answer.fetched_at
        again = due.page_again(self.source, moment(first), self.clock.now())
        return replace(
            page,
            fetched=first,
            checked=answer.fetched_at,
            due=None if again is None else stamp(again),
            failures=0,
            error_kind=None,
            error=None,
            etag=answer.etag or (page.etag if answer.unchanged else None),
            last_modified=answer.last_modified or (page.last_modified if answer.unchanged else None),
        )

    def _refused(self, page: PageRow, refusal: Refusal) -> PageRow:
        now = self.clock.now()
        if refusal.kind is RefusalKind.LATER:
            return replace(page, due=stamp(now + timedelta(seconds=refusal.retry_after or 0)))
        row = replace(page, checked=stamp(now), error_kind=refusal.kind, error=refusal.what)
        if page.fetched is not None:  # it is there already; its next time will do
            again = due.page_again(self.source, moment(page.fetched), now)
            return replace(row, due=None if again is None else stamp(again))
        failures = page.failures + 1
        retry = due.page_retry(failures, self.tries, now, refusal)
        if retry is None:
            self.parcel.failures.append(_failure(page, refusal, failures))
        return replace(row, failures=failures, due=None if retry is None else stamp(retry))


def _validators(page: PageRow) -> Validators:
    return Validators(page.etag, page.last_modified) if page.fetched else Validators()


def _capture(page: PageRow, answer: Answer, media_type: str) -> Capture:
    return Capture(
        body=b"",
        media_type=media_type,
        url=answer.final_address,
        captured_at=answer.fetched_at,
        source=page.source,
        locator=locator_of(answer.fetched_at, page.address),
        record_id=None,
        hints=Hints(page.hint_title, page.hint_authors, page.hint_published, page.hint_language, Origin.FEED),
        charset=answer.charset,
    )


def _response(page: PageRow, answer: Answer, payload: str) -> ResponseRow:
    return ResponseRow(
        source=page.source,
        locator=locator_of(answer.fetched_at, page.address),
        kind="page",
        address=page.address,
        final_address=answer.final_address,
        status=answer.status,
        headers=kept_headers(answer.headers),
        received=answer.fetched_at,
        digest=payload,
    )


def _failure(page: PageRow, refusal: Refusal, tries: int) -> Failure:
    times = "once" if tries == 1 else f"{tries} times"
    return Failure(None, Stage.READ, f"{page.address} was asked for {times}: {refusal.what}", page.address)
