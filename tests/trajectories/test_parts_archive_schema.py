"""The JSON Schema of the parts archive, which a domain keeps beside its trajectories, is published."""

import json
from pathlib import Path

from eigendata_assets.trajectories import fingerprint
from eigendata_assets.trajectories.fingerprint import PartsArchive

SCHEMA = Path(fingerprint.__file__).parent / "schemas" / "parts_archive.schema.json"


def test_the_published_schema_is_that_of_the_type() -> None:
    wanted = PartsArchive.model_json_schema()

    assert json.loads(SCHEMA.read_text()) == wanted, "write the schema anew and say so in CHANGELOG.md"
