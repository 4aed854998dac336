"""How report pages and Markdown are rendered: strict templates, foreign text escaped, nothing loaded from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from eigendata_assets.reports.text import as_markdown, one_line

_SHARED = Path(__file__).parent / "templates"


def html_templates(folder: Path) -> Environment:
    """The templates of a folder, and the style that all reports share; values are escaped."""
    environment = Environment(
        loader=FileSystemLoader((folder, _SHARED)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=True,
    )
    environment.filters["line"] = one_line
    return environment


def markdown_templates(html: Environment) -> Environment:
    """The same templates for Markdown: every foreign text in it is a code span."""
    return html.overlay(autoescape=False, finalize=as_markdown)


def policy_hash(text: str) -> str:
    """How a content policy names the one style or script that a page may use."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
