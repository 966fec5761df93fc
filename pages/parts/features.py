"""Feature tiers as a pricing page shows them: a column a plan, a row a feature."""

from pricing.catalog import Catalog, Plan
from pricing.money import show_money, show_price, show_quantity

YES, NO = "✓", "-"


def rows(catalog: Catalog) -> list[list[str]]:
    """Return the price row and a row for each feature, the feature's name first; none where no plan has features."""
    names = list(dict.fromkeys(name for plan in catalog.plans for name, _ in plan.features))
    if not names:
        return []
    table = [["price", *(price(catalog, plan) for plan in catalog.plans)]]
    for name in names:
        cells = [_cell(catalog, dict(plan.features).get(name, False)) for plan in catalog.plans]
        table.append([name.replace("_", " "), *cells])
    return table


def price(catalog: Catalog, plan: Plan) -> str:
    """Return a plan's recurring price in a few words."""
    if plan.fee is None:
        return "contact sales"
    parts = [show_money(plan.fee, catalog.currency, catalog.locale)] if plan.fee else []
    if plan.seats.price:
        parts.append(f"{show_price(plan.seats.price, catalog.currency, catalog.locale)} a seat")
    if not parts:
        return "by usage" if plan.charges else "free"
    return " + ".join(parts) + (" + usage" if plan.charges else "")


def _cell(catalog: Catalog, value: object) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return str(value) if isinstance(value, str) else show_quantity(value, catalog.locale)  # type: ignore[arg-type]
