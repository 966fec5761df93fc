"""To and from Lago's plans: fee, seats (a fixed charge), least spend, and a charge for each of ours.

Fees and least amounts are whole minor units. A charge names its metric by `billable_metric_code`, as answers do; to
create a plan, add the `billable_metric_id` of yours.

Source: https://getlago.com/docs/api-reference/plans/create.
"""

from fractions import Fraction
from typing import Any

from pricing.catalog import Catalog, Plan
from pricing.errors import TableRefused
from pricing.exchange import lago_charges
from pricing.exchange.drafts import Draft, add_charge, slug
from pricing.exchange.lago_charges import cents
from pricing.exchange.reading import Node, listed
from pricing.exchange.systems import System, place
from pricing.exchange.translation import Translation
from pricing.money import plain

ZERO_DECIMAL = frozenset(["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX"])
ZERO_DECIMAL |= frozenset(["VND", "VUV", "XAF", "XOF", "XPF"])
THREE_DECIMAL = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])
FIFTHS = frozenset(["MGA", "MRU"])
Json = dict[str, Any]


def digits(currency: str) -> int:
    """Return how many decimals Lago's whole minor units stand for (ISO 4217).

    Raises:
        TableRefused: a currency whose minor unit is a fifth.

    >>> [digits(code) for code in ("EUR", "JPY", "KWD", "ISK")]
    [2, 0, 3, 0]
    """
    if currency in FIFTHS:
        what = f"Lago counts {currency} in fifths, which decimals cannot say"
        raise TableRefused(what, todo="Choose another currency.")
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def export(catalog: Catalog) -> Translation:
    """Return the plans of a catalogue as Lago lists them, monthly, and what they cannot say.

    Raises:
        TableRefused: a currency whose minor unit is a fifth.

    >>> from pricing.catalog import parse
    >>> plan = {"name": "Team", "fee": "49", "seats": {"count": 3, "price": "10"}}
    >>> made = export(parse({"currency": "USD", "plans": [plan]})).result["plans"][0]
    >>> made["amount_cents"], made["fixed_charges"][0]["units"], made["fixed_charges"][0]["properties"]
    (4900, 3, {'amount': '10'})
    """
    lago = System("Lago", digits(catalog.currency), free_before_blocks=True, charge_minimum=True, plan_minimum=True)
    plans = [_plan(catalog, plan, lago) for plan in lago.take_catalog(catalog)]
    return Translation({"plans": plans}, tuple(lago.lost))


def _plan(catalog: Catalog, plan: Plan, lago: System) -> Json:
    lago.take_plan(plan)
    where = place(plan)
    written: Json = {"name": plan.name, "code": slug(plan.name), "interval": "monthly"}
    written |= {"amount_cents": cents(plan.fee or Fraction(0), "fee", where, lago)}
    written |= {"amount_currency": catalog.currency, "pay_in_advance": False}
    found = (lago_charges.write(catalog, plan, i, lago) for i in range(len(plan.charges)))
    written["charges"] = [charge for charge in found if charge]
    if plan.seats.price:
        seats = {"add_on_code": "seats", "invoice_display_name": "Seats", "units": plan.seats.count}
        seats |= {"charge_model": "standard", "properties": {"amount": plain(plan.seats.price)}}
        written["fixed_charges"] = [seats]
    least = cents(plan.minimum, "minimum", where, lago)
    return written | ({"minimum_commitment": {"amount_cents": least}} if least else {})


def read(data: object, *, currency: str | None = None) -> Translation:
    """Return the document that plans or charges of Lago state, and what a document cannot say.

    Takes a plan or a charge, a list of them, or what the API answers. Charges without their plan become one plan.

    Raises:
        Refusal: no plan or charge of Lago, ranges with a hole, or no currency.

    >>> ranges = [{"from_value": 0, "to_value": 5, "per_unit_amount": "2", "flat_amount": "0"}]
    >>> ranges.append({"from_value": 6, "to_value": None, "per_unit_amount": "1", "flat_amount": "0"})
    >>> charge = {"billable_metric_code": "calls", "charge_model": "volume", "properties": {"volume_ranges": ranges}}
    >>> read(charge, currency="EUR").result["plans"][0]["charges"][0]["tiers"][0]
    {'up_to': '5', 'unit_price': '2'}
    """
    draft = Draft("lago", currency or "")
    if isinstance(data, dict):
        data = data.get("plan") or data.get("charge") or data
    wrappers = ["plans"] if isinstance(data, dict) and "amount_cents" in data else ["plans", "charges"]
    for one in listed(data, "plan", *wrappers):
        code = draft.pays_in(one.words("amount_currency"), one.where)
        if one.get("charge_model"):
            _add(one, draft.plan("Charges"), draft, code)
        else:
            _read_plan(one, draft, code)
    return draft.translation()


def _read_plan(one: Node, draft: Draft, code: str) -> None:
    plan = draft.apart(one.words("name", "code") or one.where)
    unit = 10 ** digits(code)
    plan["fee"] = plain(one.need("amount_cents").number / unit)
    if one.words("interval") not in ("", "monthly"):
        why = "a document prices one cycle and does not say how long it is"
        draft.lose(f"interval {one.words('interval')}", one.where, why, "bills stay")
    if one.sums("trial_period"):
        draft.lose("trial period", one.where, "a document bills whole cycles", "bills differ")
    least = one.get("minimum_commitment")
    if least:
        plan["minimum"] = plain(least.need("amount_cents").number / unit)
    for charge in _each(one, "charges"):
        _add(charge, plan, draft, code)
    for seats in _each(one, "fixed_charges"):
        _read_seats(seats, plan, draft)


def _each(one: Node, name: str) -> list[Node]:
    found = one.get(name)
    return found.items if found else []


def _add(charge: Node, plan: Json, draft: Draft, code: str) -> None:
    made = lago_charges.read(charge, draft, digits(code))
    if made:
        add_charge(plan, made)


def _read_seats(seats: Node, plan: Json, draft: Draft) -> None:
    if seats.words("charge_model") != "standard" or "seats" in plan:
        draft.lose("fixed charge", seats.where, "a plan has one price for a seat, and no tiers for it")
        return
    units = seats.get("units")
    price = seats.need("properties").need("amount").number
    plan["seats"] = {"count": units.count if units else 1, "price": plain(price)}
