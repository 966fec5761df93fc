"""To and from other systems' price objects, with everything that does not translate and why.

Each system has a module with `export(catalog)` and `read(data)`; both return a `Translation`: its result and the list
of what is `Untranslated`. Nothing is fetched or sent: a result is a plain mapping, ready to be written as JSON.

    translation                what both directions return
    rows                       a charge under its conventions as the rows or the package that these systems price
    systems                    what a system can say, as data, and so what of a plan or a charge it cannot
    reading, drafts            checked access to JSON that somebody else wrote; a document in the making
    stripe, lago, openmeter    the systems
    tables                     rows of a sheet, where a bound means "up to" or "the next": asked, never guessed
    formats, texts             the systems by name, and which of them wrote a mapping; documents as TOML and JSON

>>> from pricing import catalog
>>> from pricing.exchange import stripe
>>> tiers = [{"up_to": "5", "unit_price": "7"}, {"unit_price": "6"}]
>>> plan = {"name": "Fonts", "charges": [{"model": "volume", "tiers": tiers}]}
>>> book = catalog.parse({"currency": "USD", "meters": [{"name": "fonts"}], "plans": [plan]})
>>> price = stripe.export(book).result["data"][0]
>>> price["tiers_mode"], [tier["up_to"] for tier in price["tiers"]], price["tiers"][0]["unit_amount_decimal"]
('volume', [5, 'inf'], '700')
"""
