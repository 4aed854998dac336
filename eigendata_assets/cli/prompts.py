"""`eigendata prompts`: which prompts there are, and in which version."""

from __future__ import annotations

import click

from eigendata_assets.agents.prompt_list import prompt_list
from eigendata_assets.cli.console import print_document, show_table


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def prompts(as_json: bool) -> None:
    """List the prompts with their versions and the fields they read."""
    found = prompt_list()
    if as_json:
        print_document(found.to_json(indent=1))
        return
    rows = [(entry.name, entry.version, ", ".join(entry.fields), entry.path) for entry in found.prompts]
    show_table("Prompts", ("prompt", "version", "fields", "file"), rows)
