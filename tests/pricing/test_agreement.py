"""Bill, curve, invoice lines and an independent reading of the rules agree on seeded random plans.

Quantities are 0, each bound that a charge meets, one smallest unit either side of it, and some way beyond.
"""

import itertools
import re
from collections import Counter
from fractions import Fraction

import pytest

from pricing import invoice, plans
from pricing.catalog import Catalog, Plan, parse
from pricing.curve import Curve
from pricing.errors import BeyondTable
from pricing.money import to_minor
from tests import curves
from tests.pricing import reference

EXACT = ("boundary", "flat_fee_at_zero", "allowance", "tier_counts", "beyond_table")
EXACT_CONVENTIONS = [
    dict(zip(EXACT, values, strict=True)) for values in itertools.product(*(curves.SWITCHES[name] for name in EXACT))
]
ORDER = ["fee", "seats", "charges", "credit", "minimum", "maximum", "rounding"]
IN_CHARGE = ["included", "usage", "flat_fee", "charge_minimum", "charge_maximum"]
BEYOND = "beyond the table"


def named(conventions: dict[str, str]) -> str:
    """Return conventions as a test's name."""
    return " ".join(conventions.values())


def exact_bill(catalog: Catalog, plan: Plan, usage: curves.Usage) -> Fraction | str:
    """Return the exact bill, or that there is none."""
    try:
        return plans.exact_bill(catalog, plan, usage)
    except BeyondTable:
        return BEYOND


def on(curve: Curve | None, quantity: Fraction) -> Fraction | str:
    """Return what a curve says of a quantity; no curve prices nothing."""
    try:
        return BEYOND if curve is None else curve(quantity)
    except BeyondTable:
        return BEYOND


def expected(document: curves.Document, usage: curves.Usage) -> Fraction | str:
    """Return the exact bill by the independent reading."""
    try:
        return reference.bill(document, "Plan", usage).exact
    except reference.BeyondClosedTable:
        return BEYOND


def curve_or_none(catalog: Catalog, plan: Plan, meter: str, usage: curves.Usage, until: Fraction) -> Curve | None:
    """Return the curve of a meter, or None where the other meters alone are beyond a table."""
    try:
        return plans.curve(catalog, plan, meter, usage, until=until)
    except BeyondTable:
        return None


def ends_between_blocks(document: curves.Document) -> bool:
    """Whether a closed table ends inside a block that rounds to the nearest: it prices no last quantity."""
    rules = reference.switches(document)
    for charge in document["plans"][0]["charges"]:
        last = charge["tiers"][-1].get("up_to")
        if charge.get("block_rounding") == "nearest" and last and rules["beyond_table"] == "refuse":
            block = Fraction(charge.get("block") or charge["per"])
            if ((Fraction(last) - reference.ahead(charge, rules)) / block).denominator != 1:
                return True
    return False


@pytest.mark.parametrize("conventions", EXACT_CONVENTIONS, ids=named)
@pytest.mark.parametrize("kind", curves.KINDS)
def test_bill_curve_and_reference_agree_exactly(kind: str, conventions: dict[str, str]) -> None:
    for seed in range(3):
        kinds = (kind, curves.KINDS[EXACT_CONVENTIONS.index(conventions) % 9])[: 1 + seed % 2]
        document = curves.document(seed * 1000 + EXACT_CONVENTIONS.index(conventions), kinds, conventions)
        chance = curves.dice(seed)
        catalog = parse(document)
        plan = catalog.plans[0]
        meter, others = chance.choice(plan.meters), curves.usage(chance, document)
        quantities = curves.probes(document, meter, others)
        curve = curve_or_none(catalog, plan, meter, others, quantities[-1])
        for quantity in quantities:
            usage = {**others, meter: quantity}
            due = expected(document, usage)
            assert exact_bill(catalog, plan, usage) == due, usage
            if not (on(curve, quantity) == BEYOND and ends_between_blocks(document)):
                assert on(curve, quantity) == due, usage


