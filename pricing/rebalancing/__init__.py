"""The rebalancing lab: customers move between ranked plans by their own usage, with notice and a choice.

    policy, cycles             every parameter with its default; billing dates that do not drift, local days
    proration, ladder, rules   what a change bills; plans on one meter; both made ready for arrays
    states                     the one table of transitions, and the events it tells of
    book                       the usage that a simulation replays
    simulate                   the day in its order: boundary, metering, moves (with trends), on blocks of customers
    rows, accounts             what blocks wrote, sorted by customer once after the last day
    bills, events, outcome     what it comes to: cycles with their bills, events as columns
    invoices                   the lines that sum to each bill
    timeline, messages         one customer explained through the same rules, in their words
    hindsight, metrics, mrr    the best path with all usage known; friction, fit and recurring revenue
    advice, report             thresholds beside crossovers; events and figures for files

>>> from datetime import date
>>> import numpy as np
>>> from pricing.catalog import parse
>>> from pricing.rebalancing import policy, timeline
>>> from pricing.rebalancing.book import book
>>> charge = {"meters": ["calls"], "included": "100", "tiers": [{"unit_price": "0.50"}]}
>>> plans = [{"name": "Lite", "fee": "49", "charges": [charge]}, {"name": "Pro", "fee": "99"}]
>>> catalog = parse({"currency": "USD", "meters": [{"name": "calls"}], "plans": plans})
>>> usage = book(np.full((1, 31), 20), date(2026, 1, 1), customers=["Ada"])
>>> story = timeline.timeline(catalog, policy.parse({}), usage, "Ada")
>>> [f"{entry.date:%m-%d} {entry.event}" for entry in story.entries if "upgrade" in entry.event]
['01-14 upgrade_proposed', '01-15 upgrade_scheduled', '02-01 plan_upgraded']
>>> story.outcome.cycles.bill.tolist()
[30900]
"""
