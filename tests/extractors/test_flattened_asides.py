"""Captions and links inside a text, which say themselves what they are."""

from __future__ import annotations

import pytest

from extractors.flattened_asides import asides
from extractors.records import Reason

PROSE = "The council of the lake towns decided on Monday evening to keep the ferry running through the winter."


def reason(line: str) -> Reason | None:
    verdict = asides([PROSE, line]).get(1)
    return verdict.reason if verdict else None


@pytest.mark.parametrize(
    "line",
    [
        "The ferry leaves the old harbour in the first snow. Foto: Privat",
        "The ferry in the ice (Picture: LAKE)",
        "The harbour master on Monday. AP Photo/Ada Morrow",
        "The harbour master on Monday. Photo by Ada Morrow /Coast News",
        "The harbour master argued for closing the line. (Ada Morrow/Coast Pictures)",
        "The ferry will go on in the winter. (Unsplash)",
        "The ferry in the ice. — © COAST",
        "Der Hafenmeister (l.) und die Bürgermeisterin im Stadtrat.",
        "FILE - The ferry leaves the old harbour, in May 2024.",
    ],
)
def test_captions(line: str) -> None:
    assert reason(line) is Reason.CAPTION


@pytest.mark.parametrize(
    "line",
    [
        "Les også: Fergen går hele vinteren",
        "ALSO READ: Ferry to run all winter",
        "Lire aussi sur le lac : le bac reste",
    ],
)
def test_links(line: str) -> None:
    assert reason(line) is Reason.LINK_LIST


@pytest.mark.parametrize(
    "line",
    [
        PROSE,
        "He took a photo: the ferry lay in the ice, and nobody was to be seen.",
        "The fare is 4.50 francs there and back (with/without a bicycle).",
        "The mayor will answer on Tuesday. (Reuters)",
        "Stadträtin Ada Morrow (Mitte) will die Fähre auch im Winter fahren lassen.",
        "Latest: the ferry leaves at nine, and the council meets on Friday evening.",
        "More about the ferry is to be decided in the spring.",
        "The paper had the picture on its first page: Ada Morrow in the rain.",
    ],
)
def test_what_is_left(line: str) -> None:
    assert reason(line) is None


def test_a_long_paragraph_is_no_caption() -> None:
    assert reason(f"{PROSE} {PROSE} {PROSE} {PROSE} Foto: Privat") is None


def test_a_text_of_captions_alone_stays() -> None:
    assert asides(["The ferry in the ice. Foto: Privat", "The harbour. Foto: Privat"]) == {}
