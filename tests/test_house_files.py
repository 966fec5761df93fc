"""The rules of the house for other files: nothing is sent anywhere, versions are pinned, no machine named."""

import re
import subprocess
import tomllib
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
# Built from parts, so that this file does not complain of itself.
PRIVATE = re.compile(
    r"(?<![\w./])/(?:" + "tmp|home|root|Users|work|opt)" + r"/\w|files\.python" + "hosted|/sim" + "ple/"
)
TEXTS = {".py", ".toml", ".txt", ".md", ".csv", ".json", ".svg", ".cfg", ".ini", ""}


def private(path: str, text: str) -> list[str]:
    """No registry's host and no path of somebody's machine."""
    rows = enumerate(text.splitlines(), 1)
    todo = "this differs on every machine: leave it out"
    return [f"{path}:{at}: {found[0]}...; {todo}" for at, row in rows if (found := PRIVATE.search(row))]


def texts() -> list[str]:
    """Every text file that is, or would be, under version control."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this copy is no git checkout, so its tracked files are not known")
    return [path for path in listed if Path(path).suffix in TEXTS and (ROOT / path).is_file()]


def read(path: str) -> str:
    """A file's text."""
    return (ROOT / path).read_text(encoding="utf-8")


def toml(path: str) -> dict[str, Any]:
    """A TOML file's tables."""
    return tomllib.loads(read(path))


def test_no_machine_or_registry_is_named() -> None:
    complaints = [complaint for path in texts() for complaint in private(path, read(path))]
    assert not complaints, "\n" + "\n".join(complaints)


@pytest.mark.parametrize("text", ["cd /" + "tmp/x", "https://files.python" + "hosted.org", "at /ho" + "me/ann"])
def test_a_private_place_is_seen(text: str) -> None:
    assert len(private("README.md", text)) == 1
    assert private("README.md", "a/" + "tmp/x, https://example.com/home/x") == []


def test_nothing_is_sent_anywhere() -> None:
    config = toml(".streamlit/config.toml")
    assert config["browser"]["gatherUsageStats"] is False
    assert config["server"]["address"] == "127.0.0.1"
    assert config["server"]["showEmailPrompt"] is False
    fonts = {str(part.get(key, "serif")) for part in config.values() for key in ("font", "headingFont")}
    assert fonts <= {"serif", "sans-serif", "monospace"}, "fonts from elsewhere are downloaded by the browser"


def test_charts_have_ten_colours_in_both_themes() -> None:
    theme = toml(".streamlit/config.toml")["theme"]
    for shade in ("light", "dark"):
        colours = theme[shade]["chartCategoricalColors"]
        assert len(set(colours)) == 10, "with fewer, Plotly falls back to its own"


def test_the_types_are_told_to_those_who_import_the_package() -> None:
    assert "Typing :: Typed" in toml("pyproject.toml")["project"]["classifiers"]
    assert (ROOT / "pricing/py.typed").is_file(), "without it a type checker takes everything for Any"


def requirements() -> set[str]:
    """The names of the packages that pyproject.toml asks for."""
    project = toml("pyproject.toml")["project"]
    wanted = chain(project["dependencies"], *project["optional-dependencies"].values())
    return {re.split(r"[^\w.-]", name)[0].casefold() for name in wanted}


def test_readme_names_every_dependency() -> None:
    if not (ROOT / "README.md").exists():
        pytest.skip("there is no README.md yet")
    told = read("README.md").casefold()
    missing = sorted(name for name in requirements() if name not in told)
    assert not missing, f"README.md: say what these are for, or drop them from pyproject.toml: {missing}"


def test_examples_stand_in_a_fence() -> None:
    # Outside one, Markdown shows >>> as a quotation in a quotation in a quotation.
    for path in (path for path in texts() if path.endswith(".md")):
        outside = read(path).split("```")[::2]
        assert not [part for part in outside if re.search("^>>>", part, re.MULTILINE)], path


def test_constraints_pin_every_dependency() -> None:
    lines = [row for row in read("constraints.txt").splitlines() if not row.startswith("#")]
    odd = [row for row in lines if not re.fullmatch(r"[a-z0-9.-]+==[\w.]+( ; .+)?", row)]
    assert not odd, f"constraints.txt: only name==version and a marker: {odd}"
    missing = requirements() - {row.partition("==")[0] for row in lines}
    assert not missing, f"constraints.txt: make it anew as its second line says; not pinned: {sorted(missing)}"
