"""What all workers share: the server that they are forked from imports this module, and with it all that they need.

Models and tables are read when the first document asks for them, which takes 0.55 s. Here two small documents, one of
each kind, ask for all of it, once for all workers, and while the parent is still importing. Their apostrophe asks for
what folds such characters.

In: the two documents. Out: starting the server (`flows.pool`).
"""

from __future__ import annotations

from extractors.records import Capture
from flows.process import process
from flows.work import Outcome, Work

_SENTENCE = "The ferry between the two banks will run twice a day from Monday on, the harbour’s office said. "
_PAGE = (
    "<html><head><title>Ferry to run twice a day</title></head><body><article><h1>Ferry to run twice a day</h1>"
    + f"<p>{_SENTENCE * 3}</p>" * 5
    + "</article></body></html>"
)
_TEXT = f"Ferry to run twice a day 5 Apr\nLatest news\n{_SENTENCE * 3}\n{_SENTENCE * 2}\n{_SENTENCE * 3}\n"


def load() -> list[Outcome]:
    """Process a page and a flattened text, and return what they gave."""
    documents = (("text/html", _PAGE), ("text/plain", _TEXT))
    return process(
        [
            Work(0, Capture(body.encode(), media_type, "http://ferry.example/news", None, "ferry", media_type, None))
            for media_type, body in documents
        ]
    )


load()
