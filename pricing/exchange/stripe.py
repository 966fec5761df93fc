"""To and from Stripe's prices: a plan is one price for its fee, one for a seat and one for each charge.

Amounts are in the minor unit, as decimal text. What no price has a field for (plan, meter, number of seats) is kept in
`metadata`, where `read` finds it again. To create a metered price, add `recurring.meter`, the id of a meter of yours.

Sources: https://docs.stripe.com/api/prices/create; https://docs.stripe.com/currencies for zero-decimal, three-decimal
and special currencies; https://docs.stripe.com/subscriptions/pricing-models/tiered-pricing for what a tier bills.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Literal

from pricing.catalog import Catalog, Plan
from pricing.errors import DocumentRefused
from pricing.exchange.drafts import Draft, add_charge, priced
from pricing.exchange.reading import Node, listed
from pricing.exchange.rows import Mode, Package, Row, Table
from pricing.exchange.systems import System, place
from pricing.exchange.translation import Translation
from pricing.money import MAX_DECIMALS, plain

ZERO_DECIMAL = frozenset(["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF"])
ZERO_DECIMAL |= frozenset(["VND", "VUV", "XAF", "XOF", "XPF"])
THREE_DECIMAL = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])
LABEL_LENGTH = 12
Licensed = Literal["fee", "seats"]
Price = dict[str, Any]


def digits(currency: str) -> int:
    """Return how many decimals Stripe's amounts have; ISK and UGX keep two, though they are always 00.

    >>> [digits(code) for code in ("USD", "JPY", "KWD", "UGX")]
    [2, 0, 3, 2]
    """
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def export(catalog: Catalog) -> Translation:
    """Return the prices of a catalogue as Stripe lists them, monthly, and what they cannot say.

    >>> from pricing.catalog import parse
    >>> found = export(parse({"currency": "JPY", "plans": [{"name": "Basic", "fee": "500", "credit": "10"}]}))
    >>> found.result["data"][0]["unit_amount_decimal"], found.untranslated[0].what
    ('500', 'credit')
    """
    places = digits(catalog.currency)
    stripe = System("Stripe", places, decimals=MAX_DECIMALS + places, blocks_down=True)
    prices: list[Price] = []
    for plan in stripe.take_catalog(catalog):
        stripe.take_plan(plan)
        prices.extend(_licensed(catalog, plan, stripe))
        for i in range(len(plan.charges)):
            made = stripe.take_charge(catalog, plan, i)
            if made is not None:
                prices.append(_metered(catalog, plan, i, made))
    return Translation({"object": "list", "data": prices}, tuple(stripe.lost))


def _licensed(catalog: Catalog, plan: Plan, stripe: System) -> Iterator[Price]:
    """The fee and the price of a seat; a plan that costs nothing has a price of 0, so that it can be subscribed to."""
    code, fee = catalog.currency, plan.fee or Fraction(0)
    if (fee or not plan.priced) and stripe.fits(fee, "fee", place(plan)):
        yield _price(code, plan, {"part": "fee"}) | _per_unit(fee, code)
    if plan.seats.price and stripe.fits(plan.seats.price, "seats", place(plan)):
        kept = {"part": "seats", "seats": str(plan.seats.count)}
        yield _price(code, plan, kept, unit="seat") | _per_unit(plan.seats.price, code)


def _metered(catalog: Catalog, plan: Plan, index: int, made: Table | Package) -> Price:
    code, charge = catalog.currency, plan.charges[index]
    meter = catalog.meter(charge.meters[0])
    kept = {"part": "charge", "charge": charge.name, "meter": meter.name, "unit": meter.unit}
    kept |= {"whole": "true" if meter.whole else "false"}
    price = _price(code, plan, kept, "metered", meter.unit, f": {charge.label}")
    if isinstance(made, Package):
        blocks = {"divide_by": int(made.size), "round": made.rounding}
        return price | _per_unit(made.amount, code) | {"transform_quantity": blocks}
    if made.single is not None:
        return price | _per_unit(made.single, code)
    tiers = [_tier(row, code) for row in made.rows]
    return price | {"billing_scheme": "tiered", "tiers_mode": made.mode, "tiers": tiers}


def _price(
    code: str, plan: Plan, kept: dict[str, str], usage: str = "licensed", unit: str = "", more: str = ""
) -> Price:
    label = {"unit_label": unit} if 0 < len(unit) <= LABEL_LENGTH else {}
    return {
        "currency": code.lower(),
        "product_data": {"name": f"{plan.name}{more}"} | label,
        "recurring": {"interval": "month", "usage_type": usage},
        "metadata": {"plan": plan.name} | {key: value for key, value in kept.items() if value},
    }


def _per_unit(amount: Fraction, code: str) -> Price:
    return {"billing_scheme": "per_unit", "unit_amount_decimal": _minor(amount, code)}


def _tier(row: Row, code: str) -> Price:
    """A tier names what it charges: a unit price, a flat fee, both, or a unit price of 0."""
    tier: Price = {"up_to": "inf" if row.up_to is None else int(row.up_to)}
    if row.unit or not row.flat:
        tier["unit_amount_decimal"] = _minor(row.unit, code)
    if row.flat:
        tier["flat_amount_decimal"] = _minor(row.flat, code)
    return tier


def _minor(amount: Fraction, code: str) -> str:
    return plain(amount * 10 ** digits(code))


def read(data: object, *, currency: str | None = None, licensed: Licensed | None = None) -> Translation:
    """Return the document that prices of Stripe state, and what a document cannot say.

    Takes a price, a list of them, or a list as the API answers. Prices without the `metadata` of an export are plans
    of their own; `licensed` says whether a quantity bought in advance is the plan's "fee" or its "seats".

    Raises:
        Refusal: no price of Stripe, tiers that were not expanded, or a licensed price with `licensed` not said.

    >>> price = {"object": "price", "currency": "usd", "nickname": "Calls", "unit_amount_decimal": "0.15"}
    >>> price |= {"recurring": {"interval": "month", "usage_type": "metered"}}
    >>> read(price).result["plans"][0]["charges"][0]["tiers"]
    [{'unit_price': '0.0015'}]
    """
    draft = Draft("stripe", currency or "")
    for price in listed(data, "price", "data"):
        if _sold(price, draft):
            draft.pays_in(price.words("currency"), price.where)
            _read_price(price, draft, licensed)
    return draft.translation()


def _sold(price: Node, draft: Draft) -> bool:
    """Whether a price is one of a subscription; what it has beside that is noted."""
    kind = price.words("object")
    if kind not in ("", "price"):
        raise DocumentRefused("a price of Stripe is needed", value=kind, where=price.where, todo="Export the prices.")
    recurring = price.get("recurring")
    if recurring is None:
        draft.lose("one-time price", price.where, "a plan is billed every cycle")
    elif price.table.get("active") is False:
        draft.lose("inactive price", price.where, "it is no longer sold")
    elif price.get("custom_unit_amount"):
        draft.lose("amount chosen by the customer", price.where, "it is no price")
    else:
        cycle = (recurring.words("interval") or "month", recurring.table.get("interval_count") or 1)
        if cycle != ("month", 1):
            why = "a document prices one cycle and does not say how long it is"
            draft.lose(f"interval of {cycle[1]} {cycle[0]}", price.where, why, "bills stay")
        if price.get("currency_options"):
            draft.lose("other currencies", price.where, "a document has one currency", "bills stay")
        return True
    return False


def _read_price(price: Node, draft: Draft, licensed: Licensed | None) -> None:
    """Add a price to the plan it belongs to, or make it a plan of its own."""
    kept = price.get("metadata") or Node({})
    code = draft.currency
    name = kept.words("plan")
    plan = draft.plan(name) if name else draft.apart(_name(price))
    made = _read_table(price, code)
    metered = price.need("recurring").words("usage_type") == "metered"
    amount = made.single if isinstance(made, Table) else None
    if metered or amount is None:
        unit = kept.words("unit") or _product(price).words("unit_label")
        meter = kept.words("meter") or price.need("recurring").words("meter") or _name(price)
        meter = draft.meter(meter, unit, whole=kept.words("whole") == "true")
        add_charge(plan, priced([meter], made, kept.words("charge")))
        return
    if (kept.words("part") or licensed) == "seats":
        count = kept.get("seats")
        plan["seats"] = {"count": count.count if count else 1, "price": plain(amount)}
    elif kept.words("part") == "fee" or licensed:
        plan["fee"] = plain(amount)
    else:
        what = "is a licensed price a fee or the price of a seat? The format does not say"
        raise DocumentRefused(what, where=price.where, todo="Say licensed fee or licensed seats.")


def _name(price: Node) -> str:
    return price.words("nickname") or _product(price).words("name") or _product(price).words("id") or price.where


def _product(price: Node) -> Node:
    """The product, which an answer holds as an id unless it was expanded."""
    found = price.get("product_data", "product") or Node({})
    return Node({"id": found.value}) if isinstance(found.value, str) else found


def _read_table(price: Node, code: str) -> Table | Package:
    blocks, tiers = price.get("transform_quantity"), price.get("tiers")
    if price.words("billing_scheme") == "tiered" or tiers:
        if tiers is None:
            todo = 'Ask for them: expand "data.tiers".'
            raise DocumentRefused("the tiers are not in this answer", where=price.where, todo=todo)
        if blocks:
            raise DocumentRefused("transform_quantity cannot be combined with tiers", where=price.where)
        mode: Mode = "volume" if price.need("tiers_mode").one_of("graduated", "volume") == "volume" else "graduated"
        return Table(mode, tuple(_read_tier(tier, code) for tier in tiers.items))
    amount = _major(price, "unit_amount", code, needed=True)
    if blocks:
        rounding = blocks.need("round").one_of("up", "down")
        return Package(Fraction(blocks.need("divide_by").count), amount, rounding=rounding)
    return Table("graduated", (Row(None, amount),))


def _read_tier(tier: Node, code: str) -> Row:
    bound = tier.get("up_to")
    up_to = None if bound is None or bound.value == "inf" else Fraction(bound.count)
    return Row(up_to, _major(tier, "unit_amount", code), _major(tier, "flat_amount", code))


def _major(node: Node, name: str, code: str, *, needed: bool = False) -> Fraction:
    if needed:
        node.need(f"{name}_decimal", name)
    return node.sums(f"{name}_decimal", name) / Fraction(10 ** digits(code))
