"""Documents that cannot be priced, as data: an id, the kind of text, the text, and what its one sentence must say."""

from typing import NamedTuple

TIERS = '[{ up_to = "100", unit_price = "2" }, { unit_price = "1" }]'
GOOD = {
    "top": {"currency": '"USD"', "name": '"Table"'},
    "meter": {"name": '"calls"', "unit": '"call"'},
    "plan": {"name": '"Basic"'},
    "charge": {"meters": '["calls"]', "tiers": TIERS},
    "golden": {"plan": '"Basic"', "usage": '{ calls = "250" }', "total": '"350"'},
}
MAILS = '[[meters]]\nname = "mails"'
ONE = '{ unit_price = "1" }'
PRICES = '{ unit_price = { calls = "1" } }'
HEADS = {"top": "", "meter": "[[meters]]", "plan": "[[plans]]", "charge": "[[plans.charges]]", "golden": "[[golden]]"}


class Bad(NamedTuple):
    """One bad document, and what its sentence must say."""

    id: str
    kind: str
    text: str
    says: str


def good(part: str = "", more: str = "", tail: str = "") -> str:
    """Return a good table as TOML; `more` ("key = value" lines) replaces or adds fields of one part."""
    given = dict(line.split(" = ", 1) for line in more.splitlines())
    rows = []
    for name, fields in GOOD.items():
        mine = {**fields, **given} if name == part else fields
        rows += [HEADS[name], *(f"{key} = {value}" for key, value in mine.items())]
    return "\n".join([*rows, tail, ""])


def bad(id_: str, where: str, more: str, says: str) -> Bad:
    """Return the good table with one part spoilt."""
    return Bad(id_, "toml", good(where, more), says)


def tiers(id_: str, rows: str, says: str, more: str = "") -> Bad:
    """Return the good table with other tiers."""
    return Bad(id_, "toml", good("charge", f"tiers = [{rows}]{more}"), says)


def fee(id_: str, figure: str, says: str) -> Bad:
    """Return a JSON table whose one plan has this fee."""
    return Bad(id_, "json", f'{{"currency": "USD", "plans": [{{"name": "A", "fee": {figure}}}]}}', says)


def text(id_: str, kind: str, content: str, says: str) -> Bad:
    """Return a text as it is."""
    return Bad(id_, kind, content, says)


def deep(opening: str, closing: str, times: int) -> str:
    """Return brackets in brackets."""
    return opening * times + closing * times


