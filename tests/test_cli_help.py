"""The help of every command: whole sentences, the names that there are, and examples that run as they stand."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from data import policies, presets
from pricing.__main__ import COMMANDS, main


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_the_first_page_cuts_no_sentence_and_names_what_comes_along() -> None:
    told = run("--help").stdout
    assert "..." not in told.replace("[ARGS]...", "")
    assert not [name for name in (*COMMANDS, *presets.names(), *policies.names()) if name not in told]


def test_the_version_is_told() -> None:
    assert re.fullmatch(r"Tierscope( \d+\.\d+\.\d+|, not installed: a checkout)\n", run("--version").stdout)


@pytest.mark.parametrize("command", COMMANDS)
def test_examples_run_as_they_stand(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    if command != "sample":
        run("sample", "--customers", "12", "--days", "31", "-o", "usage.csv")
    found = re.findall(r"  python -m pricing (.+)", run(command, "--help").stdout)
    assert found
    assert all(line.startswith(f"{command} ") for line in found)
    for line in found:
        done = run(*shlex.split(line))
        assert not done.stderr, line
        assert done.exit_code == (1 if "--fail-on warning" in line else 0), line
