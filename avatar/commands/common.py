"""How every command speaks: results to stdout, progress and warnings to stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import click

from avatar.errors import OutputError

JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


def warn(message: str) -> None:
    click.secho(f"note: {message}", err=True, fg="yellow" if sys.stderr.isatty() else None)


def tell(text: str) -> None:
    """Print a result; raises OutputError where it cannot be taken, as when it goes to a file on a full disk."""
    try:
        click.echo(text)
    except BrokenPipeError:
        raise
    except OSError as error:
        drop_output()
        raise OutputError(f"the result cannot be printed: {error.strerror or error}") from error


def drop_output() -> None:
    """What is still in the buffer goes nowhere, or Python would complain of it once more at its end."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def print_json(value: object) -> None:
    tell(json.dumps(value, ensure_ascii=False, indent=1, default=str))


@contextmanager
def progress() -> Iterator[Callable[[float, str], None]]:
    """A progress bar on stderr where that is a terminal."""
    from tqdm import tqdm

    with tqdm(total=100, file=sys.stderr, disable=None, bar_format="{desc:10} {bar} {n:3.0f} %  {elapsed}") as bar:

        def report(share: float, what: str) -> None:
            bar.set_description_str(what, refresh=False)
            bar.update(100 * share - bar.n)

        yield report
        bar.update(100 - bar.n)
