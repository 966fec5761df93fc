"""`python -m pricing`: the package for scripts; `tierscope`: the dashboard."""

import sys
from importlib import import_module
from io import TextIOWrapper
from textwrap import wrap

import click

from pricing.cli.home import home, reach_data

COMMANDS = ("quote", "check", "rate", "impact", "rebalance", "sample", "convert")


class Commands(click.Group):
    """The commands, each in the module of its name, loaded when it is asked for: a quote needs no usage reader."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """Return the commands' names in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """Return a command by name, or None where there is none."""
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"pricing.cli.{name}"), name)
        return command

    def format_epilog(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        """Name the price tables and policies that come along: of an installed package nobody sees the folders."""
        reach_data()
        from data import policies, presets

        for kind, names in (("Presets", presets.names()), ("Policies", policies.names())):
            with formatter.section(kind):
                lines = wrap(", ".join(names), formatter.width - 2, break_on_hyphens=False)
                formatter.write("".join(f"  {line}\n" for line in lines))


def _version(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib import metadata

        try:
            click.echo(f"Tierscope {metadata.version('tierscope')}")
        except metadata.PackageNotFoundError:
            click.echo("Tierscope, not installed: a checkout")
        context.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version and exit."
)
def main() -> None:
    """Price usage exactly, from tables in files: quotes, findings, impact, rebalancing."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without a euro sign still gets the bill


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