@pytest.mark.parametrize("conventions", curves.CONVENTIONS, ids=named)
def test_lines_sum_to_the_bill_for_every_convention(conventions: dict[str, str]) -> None:
    for seed in range(2):
        document = curves.document(seed * 1000 + curves.CONVENTIONS.index(conventions), (), conventions)
        chance = curves.dice(seed)
        catalog = parse(document)
        plan = catalog.plans[0]
        meter, others = chance.choice(plan.meters), curves.usage(chance, document)
        seats = chance.choice((None, 0, 3))
        quantities = curves.probes(document, meter, others)
        for quantity in chance.sample(quantities, min(len(quantities), 9)):
            agrees(document, catalog, {**others, meter: quantity}, seats)


def agrees(document: curves.Document, catalog: Catalog, usage: curves.Usage, seats: int | None) -> None:
    """Assert that an invoice and the reference say the same of a usage."""
    try:
        due = reference.bill(document, "Plan", usage, seats)
    except reference.BeyondClosedTable:
        with pytest.raises(BeyondTable, match=r"Plan 'Plan': the table of .* ends at .*, not '.*'"):
            invoice.quote(catalog, "Plan", usage, seats)
        return
    bill = invoice.quote(catalog, "Plan", usage, seats)
    unit = Fraction(1, 10 ** reference.DIGITS[document["currency"]])
    assert Fraction(bill.total) == due.minor * unit, usage
    assert sum((Fraction(line.amount) for line in bill.lines), Fraction(0)) == due.minor * unit
    assert bill.exact == due.exact == sum((line.exact for line in bill.lines), Fraction(0))
    assert bill.exact == plans.exact_bill(catalog, catalog.plans[0], usage, seats)
    accounted(document, bill, usage)
    in_order(bill, len(catalog.plans[0].charges))
    readable(bill)


def accounted(document: curves.Document, bill: invoice.Invoice, usage: curves.Usage) -> None:
    """Assert that each line is quantity times price, rounded once, and that every unit used is on one line."""
    digits, rounding = reference.DIGITS[document["currency"]], document["conventions"]["rounding"]
    for line in bill.lines[: -1 if bill.lines and bill.lines[-1].kind == "rounding" else None]:
        assert line.quantity * line.unit_price == line.exact
        assert line.amount.scaleb(digits) == to_minor(line.exact, digits, rounding)
        assert line.quantity or line.kind == "usage", "nothing is not worth a line"
    for i, charge in enumerate(document["plans"][0]["charges"]):
        if charge["model"] not in ("stairstep", "package") and "block" not in charge:
            lines = [one for one in bill.lines if one.charge == i and one.kind in ("included", "usage")]
            assert sum(line.quantity for line in lines) == reference.sum_of(charge, usage)


def in_order(bill: invoice.Invoice, charges: int) -> None:
    """Assert the order: fee, seats, each charge from its included units to its maximum, and what nets the whole."""
    kinds = [ORDER.index("charges" if line.charge is not None else line.kind) for line in bill.lines]
    assert kinds == sorted(kinds)
    charged = [line for line in bill.lines if line.charge is not None]
    assert [line.charge for line in charged] == sorted(line.charge or 0 for line in charged)
    assert {line.charge for line in charged} == set(range(charges)), "no charge is passed over in silence"
    for _, lines in itertools.groupby(charged, key=lambda line: line.charge):
        inside = [IN_CHARGE.index(line.kind) for line in lines]
        assert inside == sorted(inside)


def readable(bill: invoice.Invoice) -> None:
    """Assert that each line is a sentence for a customer, not a value of ours."""
    for line in bill.lines:
        assert re.match(r"\w", line.description)
        assert not re.search(r"Fraction|Decimal|None|_|\d[eE][+-]?\d|\bnan\b|  ", line.description), line.description
        assert line.kind == "rounding" or any(letter.isdigit() for letter in line.description) or not line.exact


def test_random_plans_meet_every_kind_of_line_and_refusal() -> None:
    met: Counter[str] = Counter()
    for seed in range(150):
        document = curves.document(seed)
        catalog, chance = parse(document), curves.dice(seed)
        try:
            met.update(line.kind for line in invoice.quote(catalog, "Plan", curves.usage(chance, document)).lines)
        except BeyondTable:
            met[BEYOND] += 1
    assert set(met) == {*ORDER, *IN_CHARGE, BEYOND} - {"charges"}
    assert min(met.values()) >= 5, met
