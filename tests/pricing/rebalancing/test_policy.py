"""Policies: defaults, files, and what they refuse."""

from pathlib import Path

import pytest

from data import policies
from pricing.errors import Refusal
from pricing.rebalancing import states
from pricing.rebalancing.policy import Policy, parse
from pricing.rebalancing.states import TABLE, Event, State


@pytest.mark.parametrize("name", policies.names())
def test_files_parse_and_read_back(name: str) -> None:
    document = policies.read(name)
    made = parse(document)
    assert made.source
    assert made.note
    assert made.warnings == ()
    assert parse(made.document()) == made


def test_the_seven_policies_of_the_field() -> None:
    assert policies.names()[0] == "sustained"
    assert set(policies.names()) == {
        "sustained", "ratchet", "three_months", "two_cycles", "messages", "overage_only", "fixed_plan"
    }  # fmt: skip
    default = parse(policies.read("sustained"))
    plain = {"name": "", "source": "", "note": ""}
    assert default.model_copy(update=plain) == Policy().model_copy(update=plain)


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ({"grace_dys": 3}, "No such parameter: 'grace_dys'. Did you mean 'grace_days'?"),
        ({"grace_days": -1}, "a number greater than or equal to 0 is needed, not '-1'"),
        ({"grace_days": "3"}, "a whole number is needed"),
        ({"trend": "weeks_over"}, "no such trend rule: 'weeks_over'. Did you mean 'weeks_over_pace'?"),
        ({"trend": "m_of_n(7, 5)"}, "Write m_of_n(5, 7)."),
        ({"trend": "weeks_over_pace(99)"}, "1 to 366"),
        ({"response": {"accept": "0.5"}}, "sum to 1"),
        ({"response": {"perhaps": "1"}}, "no such answer: 'perhaps'"),
        ({"timezone": "Mars/Olympus"}, "no such time zone"),
        ({"timezone": "../../etc/passwd"}, "no such time zone"),
        ({"cycle": 0}, "a number of days is needed"),
        ({"cycle": "year"}, '"month", "week" or a number of days is needed'),
        ({"anchor_day": 32}, "less than or equal to 31"),
        ({"upgrade_when": "soon"}, "'soon'"),
        ({"notify_at": ["1", "0.8"]}, "shares above 0 are needed that rise"),
        ({"notify_at": "0.8"}, "a list of shares is needed"),
        ({"hysteresis": "1.5"}, "at most 1"),
        ({"min_observed": "1.5"}, "at most 1"),
        ({"unserved_price": "-1"}, "0 or more"),
        ({"over_margin": "0.12345"}, "at most 3 decimals"),
        ({"overage_cap": "0.5"}, "1 or more"),
        ({"over_cycles_confirm": 101}, "at most 100"),
        ({"downgrade_patience": 0}, "greater than or equal to 1"),
    ],
)
def test_what_is_refused(document: dict[str, object], text: str) -> None:
    with pytest.raises(Refusal) as caught:
        parse(document)
    assert text in str(caught.value)


def test_a_policy_file_that_is_not_there() -> None:
    with pytest.raises(ValueError, match="Did you mean 'sustained'"):
        policies.read("sustaind")
    with pytest.raises(ValueError, match="no such policy"):
        policies.read("../presets/fonts")


def test_every_state_and_event_is_reached_by_the_table() -> None:
    assert {row.target for row in TABLE.values()} == set(State)
    told = {event for row in TABLE.values() for event in row.events}
    # The others tell of data, of the meter or of the calendar, and leave the plan as it is.
    assert set(Event) - told == {
        Event.SERVICE_STARTED, Event.CYCLE_CLOSED, Event.INVOICE_ISSUED, Event.USAGE_MISSING, Event.USAGE_LATE,
        Event.USAGE_CORRECTED, Event.USAGE_NOTICE, Event.LIMIT_REACHED, Event.USAGE_CAPPED,
    }  # fmt: skip


def test_the_documentation_draws_the_table_and_every_parameter() -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "rebalancing.md").read_text(encoding="utf-8")
    assert states.drawn() in text
    for name in Policy.model_fields:
        assert f"`{name}`" in text, name