TEXTS = [
    text("toml broken value", "toml", "currency = \n", "Line 1, column 12: the TOML is broken (invalid value)"),
    text("toml open table", "toml", "currency = 'USD'\n[plans\n", "Line 2, column 7: the TOML is broken (expected"),
    text("toml never closed", "toml", 'name = """T\n', "End of the document: the TOML is broken (unterminated"),
    text("toml key twice", "toml", 'currency = "USD"\ncurrency = "EUR"\n', "Line 2, column 17: the TOML is broken"),
    text("toml NUL byte", "toml", 'currency = "U\0SD"\n', "Line 1, column 14: the TOML is broken (illegal"),
    text("toml bare words", "toml", "hello world", "Line 1, column 7: the TOML is broken (expected '=' after a key"),
    text("toml from a web page", "toml", "<!DOCTYPE html>\n<html></html>", "Line 1, column 1: the TOML is broken"),
    text("toml date out of range", "toml", good("top", "checked_on = 2026-13-45"), "Line 4, column 18: the TOML is"),
    text("toml empty", "toml", "", "The field currency is missing"),
    text("toml deep lists", "toml", "plans = " + deep("[", "]", 30), "Tables and lists stand at most 20 deep in"),
    text("toml very deep lists", "toml", "plans = " + "[" * 100_000, "Tables and lists stand at most 20 deep in"),
    text("toml deep dotted key", "toml", ".".join("a" * 40) + " = 1", "Tables and lists stand at most 20 deep in"),
    text("toml 400,000 digits", "toml", good("plan", "fee = " + "9" * 400_000), "A number has at most 1,000"),
    text("toml float exponent huge", "toml", good("plan", "fee = 1e99999999999999999999"), "A number has at most"),
    text("json broken", "json", '{"currency": "USD",', "Line 1, column 20: the JSON is broken (expecting property"),
    text("json empty", "json", "", "Line 1, column 1: the JSON is broken (expecting value)"),
    text("json comma at the end", "json", '{"currency": "USD",}', "Line 1, column 20: the JSON is broken"),
    text("json key twice", "json", '{"currency": "USD", "currency": "EUR"}', "A key stands twice in one object"),
    fee("json NaN", "NaN", "A finite number is needed: 'NaN'"),
    fee("json infinity", "-Infinity", "A finite number is needed: '-Infinity'"),
    text("json list on top", "json", '[{"currency": "USD"}]', "A document is a table of named fields"),
    text("json text on top", "json", '"USD"', "A document is a table of named fields"),
    text("json half a character", "json", r'{"currency": "\ud800"}', "A text holds half a character"),
    text("json very deep", "json", '{"plans": ' + "[" * 100_000, "Tables and lists stand at most 20 deep in each"),
    fee("json 400,000 digits", "9" * 400_000, "A number has at most 1,000 digits"),
    text("json null name", "json", '{"currency": "USD", "plans": [{"name": null}]}', "Plan 1, name: a text is"),
    text("json null plans", "json", '{"currency": "USD", "plans": null}', "Plans: a list is needed"),
    fee("json number 1e400", "1e400", "Plan 'A', fee: a number is written without exponent"),
    fee("json control character", '"a\\u0007"', "Plan 'A', fee: a number is needed, not 'a\\x07'"),
]
TYPES = [
    text("plans is a text", "toml", 'currency = "USD"\nplans = "Basic"\n', "Plans: a list is needed"),
    text("plans is a table", "toml", 'currency = "USD"\nplans = { name = "Basic" }\n', "Plans: a list is needed"),
    text("plans is a list of texts", "toml", 'currency = "USD"\nplans = ["Basic"]\n', "Plan 1: a table of fields"),
    text("plans empty", "toml", 'currency = "USD"\nplans = []\n', "Plans: a catalogue needs at least one plan"),
    text("plans missing", "toml", 'currency = "USD"\n', "The field plans is missing"),
    text("currency missing", "toml", '[[plans]]\nname = "Basic"\n', "The field currency is missing"),
    bad("covers is a text", "plan", 'covers = "all"', "Plan 'Basic', covers: a table of names and values"),
    bad("name is a number", "top", "name = 5", "Name: a text is needed"),
    bad("name is a list", "plan", 'name = ["a"]', "Plan 1, name: a text is needed"),
    bad("source is a bool", "top", "source = true", "Source: a text is needed"),
    text("meters is a text", "toml", 'currency = "USD"\nmeters = "calls"\nplans = []', "Meters: a list is needed"),
    bad("checked_on is a number", "top", "checked_on = 5", "Checked_on: a date such as 2026-11-20 is needed"),
    bad("checked_on is a text", "top", 'checked_on = "yesterday"', "Checked_on: a date such as 2026-11-20 is needed"),
    bad("checked_on has a time", "top", "checked_on = 2026-11-20T10:00:00", "Checked_on: a date such as 2026-11-20"),
    bad("status unknown", "top", 'status = "final"', "No such status"),
    bad("conventions is a text", "top", 'conventions = "stripe"', "Conventions: a table of fields is needed"),
    bad("whole is a text", "meter", 'whole = "yes"', "Meter 'calls', whole: true or false is needed"),
    bad("fee is a bool", "plan", "fee = true", "Plan 'Basic', fee: a number is written as text"),
    bad("fee is a list", "plan", "fee = [1]", "Plan 'Basic', fee: a number is written as text"),
    bad("fee is a date", "plan", "fee = 2026-11-20", "Plan 'Basic', fee: a number is written as text"),
    bad("fee is a word", "plan", 'fee = "free"', "Plan 'Basic', fee: a number is needed"),
    bad("rank is a fraction", "plan", "rank = 1.5", "Plan 'Basic', rank: a whole number is needed"),
    bad("rank is a text", "plan", 'rank = "1"', "Plan 'Basic', rank: a whole number is needed"),
    bad("seats count is a text", "plan", 'seats = { count = "5" }', "Plan 'Basic', seats, count: a whole number is"),
    bad("features is a list", "plan", 'features = ["sso"]', "Plan 'Basic', features: a table of names and values"),
    bad("feature is a table", "plan", "features = { sso = { on = true } }", "Plan 'Basic', features, 'sso': a"),
    bad("covers is a number", "plan", "covers = 5", "Plan 'Basic', covers: a table of names and values is needed"),
    bad("feature name empty", "plan", 'features = { "" = true }', "Plan 'Basic', features: a name is needed"),
    bad("feature name of odd characters", "plan", 'features = { "a\\u0007b" = { } }', "Plan 'Basic', features: a"),
    bad("feature name in two lines", "plan", 'features = { "a\\nb" = [1] }', "Plan 'Basic', features, 'a\\nb': a"),
    bad("covers range is a list", "plan", "covers = { calls = [0, 5] }", "Plan 'Basic', covers, 'calls': a range"),
    bad("meters of a charge is a text", "charge", 'meters = "calls"', "Plan 'Basic', charge 1, meters: a list is"),
    bad("tiers is a table", "charge", 'tiers = { unit_price = "1" }', "Plan 'Basic', charge 1, tiers: a list is"),
    bad("tiers is a list of numbers", "charge", "tiers = [1, 2]", "Plan 'Basic', charge 1, tier 1: a table of"),
    bad("model is a number", "charge", "model = 1", "Plan 'Basic', charge 1: no such model"),
    bad("unit_price is a bool", "charge", "tiers = [{ unit_price = false }]", "Plan 'Basic', charge 1, tier 1,"),
    bad("unit_price is a list", "charge", "tiers = [{ unit_price = [1] }]", "Plan 'Basic', charge 1, tier 1,"),
    bad("usage of a golden is a list", "golden", 'usage = ["calls"]', "Golden 1, usage: a table of names and"),
    bad("total of a golden empty", "golden", 'total = ""', "Golden 1, total: a number is needed"),
]
NUMBERS = [
    bad("fee nan", "plan", "fee = nan", "Plan 'Basic', fee: a finite number is needed"),
    bad("fee inf", "plan", "fee = inf", "Plan 'Basic', fee: a finite number is needed"),
    bad("fee NaN as text", "plan", 'fee = "NaN"', "Plan 'Basic', fee: a finite number is needed"),
    bad("fee 1e400", "plan", 'fee = "1e400"', "Plan 'Basic', fee: a number is written without exponent"),
    bad("fee 1e400 as a number", "plan", "fee = 1e400", "Plan 'Basic', fee: a number is written without exponent"),
    bad("fee exponent", "plan", 'fee = "1e3"', "Plan 'Basic', fee: a number is written without exponent"),
    bad("fee 10**30", "plan", "fee = 1" + "0" * 30, "Plan 'Basic', fee: a number of fewer digits is needed"),
    bad("fee 400,000 digits as text", "plan", 'fee = "' + "9" * 400_000 + '"', "Plan 'Basic', fee: a number of fewer"),
    bad("fee 500 digits", "plan", "fee = " + "9" * 500, "Plan 'Basic', fee: a number of fewer digits is needed"),
    bad("fee 13 decimals", "plan", 'fee = "0.0000000000001"', "Plan 'Basic', fee: a number of fewer digits is"),
    bad("fee 13 decimals as a number", "plan", "fee = 0.0000000000001", "Plan 'Basic', fee: a number of fewer"),
    bad("fee grouped digits", "plan", 'fee = "1,000"', "Plan 'Basic', fee: digits are not grouped"),
    bad("fee decimal comma", "plan", 'fee = "1,5"', "Plan 'Basic', fee: decimals stand behind a point"),
    bad("fee with a currency sign", "plan", 'fee = "$5"', "Plan 'Basic', fee: a number is needed"),
    bad("fee empty", "plan", 'fee = ""', "Plan 'Basic', fee: a number is needed"),
    bad("fee other digits", "plan", 'fee = "\u0663"', "Plan 'Basic', fee: a number is needed"),
    bad("fee fraction", "plan", 'fee = "1/3"', "Plan 'Basic', fee: a number is needed"),
    bad("fee negative", "plan", 'fee = "-5"', "Plan 'Basic', fee: a number of 0 or more is needed"),
    bad("credit negative", "plan", 'credit = "-1"', "Plan 'Basic', credit: a number of 0 or more is needed"),
    bad("minimum negative", "plan", 'minimum = "-1"', "Plan 'Basic', minimum: a number of 0 or more is needed"),
    bad("seats negative", "plan", "seats = { count = -1 }", "Plan 'Basic', seats, count: a number of 0 or more is"),
    bad("seat price negative", "plan", 'seats = { price = "-1" }', "Plan 'Basic', seats, price: a number of 0 or"),
    bad("rank negative", "plan", "rank = -1", "Plan 'Basic', rank: a number of 0 or more is needed"),
    bad("rank huge", "plan", "rank = 1" + "0" * 30, "Plan 'Basic', rank: a number of fewer digits is needed"),
    bad("unit price negative", "charge", 'tiers = [{ unit_price = "-0.01" }]', "Plan 'Basic', charge 1, tier 1,"),
    bad("flat fee negative", "charge", 'tiers = [{ flat_fee = "-1" }]', "Plan 'Basic', charge 1, tier 1, flat_fee:"),
    bad("bound negative", "charge", 'tiers = [{ up_to = "-5", unit_price = "1" }]', "Plan 'Basic', charge 1, tier"),
    bad("bound zero", "charge", 'tiers = [{ up_to = "0" }]', "tier 1, up_to: a number above 0 is needed, not '0'"),
    bad("bound infinite", "charge", 'tiers = [{ up_to = "inf", unit_price = "1" }]', "Plan 'Basic', charge 1, tier"),
    bad("included negative", "charge", 'included = "-1"', "Plan 'Basic', charge 1, included: a number of 0 or more"),
    bad("per zero", "charge", 'per = "0"', "Plan 'Basic', charge 1, per: a number above 0 is needed"),
    bad("per negative", "charge", 'per = "-1000"', "Plan 'Basic', charge 1, per: a number above 0 is needed"),
    bad("block negative", "charge", 'block = "-1"', "Plan 'Basic', charge 1, block: a number of 0 or more is needed"),
    bad("feature infinite", "plan", "features = { projects = inf }", "Plan 'Basic', features, 'projects': a finite"),
    bad("covers negative", "plan", 'covers = { calls = { from = "-1" } }', "Plan 'Basic', covers, 'calls': a"),
    bad("golden total negative", "golden", 'total = "-1"', "Golden 1, total: a number of 0 or more is needed"),
    bad("golden usage negative", "golden", 'usage = { calls = "-1" }', "Golden 1, usage, 'calls': a number of 0 or"),
]
TABLES = [
    tiers("no tier", "", "Plan 'Basic', charge 1, tiers: a charge needs at least one tier"),
    tiers("two open tiers", '{ unit_price = "2" }, {}', "charge 1, tiers: only one tier is open, but tiers 1 and 2"),
    tiers("open tier first", '{ unit_price = "2" }, { up_to = "5" }', "charge 1, tier 1: the open tier comes last"),
    tiers(
        "bounds fall", '{ up_to = "10" }, { up_to = "5" }', "bounds rise from tier to tier, but up_to 5 is below the"
    ),
    tiers(
        "bounds equal", '{ up_to = "10" }, { up_to = "10.0" }', "bounds rise from tier to tier, but up_to 10 is equal"
    ),
    text("tiers missing", "toml", good().replace("tiers = ", "name = 'T' #"), "Plan 'Basic', charge 1: the field"),
    text(
        "charges is a text",
        "json",
        '{"currency": "USD", "plans": [{"name": "P", "charges": "x"}]}',
        "Plan 'P', charges: a list",
    ),
    Bad("meter not named", "toml", good(tail=MAILS).replace("meters = [", "# ["), "a charge names what it counts"),
    tiers("package with two tiers", TIERS[1:-1], "charge 1: model package has one tier, not 2", '\nmodel = "package"'),
    tiers("per_unit with two tiers", TIERS[1:-1], "charge 1: model per_unit has one tier", '\nmodel = "per_unit"'),
    tiers("flat with a unit price", ONE, "charge 1: model flat has no unit_price", '\nmodel = "flat"'),
    tiers("percentage on one meter", ONE, "model percentage takes two meters", '\nmodel = "percentage"'),
    tiers("percentage closed", '{ up_to = "5" }', "one open tier", '\nmodel = "percentage"\nmeters = ["calls", "x"]'),
    tiers("price of a meter left out", '{ unit_price = { mails = "1" } }', "unit_price names the meters 'mails', but"),
    tiers("price by meter under volume", PRICES, "prices by meter need the progressive model", '\nmodel = "volume"'),
    tiers("price of an odd meter", '{ unit_price = { "a\\nb" = "1" } }', "unit_price names the meters 'a\\nb', but"),
    tiers("price of a meter negative", '{ unit_price = { calls = "-1" } }', "unit_price, 'calls': a number of 0"),
    tiers("price by no meter", "{ unit_price = {} }", "tier 1, unit_price: a price for each meter is needed"),
    bad("charge maximum below minimum", "charge", 'minimum = "10"\nmaximum = "5"', "charge 1: the maximum 5 is"),
    bad("plan maximum below minimum", "plan", 'minimum = "10"\nmaximum = "5"', "Plan 'Basic': the maximum 5 is"),
    bad("covers to below from", "plan", 'covers = { calls = { from = "10", to = "5" } }', "Plan 'Basic', covers,"),
    bad("unknown rounding of blocks", "charge", 'block_rounding = "sideways"', "Plan 'Basic', charge 1: no such"),
]
NAMES = [
    bad("unknown meter", "charge", 'meters = ["cals"]', "charge 1: no such meter: 'cals'. Did you mean 'calls'?"),
    bad("meter counted twice", "charge", 'meters = ["calls", "calls"]', "Plan 'Basic', charge 1: a charge counts"),
    bad("unknown model", "charge", 'model = "graduated"', "Plan 'Basic', charge 1: no such model"),
    bad("unknown currency", "top", 'currency = "USDD"', "Currency: no such currency"),
    bad("small currency", "top", 'currency = "usd"', "Currency: no such currency"),
    bad("no currency", "top", 'currency = "XXX"', "Currency: no such currency"),
    bad("unknown locale", "top", 'locale = "xx_YY"', "Locale: no such locale"),
    bad("unknown profile", "top", 'conventions = { profile = "stripo" }', "Conventions: no such vendor profile"),
    bad("profile is a number", "top", "conventions = { profile = 5 }", "Conventions: no such vendor profile"),
    bad("profile is a list", "top", "conventions = { profile = [1] }", "Conventions: no such vendor profile"),
    bad("unknown switch value", "top", 'conventions = { boundary = "below" }', "Conventions: no such boundary"),
    bad(
        "golden of an unknown plan", "golden", 'plan = "Bsic"', "Golden 1: no such plan: 'Bsic'. Did you mean 'Basic'?"
    ),
    bad(
        "golden of an unknown meter",
        "golden",
        'usage = { cals = "1" }',
        "Golden 1: no such meter: 'cals'. Did you mean",
    ),
    bad("covers an unknown meter", "plan", 'covers = { cals = { from = "1" } }', "Plan 'Basic', covers: no such"),
    bad("covers a meter of odd characters", "plan", 'covers = { "a\\nb" = { from = "x" } }', "Plan 'Basic', covers,"),
    bad("golden of odd characters", "golden", 'usage = { "a\\nb" = "x" }', "Golden 1, usage, 'a\\nb': a number is"),
    bad("charge name of odd characters", "charge", 'name = "a\\u0000b"', "Plan 'Basic', charge 1, name: a name is"),
    bad("plural is a number", "meter", "plural = 5", "Meter 'calls', plural: a text is needed"),
    bad("golden seats are a text", "golden", 'seats = "5"', "Golden 1, seats: a whole number is needed"),
    bad("golden exact negative", "golden", 'exact = "-1"', "Golden 1, exact: a number of 0 or more is needed"),
    bad("key unknown on top", "top", 'curency = "USD"', "No such field: 'curency'. Did you mean 'currency'?"),
    bad(
        "key unknown in a meter", "meter", "hole = true", "Meter 'calls': no such field: 'hole'. Did you mean 'whole'?"
    ),
    bad("key unknown in a plan", "plan", 'fees = "1"', "Plan 'Basic': no such field: 'fees'. Did you mean 'fee'?"),
    bad(
        "key unknown in a charge",
        "charge",
        'includes = "1"',
        "charge 1: no such field: 'includes'. Did you mean 'included'?",
    ),
    bad(
        "key unknown in a tier",
        "charge",
        'tiers = [{ upto = "5", unit_price = "1" }]',
        "tier 1: no such field: 'upto'. Did you",
    ),
    bad("key unknown in a range", "plan", 'covers = { calls = { until = "5" } }', "Plan 'Basic', covers, 'calls':"),
    bad(
        "key unknown in a golden", "golden", 'totals = "1"', "Golden 1: no such field: 'totals'. Did you mean 'total'?"
    ),
    bad(
        "key unknown in conventions",
        "top",
        'conventions = { bundary = "from" }',
        "no such field: 'bundary'. Did you mean 'boundary'",
    ),
    bad("key very long", "top", "x" * 5000 + " = 1", "No such field"),
    bad("key of odd characters", "top", '"a\\nb" = 1', "No such field"),
    Bad("meter twice", "toml", good(tail='[[meters]]\nname = "Calls"'), "Meters: two meters have the same name,"),
    Bad("plan twice", "toml", good(tail='[[plans]]\nname = "basic"'), "Plans: two plans have the same name,"),
    Bad("same rank", "toml", good("plan", "rank = 2", '[[plans]]\nname = "Pro"\nrank = 2'), "Plans: plans 'Basic'"),
    bad("plan name empty", "plan", 'name = ""', "Plan 1, name: a name is needed"),
    bad("plan name blank", "plan", 'name = "  "', "Plan 1, name: a name is needed"),
    bad("plan name very long", "plan", 'name = "' + "x" * 10_000 + '"', "…', name: a name is needed"),
    bad("plan name with a control character", "plan", 'name = "a\\u0007b"', "Plan 'a\\x07b', name: a name is needed"),
    bad("plan name turned around", "plan", 'name = "a\\u202Eb"', "Plan 'a\\u202eb', name: a name is needed"),
    bad("meter name very long", "meter", 'name = "' + "m" * 300 + '"', "…', name: a name is needed"),
    bad("unit empty", "meter", 'unit = ""', "Meter 'calls', unit: a name is needed"),
]
BAD = [*TEXTS, *TYPES, *NUMBERS, *TABLES, *NAMES]
