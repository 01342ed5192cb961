"""The options of commands that write nothing: their modules load nothing that writes."""

from __future__ import annotations

import click

JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
