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
HEADS = {"top": "", "meter": "[[meters]]", "plan": "[[plans]]", "charge": "[[plans.charges]]", "golden": "[[golden]]"}


class Bad(NamedTuple):
    """One bad document: `parts` are what its sentence must say."""

    id: str
    kind: str
    text: str
    parts: tuple[str, ...]


def good(part: str = "", more: str = "", tail: str = "") -> str:
    """Return a good table as TOML; `more` ("key = value" lines) replaces or adds fields of one part."""
    given = dict(line.split(" = ", 1) for line in more.splitlines())
    rows = []
    for name, fields in GOOD.items():
        mine = {**fields, **given} if name == part else fields
        rows += [HEADS[name], *(f"{key} = {value}" for key, value in mine.items())]
    return "\n".join([*rows, tail, ""])


def bad(id_: str, where: str, more: str, *parts: str) -> Bad:
    """Return the good table with one part spoilt."""
    return Bad(id_, "toml", good(where, more), parts)


def tiers(id_: str, rows: str, *parts: str, more: str = "") -> Bad:
    """Return the good table with other tiers."""
    return Bad(id_, "toml", good("charge", f"tiers = [{rows}]{more}"), parts)


def text(id_: str, kind: str, content: str, *parts: str) -> Bad:
    """Return a text as it is."""
    return Bad(id_, kind, content, parts)


def deep(opening: str, closing: str, times: int) -> str:
    """Return brackets in brackets."""
    return opening * times + closing * times


