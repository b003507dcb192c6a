"""The command `staving`: names the stages as strings and imports none of them, so that help is there at once."""

from __future__ import annotations

import io
import os
import sqlite3
import sys
from typing import Any

import click

from staving import __version__
from staving.errors import StavingError, write_line

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("staving.dossier.commands:init", "Make a case file to fill in."),
    "check": ("staving.dossier.commands:check", "Check a case file: file, line, key and remedy of each mistake."),
    "run": ("staving.commands_run:run", "Collect, read, link, assess and publish, one after the other."),
    "demo": ("staving.commands_run:demo", "Run everything on the sample site, on this machine only."),
    "sources": ("crawler.commands_sources:sources", "List the outlets that are known, and test their records."),
    "crawl": ("crawler.commands:crawl", "Collect articles through the feeds and sitemaps of outlets."),
    "status": ("crawler.commands:status", "Show what is queued, done, flagged and due, by source."),
    "import": ("crawler.commands_import:import_", "Take in files, folders and web archives (WARC, WACZ)."),
    "extract": ("crawler.commands:extract", "Text and metadata of saved pages, as JSON Lines."),
    "forget": ("crawler.commands_forget:forget", "Remove a page or a person for good, and never take them in again."),
    "tag": ("nlp.commands:tag", "Find municipalities, practices, quotations and legal citations."),
    "explain": ("nlp.commands:explain", "Which rules read a sentence, and why."),
    "link": ("graph.commands:link", "Link passages to the propositions of the case."),
    "origins": ("graph.commands:origins", "Say which items come from one and the same origin."),
    "assess": ("graph.commands_assess:assess", "Say what each proposition stands on, and what breaks it."),
    "weak": ("graph.commands_assess:weak", "On which origins the case leans, and which propositions are weak."),
    "missing": ("graph.commands_assess:missing", "What to look for, where, whom to ask, and what would gain."),
    "compare": ("graph.commands_compare:compare", "Municipalities by practice, with status and dates."),
    "conflicts": ("graph.commands_compare:conflicts", "Where sources contradict one another."),
    "export": ("graph.commands_export:export", "Write the claims for other argument software."),
    "claims": ("graph.commands_export:claims", "Make a claims.yaml of an argument map."),
    "publish": ("publish.commands:publish", "Make the settings of the site."),
    "serve": ("publish.commands:serve", "Show the site on this machine."),
    "reviewer": ("publish.commands:reviewer", "Let somebody review on the site, with a password."),
    "cite": ("publish.commands:cite", "Footnote and list entry after the Leidraad voor juridische auteurs."),
}
"""Command: where it is, and what it does in one line (shown by `--help` without loading it)."""


class Stages(click.Group):
    """Loads a command only when it is called, and prints a known problem as one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order in which they are used."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return a command, loaded now."""
        if name not in COMMANDS:
            return None
        from staving.stages import resolve

        command = resolve(COMMANDS[name][0])
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a wrong name gets the nearest right one."""
        if args and args[0] not in COMMANDS:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            ctx.fail(f"No such command '{args[0]}'.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table above."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a problem that the message explains ends with exit code 1."""
        if sys.stdin is None:
            sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123 - closed by the caller: no input
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")  # a terminal that knows few letters shows the rest so
        try:
            return super().invoke(ctx)
        except StavingError as error:
            _end(ctx, error)
        except KeyboardInterrupt:
            click.echo("staving: stopped; what was done so far is stored, run the command again to go on", err=True)
            ctx.exit(130)
        except BrokenPipeError:
            # The reader of our output has gone (`| head`): nothing is wrong.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except OSError as error:
            # What no stage foresaw: a full disk, a folder that went away.
            place = f"{error.filename}: " if error.filename else ""
            _end(ctx, f"{place}{error.strerror or error}; mend that and run the command again, what was done is stored")
        except sqlite3.DatabaseError as error:
            _end(ctx, f"the database of the workspace failed ({error}); mend that or restore it from a copy, run again")


def _end(ctx: click.Context, message: object) -> None:
    click.echo(f"staving: {write_line(message)}", err=True)
    ctx.exit(1)


@click.group(
    cls=Stages,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: staving init my-case, then staving import saved-pages/ --dossier my-case, then staving run "
    "--dossier my-case, then staving serve --dossier my-case.",
)
@click.version_option(__version__, prog_name="staving")
def main() -> None:
    """Turn Dutch press coverage and public documents into evidence for legal claims.

    Results go to standard output (--json: JSON Lines), progress and messages to standard error.
    Exit codes: 0 done, 1 a problem that the message explains, 2 wrong usage, 130 stopped with Ctrl-C.
    """


if __name__ == "__main__":
    main()
