"""The rules of the house for source files: who may import whom, sizes, docstrings, exact numbers.

Each rule reads source text with `ast` and returns complaints; each is shown to fail on a small bad text.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("pricing", "data", "pages", "app.py")
FILE_LINES, PAGE_LINES, FUNCTION_LINES, SUMMARY = 280, 90, 40, 110
OURS = {"pricing", "data", "pages", "app"}
IMPURE = {
    "os",
    "pathlib",
    "time",
    "random",
    "sqlite3",
    "requests",
    "sqlmodel",
    "duckdb",
    "streamlit",
    "plotly",
}
IMPURE |= {"socket", "subprocess", "tempfile", "shutil", "urllib", "sqlalchemy"}
CALLS = {"open", "print", "input"}
CLOCK = re.compile(r"(^|\.)(now|utcnow|today)$")
GLOBAL_DICE = re.compile(r"^(np|numpy)\.random\.(?!default_rng|Generator|SeedSequence|PCG64|Philox)")
UNWANTED = {
    "use_container_width": 'deprecated: write width="stretch"',
    "scattergl": "slow without a graphics card: write go.Scatter",
    "plotly.express": "ten times slower: write plotly.graph_objects",
}
# Files of `pricing` that may use floats, each with its reason. Money and quantities stay exact.
FLOATS = {
    "pricing/errors.py": "how alike two names are",
    "pricing/sample.py": "random draws; quantities are rounded to whole units",
}
Rule = Callable[[str, str], list[str]]


def nodes(text: str) -> Iterator[ast.AST]:
    """Every node of a source text."""
    yield from ast.walk(ast.parse(text))


def line(node: ast.AST) -> int:
    """The line on which a node stands."""
    return getattr(node, "lineno", 1)


def imports(text: str) -> list[tuple[int, str]]:
    """Line and full name of every import, those inside functions too."""
    found = []
    for node in nodes(text):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [(node.lineno, f"{node.module or '.'}.{alias.name}") for alias in node.names]
    return found


def calls(text: str) -> list[tuple[int, str]]:
    """Line and dotted name of every call."""
    return [(node.lineno, ast.unparse(node.func)) for node in nodes(text) if isinstance(node, ast.Call)]


def is_pure(path: str) -> bool:
    """Whether a file belongs to the pure part of `pricing`."""
    return path.startswith("pricing/") and not path.startswith(("pricing/cli/", "pricing/__main__.py"))


def forbidden(path: str) -> set[str]:
    """The packages that a file may not import."""
    if is_pure(path):
        return (OURS - {"pricing"}) | IMPURE
    if path.startswith("pricing/"):
        return {"pages", "app"}
    if path.startswith("data/"):
        return {"pricing", "pages", "app", "streamlit", "plotly"}
    if path.startswith("pages/"):
        return {"app", "streamlit"} if path.startswith("pages/parts/charts/") else {"app"}
    return {"pricing", "data"}


def directions(path: str, text: str) -> list[str]:
    """Values flow data -> pricing -> pages -> app; imports point the other way and never back."""
    bad = forbidden(path)
    todo = "move this to the room that may (data -> pricing -> pages -> app)"
    return [f"{path}:{at}: imports {name}; {todo}" for at, name in imports(text) if name.split(".")[0] in bad]


def purity(path: str, text: str) -> list[str]:
    """No disk, clock, screen or hidden dice in `pricing`."""
    todo = "pass the value in as an argument"
    return [
        f"{path}:{at}: calls {name}(); {todo}"
        for at, name in calls(text)
        if is_pure(path) and (name in CALLS or CLOCK.search(name) or GLOBAL_DICE.search(name))
    ]


def exact_numbers(path: str, text: str) -> list[str]:
    """No float touches money or a quantity."""
    if not path.startswith("pricing/") or path in FLOATS:
        return []
    literals = [
        (line(node), repr(node.value))
        for node in nodes(text)
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    ]
    casts = [(at, "float()") for at, name in calls(text) if name == "float"]
    todo = "write a Fraction or a Decimal, or list the file in FLOATS with its reason"
    return [f"{path}:{at}: uses the float {name}; {todo}" for at, name in sorted(literals + casts)]


def sizes(path: str, text: str) -> list[str]:
    """Files, pages and functions stay small enough to be read at one sitting."""
    page = path == "app.py" or re.fullmatch(r"pages/\w+\.py", path)
    limit, length = PAGE_LINES if page else FILE_LINES, len(text.splitlines())
    found = [f"{path}:{limit}: {length} lines, at most {limit}; split the file"] if length > limit else []
    for node in nodes(text):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1 - docstring_lines(node)
            if lines > FUNCTION_LINES:
                todo = f"{lines} lines, at most {FUNCTION_LINES}; name its parts"
                found.append(f"{path}:{node.lineno}: {node.name} has {todo}")
    return found


def docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines that a function's docstring takes: examples do not count against its size."""
    first = node.body[0]
    return (first.end_lineno or first.lineno) - first.lineno + 1 if ast.get_docstring(node) else 0