TEXTS = [
    text("toml broken value", "toml", "currency = \n", ""),
    text("toml open table", "toml", "currency = 'USD'\n[plans\n", ""),
    text("toml never closed", "toml", 'name = """T\n', ""),
    text("toml key twice", "toml", 'currency = "USD"\ncurrency = "EUR"\n', ""),
    text("toml NUL byte", "toml", 'currency = "U\0SD"\n', ""),
    text("toml bare words", "toml", "hello world", ""),
    text("toml from a web page", "toml", "<!DOCTYPE html>\n<html></html>", ""),
    text("toml date out of range", "toml", good("top", "checked_on = 2026-13-45"), ""),
    text("toml empty", "toml", "", ""),
    text("toml only a comment", "toml", "# prices\n", ""),
    text("toml deep lists", "toml", "plans = " + deep("[", "]", 30), ""),
    text("toml very deep lists", "toml", "plans = " + "[" * 100_000, ""),
    text("toml deep dotted key", "toml", ".".join("a" * 40) + " = 1", ""),
    text("toml 400,000 digits", "toml", good("plan", "fee = " + "9" * 400_000), ""),
    text("toml float exponent huge", "toml", good("plan", "fee = 1e99999999999999999999"), ""),
    text("json broken", "json", '{"currency": "USD",', ""),
    text("json empty", "json", "", ""),
    text("json comma at the end", "json", '{"currency": "USD",}', ""),
    text("json key twice", "json", '{"currency": "USD", "currency": "EUR"}', ""),
    text("json NaN", "json", '{"currency": "USD", "plans": [{"name": "A", "fee": NaN}]}', ""),
    text("json infinity", "json", '{"currency": "USD", "plans": [{"name": "A", "fee": -Infinity}]}', ""),
    text("json list on top", "json", '[{"currency": "USD"}]', ""),
    text("json text on top", "json", '"USD"', ""),
    text("json null on top", "json", "null", ""),
    text("json half a character", "json", r'{"currency": "\ud800"}', ""),
    text("json very deep", "json", '{"plans": ' + "[" * 100_000, ""),
    text("json 400,000 digits", "json", '{"currency": "USD", "plans": [{"name": "A", "fee": ' + "9" * 400_000 + "}]}", ""),
    text("json null name", "json", '{"currency": "USD", "plans": [{"name": null}]}', ""),
    text("json null plans", "json", '{"currency": "USD", "plans": null}', ""),
    text("json number 1e400", "json", '{"currency": "USD", "plans": [{"name": "A", "fee": 1e400}]}', ""),
    text("json control character in a name", "json", r'{"currency": "USD", "plans": [{"name": "A\u0007"}]}', ""),
]
TYPES = [
    bad("plans is a list of texts", "top", "", ""),
    text("plans is a text", "toml", 'currency = "USD"\nplans = "Basic"\n', ""),
    text("plans is a table", "toml", 'currency = "USD"\nplans = { name = "Basic" }\n', ""),
    text("plans is a list of texts", "toml", 'currency = "USD"\nplans = ["Basic"]\n', ""),
    text("plans empty", "toml", 'currency = "USD"\nplans = []\n', ""),
    text("plans missing", "toml", 'currency = "USD"\n', ""),
    text("currency missing", "toml", '[[plans]]\nname = "Basic"\n', ""),
    text("meters is a text", "toml", 'currency = "USD"\nmeters = "calls"\nplans = [{ name = "Basic" }]\n', ""),
    bad("name is a number", "top", "name = 5", ""),
    bad("name is a list", "plan", 'name = ["a"]', ""),
    bad("currency is a number", "top", "currency = 840", ""),
    bad("source is a bool", "top", "source = true", ""),
    bad("checked_on is a number", "top", "checked_on = 5", ""),
    bad("checked_on is a text", "top", 'checked_on = "yesterday"', ""),
    bad("checked_on has a time", "top", "checked_on = 2026-11-20T10:00:00", ""),
    bad("status unknown", "top", 'status = "final"', ""),
    bad("conventions is a text", "top", 'conventions = "stripe"', ""),
    bad("whole is a text", "meter", 'whole = "yes"', ""),
    bad("fee is a bool", "plan", "fee = true", ""),
    bad("fee is a list", "plan", "fee = [1]", ""),
    bad("fee is a date", "plan", "fee = 2026-11-20", ""),
    bad("fee is a time", "plan", "fee = 10:00:00", ""),
    bad("fee is a word", "plan", 'fee = "free"', ""),
    bad("rank is a fraction", "plan", "rank = 1.5", ""),
    bad("rank is a text", "plan", 'rank = "1"', ""),
    bad("seats is a number", "plan", "seats = 5", ""),
    bad("seats count is a text", "plan", 'seats = { count = "5" }', ""),
    bad("features is a list", "plan", 'features = ["sso"]', ""),
    bad("feature is a table", "plan", "features = { sso = { on = true } }", ""),
    bad("covers is a number", "plan", "covers = 5", ""),
    bad("covers range is a list", "plan", "covers = { calls = [0, 5] }", ""),
    bad("charges is a text", "plan", 'charges = "calls"', ""),
    bad("meters of a charge is a text", "charge", 'meters = "calls"', ""),
    bad("tiers is a table", "charge", 'tiers = { unit_price = "1" }', ""),
    bad("tiers is a list of numbers", "charge", "tiers = [1, 2]", ""),
    bad("model is a number", "charge", "model = 1", ""),
    bad("unit_price is a bool", "charge", "tiers = [{ unit_price = false }]", ""),
    bad("unit_price is a date", "charge", "tiers = [{ unit_price = 2026-11-20 }]", ""),
    bad("unit_price is a list", "charge", "tiers = [{ unit_price = [1] }]", ""),
    bad("usage of a golden is a list", "golden", 'usage = ["calls"]', ""),
    bad("total of a golden missing", "golden", 'total = ""', ""),
]
NUMBERS = [
    bad("fee nan", "plan", "fee = nan", ""),
    bad("fee inf", "plan", "fee = inf", ""),
    bad("fee minus inf", "plan", "fee = -inf", ""),
    bad("fee NaN as text", "plan", 'fee = "NaN"', ""),
    bad("fee 1e400", "plan", 'fee = "1e400"', ""),
    bad("fee 1e400 as a number", "plan", "fee = 1e400", ""),
    bad("fee exponent", "plan", 'fee = "1e3"', ""),
    bad("fee 10**30", "plan", "fee = 1" + "0" * 30, ""),
    bad("fee 25 digits", "plan", 'fee = "' + "9" * 25 + '"', ""),
    bad("fee 400,000 digits as text", "plan", 'fee = "' + "9" * 400_000 + '"', ""),
    bad("fee 500 digits", "plan", "fee = " + "9" * 500, ""),
    bad("fee 13 decimals", "plan", 'fee = "0.0000000000001"', ""),
    bad("fee 13 decimals as a number", "plan", "fee = 0.0000000000001", ""),
    bad("fee grouped digits", "plan", 'fee = "1,000"', ""),
    bad("fee decimal comma", "plan", 'fee = "1,5"', ""),
    bad("fee with a currency sign", "plan", 'fee = "$5"', ""),
    bad("fee empty", "plan", 'fee = ""', ""),
    bad("fee other digits", "plan", 'fee = "\u0663"', ""),
    bad("fee hexadecimal", "plan", 'fee = "0x10"', ""),
    bad("fee fraction", "plan", 'fee = "1/3"', ""),
    bad("fee negative", "plan", 'fee = "-5"', ""),
    bad("credit negative", "plan", 'credit = "-1"', ""),
    bad("minimum negative", "plan", 'minimum = "-1"', ""),
    bad("seats negative", "plan", "seats = { count = -1 }", ""),
    bad("seat price negative", "plan", 'seats = { price = "-1" }', ""),
    bad("rank negative", "plan", "rank = -1", ""),
    bad("rank huge", "plan", "rank = 1" + "0" * 30, ""),
    bad("unit price negative", "charge", 'tiers = [{ unit_price = "-0.01" }]', ""),
    bad("flat fee negative", "charge", 'tiers = [{ flat_fee = "-1" }]', ""),
    bad("bound negative", "charge", 'tiers = [{ up_to = "-5", unit_price = "1" }]', ""),
    bad("bound zero", "charge", 'tiers = [{ up_to = "0", unit_price = "1" }, { unit_price = "1" }]', ""),
    bad("bound infinite", "charge", 'tiers = [{ up_to = "inf", unit_price = "1" }]', ""),
    bad("included negative", "charge", 'included = "-1"', ""),
    bad("per zero", "charge", 'per = "0"', ""),
    bad("per negative", "charge", 'per = "-1000"', ""),
    bad("block negative", "charge", 'block = "-1"', ""),
    bad("feature infinite", "plan", "features = { projects = inf }", ""),
    bad("covers negative", "plan", 'covers = { calls = { from = "-1" } }', ""),
    bad("golden total negative", "golden", 'total = "-1"', ""),
    bad("golden usage negative", "golden", 'usage = { calls = "-1" }', ""),
]
TABLES = [
    tiers("no tier", "", ""),
    tiers("two open tiers", '{ unit_price = "2" }, { unit_price = "1" }', ""),
    tiers("open tier first", '{ unit_price = "2" }, { up_to = "5", unit_price = "1" }', ""),
    tiers("bounds fall", '{ up_to = "10", unit_price = "2" }, { up_to = "5", unit_price = "1" }', ""),
    tiers("bounds equal", '{ up_to = "10", unit_price = "2" }, { up_to = "10.0", unit_price = "1" }', ""),
    tiers("empty tier alone", "{}", ""),
    text("tiers missing", "toml", 'currency = "USD"\nmeters = [{ name = "m" }]\n[[plans]]\nname = "P"\n[[plans.charges]]\nmodel = "volume"', ""),
    tiers("package with two tiers", TIERS[1:-1], "", more='\nmodel = "package"'),
    tiers("per_unit with two tiers", TIERS[1:-1], "", more='\nmodel = "per_unit"'),
    tiers("flat with a unit price", '{ unit_price = "1" }', "", more='\nmodel = "flat"'),
    tiers("percentage on one meter", '{ unit_price = "0.03" }', "", more='\nmodel = "percentage"'),
    tiers("percentage closed", '{ up_to = "5", unit_price = "0.03" }', "", more='\nmodel = "percentage"\nmeters = ["calls", "calls"]'),
    tiers("price of a meter left out", '{ unit_price = { mails = "1" } }', ""),
    tiers("price by meter under volume", '{ unit_price = { calls = "1" } }', "", more='\nmodel = "volume"'),
    tiers("price by no meter", "{ unit_price = {} }", ""),
    bad("charge maximum below minimum", "charge", 'minimum = "10"\nmaximum = "5"', ""),
    bad("plan maximum below minimum", "plan", 'minimum = "10"\nmaximum = "5"', ""),
    bad("covers to below from", "plan", 'covers = { calls = { from = "10", to = "5" } }', ""),
    bad("block with tiers under percentage", "charge", 'block_rounding = "sideways"', ""),
]
NAMES = [
    bad("unknown meter", "charge", 'meters = ["cals"]', ""),
    bad("meter counted twice", "charge", 'meters = ["calls", "calls"]', ""),
    bad("unknown model", "charge", 'model = "graduated"', ""),
    bad("unknown currency", "top", 'currency = "USDD"', ""),
    bad("small currency", "top", 'currency = "usd"', ""),
    bad("no currency", "top", 'currency = "XXX"', ""),
    bad("unknown locale", "top", 'locale = "xx_YY"', ""),
    bad("odd locale", "top", 'locale = "../../etc"', ""),
    bad("unknown profile", "top", 'conventions = { profile = "stripo" }', ""),
    bad("profile is a number", "top", "conventions = { profile = 5 }", ""),
    bad("profile is a list", "top", "conventions = { profile = [1] }", ""),
    bad("unknown switch value", "top", 'conventions = { boundary = "below" }', ""),
    bad("golden of an unknown plan", "golden", 'plan = "Bsic"', ""),
    bad("golden of an unknown meter", "golden", 'usage = { cals = "1" }', ""),
    bad("covers an unknown meter", "plan", 'covers = { cals = { from = "1" } }', ""),
    bad("key unknown on top", "top", 'curency = "USD"', ""),
    bad("key unknown in a meter", "meter", "hole = true", ""),
    bad("key unknown in a plan", "plan", 'fees = "1"', ""),
    bad("key unknown in seats", "plan", "seats = { counts = 1 }", ""),
    bad("key unknown in a charge", "charge", 'includes = "1"', ""),
    bad("key unknown in a tier", "charge", 'tiers = [{ upto = "5", unit_price = "1" }]', ""),
    bad("key unknown in a range", "plan", 'covers = { calls = { until = "5" } }', ""),
    bad("key unknown in a golden", "golden", 'totals = "1"', ""),
    bad("key unknown in conventions", "top", 'conventions = { bundary = "from" }', ""),
    bad("key very long", "top", "x" * 5000 + " = 1", ""),
    bad("key of odd characters", "top", '"a\\nb" = 1', ""),
    Bad("meter twice", "toml", good(tail='[[meters]]\nname = "Calls"'), ("",)),
    Bad("plan twice", "toml", good(tail='[[plans]]\nname = "basic"'), ("",)),
    Bad("same rank", "toml", good("plan", "rank = 2", '[[plans]]\nname = "Pro"\nrank = 2'), ("",)),
    bad("plan name empty", "plan", 'name = ""', ""),
    bad("plan name blank", "plan", 'name = "  "', ""),
    bad("plan name very long", "plan", 'name = "' + "x" * 10_000 + '"', ""),
    bad("plan name with a control character", "plan", 'name = "a\\u0007b"', ""),
    bad("plan name turned around", "plan", 'name = "a\\u202Eb"', ""),
    bad("meter name very long", "meter", 'name = "' + "m" * 300 + '"', ""),
    bad("unit empty", "meter", 'unit = ""', ""),
]
BAD = [*TEXTS, *TYPES[1:], *NUMBERS, *TABLES, *NAMES]
