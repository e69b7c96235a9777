"""What stands around a unit, seen through whole documents."""

from __future__ import annotations

import numpy as np
import pytest

from extractors.flattened_features import features_of
from extractors.flattened_model import model
from extractors.flattened_units import units_of

STORY = [
    "The ferry to the northern islands runs again after the storm, and the harbour master says that it will stay so.",
    "Dockers repaired the ramp overnight with what was at hand, and the first lorries were on board before dawn.",
    "Of the islands' two shops one has had no bread since Tuesday, and the other sold its last milk on the day after.",
]


def columns_of(lines: list[str]) -> dict[str, np.ndarray]:
    _, columns, _ = features_of(units_of("\n".join(lines)), {}, model().phrases)
    return columns


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("Home Sport Weather Video", "long_apart"),
        ("Datenschutzerklärung Nutzungsbedingungen Verlagsgesellschaft", "word_length_apart"),
        ("12 13 14 15 16 17", "digit_share_apart"),
        ("Subscribe Register Login", "function_apart"),
    ],
)
def test_a_line_in_another_style_is_far_from_the_main_text(line: str, column: str) -> None:
    apart = np.abs(columns_of([*STORY, line])[column])
    assert apart[3] > 3 * apart[:3].max()


def test_without_running_text_all_lines_are_the_main_text() -> None:
    columns = columns_of(["Home", "Sport", "World news today"])
    assert columns["long_apart"].mean() == pytest.approx(0, abs=1e-6)
