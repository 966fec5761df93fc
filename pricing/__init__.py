"""A price is a curve: a function from quantity to money, kept as a few straight pieces.

Invoices, charts, cliffs, dead zones, crossovers and comparisons all read the same curve; nothing else walks tiers.
The package is pure: no disk, no clock, no screen. The rooms, from the ground up:

    errors, money              what is refused, and exact amounts with their one rounding
    curve, models              knots and jumps; a tier table and a model make a curve
    fields, terms, catalog     the document: fields, charges, plans; `catalog.parse` reads and checks it
    conventions                the switches on which billing systems differ, and vendor profiles
    priced, plans              a charge and a whole plan under those conventions: the one evaluator
    wording, invoice           the sentences of a bill, and its lines that sum to the curve
    shape, fixes, compare      cliffs, zones and steps; mended tables; crossovers and the cheapest plan

>>> from pricing import catalog, invoice
>>> plan = {"name": "Basic", "charges": [{"tiers": [{"unit_price": "0.10"}]}]}
>>> book = catalog.parse({"currency": "EUR", "meters": [{"name": "mails"}], "plans": [plan]})
>>> invoice.quote(book, "Basic", {"mails": 3}).total
Decimal('0.30')
"""
