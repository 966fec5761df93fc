"""To and from OpenMeter's plans: a rate card for the fee, one for a seat and one for each charge, in one phase.

Amounts are decimal text in the major unit; a price has a least and a greatest amount of its own. Written are the field
names of the REST API (`upToAmount`); read are those and the newer ones (`up_to_amount`, price types `graduated` and
`volume`, `commitments`). Keys are made from names, which `metadata` keeps.

Sources: https://openmeter.io/docs/billing/overview; the API's published description, PriceTier, RateCardUsageBased and
SpendCommitments, in https://github.com/openmeterio/openmeter/tree/main/api/spec.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from pricing.catalog import Catalog, Plan
from pricing.exchange.drafts import Draft, add_charge, priced, slug
from pricing.exchange.reading import Node, listed
from pricing.exchange.rows import Package, Row, Table
from pricing.exchange.systems import System
from pricing.exchange.translation import Translation
from pricing.money import minor_digits, plain
from pricing.terms import Charge

MONTH = "P1M"
PRICES = ("free", "flat", "unit", "tiered", "graduated", "volume", "package", "dynamic")
Json = dict[str, Any]


def export(catalog: Catalog) -> Translation:
    """Return the plans of a catalogue as OpenMeter lists them, monthly, and what they cannot say.

    >>> from pricing.catalog import parse
    >>> tiers = [{"up_to": "5", "unit_price": "7"}, {"unit_price": "6"}]
    >>> plan = {"name": "Fonts", "charges": [{"maximum": "500", "tiers": tiers}]}
    >>> book = parse({"currency": "USD", "meters": [{"name": "fonts"}], "plans": [plan]})
    >>> price = export(book).result["items"][0]["phases"][0]["rateCards"][0]["price"]
    >>> price["mode"], price["tiers"][0]["upToAmount"], price["tiers"][0]["unitPrice"], price["maximumAmount"]
    ('graduated', '5', {'type': 'unit', 'amount': '7'}, '500')
    """
    able = System("OpenMeter", minor_digits(catalog.currency), scope="tier", whole_bounds=False)
    able.charge_minimum = able.charge_maximum = True
    plans = [_plan(catalog, plan, able) for plan in able.take_catalog(catalog)]
    return Translation({"items": plans}, tuple(able.lost))


def _plan(catalog: Catalog, plan: Plan, able: System) -> Json:
    able.take_plan(plan)
    cards = [*_fixed(plan), *_usage(catalog, plan, able)]
    used: set[str] = set()
    for card in cards:
        card["key"] = _free(slug(card["key"]), used)
    phase = {"key": "default", "name": "Default", "duration": None, "rateCards": cards}
    head = {"key": slug(plan.name), "name": plan.name, "currency": catalog.currency, "billingCadence": MONTH}
    return head | {"phases": [phase]}


def _free(key: str, used: set[str]) -> str:
    number, free = 2, key
    while free in used:
        free, number = f"{key}_{number}", number + 1
    used.add(free)
    return free


def _fixed(plan: Plan) -> Iterator[Json]:
    if plan.fee:
        card = {"type": "flat_fee", "key": "fee", "name": "Fee", "billingCadence": MONTH}
        yield card | {"price": _flat(plan.fee) | {"paymentTerm": "in_advance"}}
    if plan.seats.price:
        kept = {"part": "seats", "seats": str(plan.seats.count)}
        yield _card("seats", "Seats", "seats", kept) | {"price": _unit(plan.seats.price)}


def _usage(catalog: Catalog, plan: Plan, able: System) -> Iterator[Json]:
    for i, charge in enumerate(plan.charges):
        made = able.take_charge(catalog, plan, i)
        if made is None:
            continue
        meter = catalog.meter(charge.meters[0])
        kept = {"part": "charge", "meter": meter.name, "unit": meter.unit, "whole": "true" if meter.whole else "false"}
        kept |= {"charge": charge.name} if charge.name else {}
        yield _card(charge.label, charge.label, meter.name, kept) | {"price": _price(made) | _commitments(charge)}


def _card(key: str, name: str, feature: str, kept: dict[str, str]) -> Json:
    card = {"type": "usage_based", "key": key, "name": name, "featureKey": slug(feature), "billingCadence": MONTH}
    return card | {"metadata": kept}


def _price(made: Table | Package) -> Json:
    if isinstance(made, Package):
        return {"type": "package", "amount": plain(made.amount), "quantityPerPackage": plain(made.size)}
    if made.single is not None:
        return _unit(made.single)
    return {"type": "tiered", "mode": made.mode, "tiers": [_tier(row) for row in made.rows]}


def _tier(row: Row) -> Json:
    """Both components are named; null stands for none."""
    bound = {} if row.up_to is None else {"upToAmount": plain(row.up_to)}
    unit = _unit(row.unit) if row.unit or not row.flat else None
    return bound | {"flatPrice": _flat(row.flat) if row.flat else None, "unitPrice": unit}


def _flat(amount: Fraction) -> Json:
    return {"type": "flat", "amount": plain(amount)}


def _unit(amount: Fraction) -> Json:
    return {"type": "unit", "amount": plain(amount)}


def _commitments(charge: Charge) -> Json:
    least = {"minimumAmount": plain(charge.minimum)} if charge.minimum else {}
    return least | ({} if charge.maximum is None else {"maximumAmount": plain(charge.maximum)})


def read(data: object, *, currency: str | None = None) -> Translation:
    """Return the document that plans, rate cards or prices of OpenMeter state, and what a document cannot say.

    Takes one of them, a list, or what the API answers. Rate cards and prices without a plan become one plan, and need
    the `currency`, which they do not name. Of several phases the last one is read, which goes on.

    Raises:
        Refusal: nothing of OpenMeter, or no currency.

    >>> tiers = [{"up_to_amount": "5", "unit_price": {"amount": "7"}}, {"unit_price": {"amount": "6"}}]
    >>> price = {"type": "volume", "tiers": tiers}
    >>> read(price, currency="USD").result["plans"][0]["charges"][0]["model"]
    'volume'
    """
    draft = Draft("openmeter", currency or "")
    for one in listed(data, "plan", "items", "data", "rateCards", "rate_cards"):
        draft.pays_in(one.words("currency"), one.where)
        if one.get("phases") is None:
            _read_card(one, draft.plan("Rate cards"), draft)
        else:
            _read_plan(one, draft)
    return draft.translation()


def _read_plan(one: Node, draft: Draft) -> None:
    plan = draft.apart(one.words("name", "key") or one.where)
    cadence = one.words("billingCadence", "billing_cadence")
    if cadence not in ("", MONTH):
        why = "a document prices one cycle and does not say how long it is"
        draft.lose(f"cadence {cadence}", one.where, why, "bills stay")
    phases = one.need("phases").items
    for phase in phases[:-1]:
        draft.lose("phase", phase.where, "a plan has the same prices in every cycle; the last phase is read")
    for phase in phases[-1:]:
        for card in phase.need("rateCards", "rate_cards").items:
            _read_card(card, plan, draft)


def _read_card(card: Node, plan: Json, draft: Draft) -> None:
    """Add a rate card to a plan; a bare price is one without a name."""
    price = card if card.get("price") is None and card.words("type") in PRICES else card.get("price")
    kind = price.need("type").one_of(*PRICES) if price else "free"
    if card.get("discounts"):
        draft.lose("discounts", card.where, "a document has no discounts", "bills differ")
    if price is None or kind == "free":
        return
    if kind == "dynamic":
        draft.lose("dynamic price", card.where, "no model of a document passes on a price from outside")
    elif card.words("type") == "flat_fee" or kind == "flat":
        plan["fee"] = plain(Fraction(plan.get("fee", 0)) + price.need("amount").number)
    else:
        _read_usage(card, price, kind, plan, draft)


def _read_usage(card: Node, price: Node, kind: str, plan: Json, draft: Draft) -> None:
    kept = card.get("metadata") or Node({})
    made = _read_price(price, kind)
    single = made.single if isinstance(made, Table) else None
    if kept.words("part") == "seats" and single is not None:
        plan["seats"] = {"count": kept.need("seats").count, "price": plain(single)}
        return
    name = kept.words("meter") or card.words("featureKey", "feature_key", "key") or "usage"
    meter = draft.meter(name, kept.words("unit"), whole=kept.words("whole") == "true")
    limits = price.get("commitments") or card.get("commitments") or price
    bounds = {"minimum": ("minimumAmount", "minimum_amount"), "maximum": ("maximumAmount", "maximum_amount")}
    stated = {key: plain(limits.sums(*names)) for key, names in bounds.items() if limits.get(*names)}
    add_charge(plan, priced([meter], made, kept.words("charge")) | stated)


def _read_price(price: Node, kind: str) -> Table | Package:
    if kind == "unit":
        return Table("graduated", (Row(None, price.need("amount").number),))
    if kind == "package":
        size = price.need("quantityPerPackage", "quantity_per_package").number
        return Package(size, price.need("amount").number)
    mode = price.need("mode").one_of("graduated", "volume") if kind == "tiered" else kind
    tiers = price.need("tiers").items
    return Table("volume" if mode == "volume" else "graduated", tuple(_read_tier(tier) for tier in tiers))


def _read_tier(tier: Node) -> Row:
    bound = tier.get("upToAmount", "up_to_amount")
    flat, unit = tier.get("flatPrice", "flat_price"), tier.get("unitPrice", "unit_price")
    amounts = [part.need("amount").number if part else Fraction(0) for part in (unit, flat)]
    return Row(None if bound is None else bound.number, *amounts)
