"""A domain as people write their first one: nothing is drawn as told, keys are numbers, and nobody is looked up."""

from __future__ import annotations

import json
from pathlib import Path

from eigendata_assets.databases.flow import generate_database, write_database
from eigendata_assets.databases.spec_reading import spec_of_text
from eigendata_assets.environments.behaviour.read import read_behaviours
from eigendata_assets.storage.database_files import DatabaseFiles
from eigendata_assets.trajectories.graphs.ground import by_table_and_label
from eigendata_assets.trajectories.graphs.knowledge import Knowledge

GARDEN = """\
name: garden
description: Beds of a garden, and what grows in them.
tables:
  gardeners:
    rows: 12
    columns:
      gardener_id: {type: integer}
      name: {type: text}
      born_on: {type: date, draw: {earliest: -25000, latest: -9000}}
  beds:
    key: bed_no
    rows: 15
    columns:
      bed_no: {type: integer}
      gardener_id: {type: integer, references: gardeners}
      sown_on: {type: date, draw: {earliest: -40, latest: 20}}
      rows_left: {type: integer, minimum: 0, maximum: 9}
tools:
  list_beds:
    description: Lists all beds.
    steps:
      - {find: found, from: beds}
    returns: {beds: {for_each: bed, in: found, give: bed}}
  get_bed:
    description: Shows a bed.
    parameters:
      bed_no: {type: integer, description: Number of the bed, references: beds}
    steps:
      - {get: bed, from: beds, key: args.bed_no, else: "There is no bed {args.bed_no}."}
    returns: bed
  get_gardener:
    description: Shows a gardener.
    parameters:
      gardener_id: {type: integer, description: Number of the gardener, references: gardeners}
    steps:
      - {get: gardener, from: gardeners, key: args.gardener_id, else: "There is nobody with this number."}
    returns: {name: gardener.name}
  sown_since:
    description: Lists the beds that were sown since a day.
    parameters:
      since: {type: string, format: date, description: From when on}
      label: {type: string, description: Mark on the list, pattern: "^[A-Z]{2}-[0-9]{3}$"}
    steps:
      - {find: found, from: beds, where: sown_on >= args.since}
    returns: {label: args.label, beds: {for_each: bed, in: found, give: {bed_no: bed.bed_no, sown_on: bed.sown_on}}}
"""


def knowledge_of(text: str, folder: Path) -> Knowledge:
    """What is known of a spec, populated."""
    read, files = spec_of_text(text), DatabaseFiles(folder)
    write_database(generate_database(read), files)
    cases = json.loads(files.edge_cases_file.read_text())
    return Knowledge(read.spec, read_behaviours(read.spec), files.read_state(), *by_table_and_label(cases))
