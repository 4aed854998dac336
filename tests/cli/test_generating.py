"""`eigendata generate`: from a spec to a domain with a database, or an error that says what to mend."""

import json
import sqlite3
from pathlib import Path

from tests.command_line import eigendata
from tests.databases.small_specs import CINEMA


def spec_file(tmp_path: Path, text: str = CINEMA) -> Path:
    (tmp_path / "cinema.yaml").write_text(text)
    return tmp_path / "cinema.yaml"


def test_a_spec_becomes_a_domain_with_a_database(tmp_path: Path) -> None:
    done = eigendata(tmp_path / "w", "generate", spec_file(tmp_path), "--until", "database", "--scale", "2", "--json")
    assert done.code == 0, done.err
    report = json.loads(done.out)
    assert (report["domain"], report["rows"]["shows"], report["violations"]) == ("cinema", 60, [])
    folder = tmp_path / "w" / "artifacts" / "cinema" / "database"
    with sqlite3.connect(folder / "database.sqlite") as database:
        assert database.execute("SELECT count(*) FROM tickets").fetchone() == (500,)
    database.close()
    assert (tmp_path / "w" / "specs" / "cinema.yaml").read_text() == CINEMA
    assert "kind: spec" in (tmp_path / "w" / "domains" / "cinema.yaml").read_text()
    listed = eigendata(tmp_path / "w", "domains", "--json")
    assert listed.code == 0, listed.err


def test_another_seed_and_an_edited_plan_give_another_database(tmp_path: Path) -> None:
    spec, folder = spec_file(tmp_path), tmp_path / "w" / "artifacts" / "cinema" / "database"
    states = []
    for words in ([], ["--seed", "8"], ["--plan", tmp_path / "plan.json"], []):
        if "--plan" in words:
            plan = json.loads((folder / "population_plan.json").read_text())
            plan["tables"]["halls"]["rows"] = 2
            (tmp_path / "plan.json").write_text(json.dumps(plan))
        assert eigendata(tmp_path / "w", "generate", spec, *words).code == 0
        states.append((folder / "state.json").read_text())
    assert states[0] == states[3]
    assert len(set(states)) == 3
    other = tmp_path / "other.json"
    other.write_text((tmp_path / "plan.json").read_text().replace('"cinema"', '"circus"'))
    assert "is a plan of circus" in eigendata(tmp_path / "w", "generate", spec, "--plan", other).err


def test_what_is_wrong_with_a_spec_is_said_before_anything_is_written(tmp_path: Path) -> None:
    spec = spec_file(tmp_path, CINEMA.replace("starts_at < ends_at,", "start < ends_at,"))
    done = eigendata(tmp_path / "w", "generate", spec)
    assert (done.code, done.out) == (2, "")
    assert "cinema.yaml:25: tables.shows.checks[0].that: nothing here is called start" in done.err
    assert not (tmp_path / "w").exists()


def test_a_contradiction_is_refused(tmp_path: Path) -> None:
    done = eigendata(tmp_path / "w", "generate", spec_file(tmp_path, CINEMA.replace("maximum: 40", "maximum: 4")))
    assert done.code == 2
    assert "cinema contradicts itself" in done.err
    assert "cinema.yaml:10: tables.halls.columns.seats.maximum: 4" in done.err


def test_a_sentence_without_a_model_says_what_is_missing(tmp_path: Path) -> None:
    done = eigendata(tmp_path / "w", "generate", spec_file(tmp_path, "name: cinema\ndescription: Films.\n"))
    assert done.code == 2
    assert "cinema.yaml leaves something out: the tables" in done.err


def test_a_domain_of_another_kind_is_kept(tmp_path: Path) -> None:
    domain = "name: cinema\nsource: {kind: bfcl, version: '1', categories: [multi_turn_base]}\n"
    (tmp_path / "w" / "domains").mkdir(parents=True)
    (tmp_path / "w" / "domains" / "cinema.yaml").write_text(domain)
    done = eigendata(tmp_path / "w", "generate", spec_file(tmp_path))
    assert (done.code, "already a domain of another kind" in done.err) == (2, True)