def public(tree: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    """Public functions, classes, and their public methods."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node)


def docstrings(path: str, text: str) -> list[str]:
    """Every module, and every public name of `pricing` and `data`, says in one line what it is."""
    tree = ast.parse(text)
    documented = [*public(tree)] if path.startswith(("pricing/", "data/")) else []
    found = []
    for node in [tree, *documented]:
        summary = (ast.get_docstring(node) or "").partition("\n")[0]
        name = getattr(node, "name", "the module")
        if not summary or len(summary) > SUMMARY or summary[-1] not in ".:?)`":
            todo = f"needs a docstring whose first line is one sentence of at most {SUMMARY} characters"
            found.append(f"{path}:{line(node)}: {name} {todo}")
    return found


def unwanted(path: str, text: str) -> list[str]:
    """What is slow or deprecated on this platform."""
    rows = enumerate(text.splitlines(), 1)
    return [f"{path}:{at}: {word} is {why}" for at, row in rows for word, why in UNWANTED.items() if word in row]


def sources() -> list[str]:
    """The source files of the rooms, as paths from the root."""
    files = [
        file for room in ROOMS for file in ([ROOT / room] if room.endswith(".py") else (ROOT / room).rglob("*.py"))
    ]
    return sorted(file.relative_to(ROOT).as_posix() for file in files if file.exists())


def read(path: str) -> str:
    """A file's text, line ends as they are."""
    return (ROOT / path).read_text(encoding="utf-8")


RULES = [directions, purity, exact_numbers, sizes, docstrings, unwanted]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_sources_keep(rule: Rule) -> None:
    files = sources()
    assert len(files) > 10
    complaints = [complaint for path in files for complaint in rule(path, read(path))]
    assert not complaints, "\n" + "\n".join(complaints)


SNIPPETS: list[tuple[Rule, str, str]] = [
    (directions, "pricing/curve.py", "from data import presets"),
    (directions, "pricing/curve.py", "def f():\n    import os.path"),
    (directions, "pricing/cli/quote.py", "import pages.parts"),
    (directions, "data/presets.py", "from pricing.money import exact"),
    (directions, "pages/parts/charts/curve.py", "import streamlit as st"),
    (directions, "app.py", "from pricing import plans"),
    (purity, "pricing/curve.py", "open('x')"),
    (purity, "pricing/curve.py", "datetime.date.today()"),
    (purity, "pricing/curve.py", "np.random.normal(3)"),
    (exact_numbers, "pricing/money.py", "x = 0.5"),
    (exact_numbers, "pricing/money.py", "x = float(y)"),
    (sizes, "pages/home.py", "x = 1\n" * 91),
    (sizes, "pricing/curve.py", "x = 1\n" * 281),
    (sizes, "data/store.py", "def f():\n" + "    x = 1\n" * 40),
    (docstrings, "pricing/curve.py", "x = 1"),
    (docstrings, "data/store.py", '"""Fine."""\nclass A:\n    """Fine."""\n    def b(self): ...'),
    (docstrings, "pricing/curve.py", f'"""{"long " * 22}."""'),
    (unwanted, "pages/home.py", "import plotly.express as px"),
]
KEPT: list[tuple[Rule, str, str]] = [
    (directions, "pages/home.py", "from pricing import plans\nfrom data import presets"),
    (directions, "pricing/cli/quote.py", "from pathlib import Path\nfrom data import presets"),
    (purity, "pricing/sample.py", "np.random.default_rng(seed)"),
    (sizes, "data/store.py", 'def f():\n    """' + "x\n" * 99 + '"""\n    return 1'),
]


@pytest.mark.parametrize(("rule", "path", "text"), SNIPPETS)
def test_a_rule_can_fail(rule: Rule, path: str, text: str) -> None:
    complaints = rule(path, text)
    assert len(complaints) == 1
    assert re.match(rf"{re.escape(path)}:\d+: ", complaints[0])


@pytest.mark.parametrize(("rule", "path", "text"), KEPT)
def test_a_rule_lets_pass(rule: Rule, path: str, text: str) -> None:
    assert rule(path, text) == []
