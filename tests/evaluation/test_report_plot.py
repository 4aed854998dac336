"""The picture is drawn for any evaluation and any names, and leaves no trace in matplotlib."""

import base64
import re
import struct
import sys

import matplotlib
import pytest

from eigendata_assets.artifacts.verdicts import Evaluation
from eigendata_assets.evaluation import report
from tests.evaluation.report_examples import HOSTILE, evaluation, everywhere, rejected, two_models, verdict


def size(png: bytes) -> tuple[int, int]:
    """Width and height, from the header."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def many(models: int, categories: int) -> Evaluation:
    return evaluation(
        *(rejected(1, f"model {m}", category=f"category {c}") for m in range(models) for c in range(categories))
    )


@pytest.mark.parametrize(("models", "categories"), [(1, 1), (2, 3), (10, 4), (3, 12)])
def test_every_evaluation_has_a_picture_of_bounded_width(models: int, categories: int) -> None:
    width, height = size(report.plot_png(many(models, categories)))
    assert width <= 1200
    assert height < 150 + 100 * (models + 1) * (categories + 1)


def test_an_evaluation_of_nothing_has_a_picture() -> None:
    assert size(report.plot_png(evaluation()))[0] == 600


@pytest.mark.parametrize("text", HOSTILE)
def test_no_name_breaks_the_picture(text: str) -> None:
    assert size(report.plot_png(everywhere(text))) == size(report.plot_png(everywhere("x")))


def test_the_same_evaluation_gives_the_same_picture() -> None:
    assert report.plot_png(two_models()) == report.plot_png(two_models())


def test_verdicts_change_the_picture() -> None:
    assert report.plot_png(evaluation(verdict())) != report.plot_png(evaluation(rejected()))


def test_the_global_state_of_pyplot_is_not_touched() -> None:
    before = "matplotlib.pyplot" in sys.modules, matplotlib.rcParams.copy()
    report.plot_png(two_models())
    assert ("matplotlib.pyplot" in sys.modules, matplotlib.rcParams.copy()) == before


def test_metadata_gets_the_picture_as_a_markdown_image() -> None:
    found = re.fullmatch(r"!\[[\w ,-]+\]\(data:image/png;base64,([\w+/=]+)\)", report.plot_markdown(two_models()))
    assert found is not None
    assert base64.b64decode(found[1]) == report.plot_png(two_models())
