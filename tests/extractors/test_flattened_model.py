"""The evaluator of the trees, the choice of what to keep, and the file that is shipped."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files

import numpy as np
import pytest

from extractors.flattened_context import context_of
from extractors.flattened_features import features_of, rows_of
from extractors.flattened_model import MODEL_FILE, Model, Trees, kept_of, model, probabilities
from extractors.flattened_units import units_of

TREES = Trees(
    feature=np.array([[0, 1, 1], [1, 0, 0]], np.int16),
    threshold=np.array([[0.5, 2.0, 3.0], [1.0, np.inf, np.inf]], np.float32),
    leaf=np.array([[1, 2, 3, 4], [10, 20, 30, 40]], np.float32),
    baseline=-20.0,
)


@pytest.mark.parametrize(
    ("row", "leaves"), [((0.5, 2.0), 1 + 30), ((0.5, 2.1), 2 + 30), ((0.6, 3.0), 3 + 30), ((0.6, 0.0), 3 + 10)]
)
def test_a_value_goes_left_unless_it_is_greater(row: tuple[float, float], leaves: float) -> None:
    expected = 1 / (1 + np.exp(20.0 - leaves))
    assert TREES.probability(np.array([row], np.float32)) == pytest.approx([expected], rel=1e-5)


def test_models_are_asked_in_turn_until_their_mean_is_certain() -> None:
    feature, threshold = np.zeros((3, 1), np.int16), np.full((3, 1), 0.5, np.float32)
    leaf = np.array([[1, 5], [-3, 100], [5, 100]], np.float32)
    models = Trees(feature, threshold, leaf, 0.0, models=3)
    doubtful, certain = models.probability(np.array([[0], [1]], np.float32))
    assert doubtful == pytest.approx(1 / (1 + np.exp(-1.0)))
    assert certain == pytest.approx(1 / (1 + np.exp(-5.0)))


@pytest.mark.parametrize(("first", "second", "expected"), [(6, -3, 6), (-6, 3, -6), (1, -3, -3), (-1, 3, 3)])
def test_what_the_first_look_is_sure_of_is_not_looked_at_twice(first: float, second: float, expected: float) -> None:
    def always(log_odds: float) -> Trees:
        feature, threshold = np.zeros((1, 1), np.int16), np.zeros((1, 1), np.float32)
        return Trees(feature, threshold, np.full((1, 2), log_odds, np.float32), 0.0)

    use = Model(always(first), always(second), model().phrases, {})
    probability, _ = probabilities(units_of("One line of words\nAnother one"), use)
    assert probability == pytest.approx([1 / (1 + np.exp(-expected))] * 2)


def test_many_rows_are_evaluated_in_parts() -> None:
    rows = np.random.default_rng(0).uniform(0, 4, (9000, 2)).astype(np.float32)
    together = TREES.probability(rows)
    assert together[8999] == TREES.probability(rows[8999:])[0]
    assert len(together) == 9000


def test_what_is_likely_enough_to_gain_is_kept() -> None:
    weight = np.ones(4, np.float32)
    assert kept_of(np.array([0.9, 0.1, 0.8, 0.0], np.float32), weight).tolist() == [True, False, True, False]
    assert kept_of(np.array([0.3, 0.3, 0.3, 0.3], np.float32), weight).all()


def test_the_file_is_the_one_its_description_speaks_of() -> None:
    folder = files("extractors")
    description = json.loads(folder.joinpath(MODEL_FILE.replace(".npz", ".json")).read_text(encoding="utf-8"))
    content = folder.joinpath(MODEL_FILE).read_bytes()
    assert hashlib.sha256(content).hexdigest() == description["model"]
    assert len(content) < 1_000_000
    rows, columns, words = features_of(units_of("a"), {}, model().phrases)
    assert list(columns) == description["features"]
    assert list(context_of(rows[:, 0], columns["words"], words)) == description["features of the second look"]
    assert len(model().lexicon) == description["words"]


def test_features_are_finite_for_any_length() -> None:
    for text in ("a", "a\nb", "\n".join("abc"), "今日は晴れだ。", "1", "“"):
        rows, columns, words = features_of(units_of(text), {"a": 1.0}, model().phrases)
        assert rows.shape == (len(units_of(text)), len(columns))
        assert np.isfinite(rows).all()
        assert np.isfinite(rows_of(context_of(np.ones(len(rows), np.float32), columns["words"], words))).all()


def test_a_long_document_is_weighed_in_parts() -> None:
    units = units_of("Some words on a line\n" * 20_001)
    probability, columns = probabilities(units, model())
    assert len(probability) == len(columns["words"]) == 20_001
