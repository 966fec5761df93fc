"""`python -m pricing`: the package for scripts; `tierscope`: the dashboard."""

import sys

import click

from pricing.cli.check import check
from pricing.cli.convert import convert
from pricing.cli.home import home
from pricing.cli.impact import impact
from pricing.cli.quote import quote
from pricing.cli.rate import rate
from pricing.cli.sample import sample


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Price usage exactly, from tables in files: quotes, findings, and more."""


main.add_command(quote)
main.add_command(check)
main.add_command(convert)
main.add_command(rate)
main.add_command(impact)
main.add_command(sample)


def dashboard() -> None:
    """Start the dashboard with Streamlit's own command line; further words go to it (`--server.port 8600`)."""
    from streamlit.runtime.pages_manager import PagesManager
    from streamlit.web.cli import main as streamlit  # heavy, and no part of the package

    # app.py names the pages. Unless told so, Streamlit serves a fresh server's first visitor the files in `pages` as
    # it finds them, so that a shared link would open a page without the application around it.
    PagesManager.uses_pages_directory = False
    # The theme and server settings lie beside app.py; Streamlit finds them there from any folder.
    sys.argv = ["streamlit", "run", str(home() / "app.py"), *sys.argv[1:]]
    sys.exit(streamlit())


if __name__ == "__main__":
    main(prog_name="python -m pricing")
