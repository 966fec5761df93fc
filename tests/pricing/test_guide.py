"""Which model fits: every answer counts, reasons are shown, the loaded usage speaks too."""

from fractions import Fraction
from itertools import product

import pytest

from pricing import guide
from pricing.guide import FITS, QUESTIONS, REASONS, advise

F = Fraction


def test_every_answer_has_reasons() -> None:
    answers = [answer for options in QUESTIONS.values() for answer in options]
    assert sorted(answers) == sorted(REASONS)
    assert len(set(answers)) == len(answers)  # so that an answer names its question
    assert all(points and reason for rows in REASONS.values() for _, points, reason in rows)


@pytest.mark.parametrize("answers", list(product(*QUESTIONS.values())))
def test_points_are_the_sum_of_the_reasons_shown(answers: tuple[str, ...]) -> None:
    found = advise(answers, F(3, 4), F(1, 4))
    assert {one.model for one in found} == set(FITS)
    assert all(one.points == sum(points for points, _ in one.reasons) for one in found)
    assert [one.points for one in found] == sorted((one.points for one in found), reverse=True)


@pytest.mark.parametrize(
    ("answers", "best"),
    [
        (("each unit costs", "no", "using more"), "progressive"),  # 2 + 1 + 1
        (("mostly fixed", "to the cent", "neither"), "flat fee"),  # 2 + 2
        (("both", "roughly", "neither"), "hybrid"),  # 2 + 1 + 1
        (("mostly fixed", "no", "using more"), "volume"),  # 1 + 2
    ],
)
def test_who_answers_so_is_advised(answers: tuple[str, ...], best: str) -> None:
    assert advise(answers)[0].model == best


def test_uneven_usage_speaks_against_one_fee() -> None:
    answers = ("both", "roughly", "neither")
    even, uneven = (
        {one.model: one.points for one in advise(answers, top)} for top in (guide.UNEVEN, guide.UNEVEN + F(1, 100))
    )
    assert {name: uneven[name] - even[name] for name in FITS if uneven[name] != even[name]} == {
        "flat fee": -2,
        "progressive": 1,
    }


def test_idle_customers_speak_for_a_fee() -> None:
    answers = ("both", "roughly", "neither")
    (busy, idle) = ({one.model: one for one in advise(answers, None, share)} for share in (guide.IDLE, F(30, 100)))
    assert idle["hybrid"].points == busy["hybrid"].points + 1
    assert (1, "30 % of your customers used nothing: a fee is paid all the same") in idle["hybrid"].reasons


def test_an_unknown_answer_is_no_reason() -> None:
    assert {one.points for one in advise(("", "perhaps"))} == {0}
