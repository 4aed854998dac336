"""What agents are told of a spec is enough to write code and tests that keep to it."""

from __future__ import annotations

from eigendata_assets.databases.spec_reading import spec_of_text
from eigendata_assets.environments.described import tables_text

SPEC = """
name: kiosk
description: A kiosk.
tables:
  papers:
    description: Papers.
    key: paper_id
    rows: 3
    unique: [[title, day]]
    columns:
      paper_id: {type: text, draw: {sequence: "N{n:03d}"}}
      title: {type: text, values: [Post, Times]}
      day: {type: date, nullable: true, draw: {earliest: -3, latest: 0}}
      code: {type: text, unique: true, pattern: "^[0-9]{3}$", draw: {sequence: "{n:03d}"}}
      stock: {type: integer, minimum: 0, maximum: 2500000, draw: {values: [1, 2]}}
    checks:
      - {that: stock < 10 or day == null, because: Few are kept}
"""


def test_tables_are_told_with_all_that_must_hold_of_a_new_row() -> None:
    assert tables_text(spec_of_text(SPEC).spec).splitlines() == [
        "papers (key paper_id): Papers.",
        "  paper_id: text; numbered N{n:03d}",
        "  title: text; one of Post, Times",
        "  day: date; may be null",
        "  code: text; unique; numbered {n:03d}; matches ^[0-9]{3}$",
        "  stock: integer; at least 0; at most 2500000",
        "  no two rows have the same title, day",
        "  must hold: stock < 10 or day == null",
    ]
