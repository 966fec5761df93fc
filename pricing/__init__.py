"""A price is a curve: a function from quantity to money, kept as a few straight pieces.

Invoices, charts, cliffs, dead zones, crossovers and comparisons all read the same curve; nothing else walks tiers.
The package is pure: no disk, no clock, no screen. The rooms, from the ground up:

    errors, money, numerals    what is refused; exact amounts with their one rounding; numbers as a locale has them
    curve, models              knots and jumps; a tier table and a model make a curve
    fields, terms, catalog     the document: fields, charges, plans; `catalog.parse` reads and checks it
    conventions, sensitivity   the switches on which billing systems differ, vendor profiles, where they matter
    priced, plans              a charge and a whole plan under those conventions: the one evaluator
    wording, invoice           the sentences of a bill, and its lines that sum to the curve
    vessels, position          the tiers that a usage fills; what lies ahead of it
    runs, shape, findings      a curve on the quantities there are; cliffs, zones and steps; these in sentences
    fixes, derive, compare     mended tables; another model's columns; crossovers and the cheapest plan
    difference, guide          two catalogues apart, in words; which model fits, with reasons
    frames, usage, sample      exact columns; usage by customer and day, its cycles; the seeded sampler
    rating                     millions of bills at once, equal to the exact ones
    impact, prices, solve      baseline against candidate; every price by its place; revenue-neutral solving
    rebalancing                customers moved between plans by their usage: simulated, explained, judged
    exchange                   to and from Stripe, Lago and OpenMeter, with what does not translate

>>> from pricing import catalog, invoice
>>> plan = {"name": "Basic", "charges": [{"tiers": [{"unit_price": "0.10"}]}]}
>>> book = catalog.parse({"currency": "EUR", "meters": [{"name": "mails"}], "plans": [plan]})
>>> invoice.quote(book, "Basic", {"mails": 3}).total
Decimal('0.30')
"""
