from __future__ import annotations

from tests.domains.conftest import Shipped
from tests.domains.plain_sql import broken, copied, damage, loaded, statements


def test_everything_that_must_hold_holds(shipped: Shipped) -> None:
    with copied(shipped.files.sqlite_file) as database:
        assert broken(database, shipped.name) == {}


def test_every_sentence_notices_a_change_that_breaks_it(shipped: Shipped) -> None:
    unnoticed = []
    for sentence in statements("sentences", shipped.name):
        with copied(shipped.files.sqlite_file) as database:
            assert damage(database, shipped.name, sentence) > 0, sentence
            if sentence not in broken(database, shipped.name):
                unnoticed.append(sentence)
    assert unnoticed == []


def test_the_state_of_the_environment_holds_the_same_rows(shipped: Shipped) -> None:
    columns = {name: tuple(table.columns) for name, table in shipped.spec.tables.items()}
    with loaded(columns, shipped.files.read_state()) as state, copied(shipped.files.sqlite_file) as database:
        for table in columns:
            rows = f"SELECT * FROM {table} ORDER BY 1"
            assert state.execute(rows).fetchall() == database.execute(rows).fetchall()
        assert broken(state, shipped.name) == {}


def test_the_sentences_speak_of_every_column(shipped: Shipped) -> None:
    text = " ".join(statements("sentences", shipped.name).values())
    columns = [column for table in shipped.spec.tables.values() for column in table.columns]
    assert [column for column in columns if column not in text] == []
