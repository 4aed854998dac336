"""What the name of a column says about its values."""

from __future__ import annotations

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.draws import FakerDraw, NumberDraw, TimeDraw
from eigendata_assets.databases.schema_defaults import singular

_FAKER: tuple[tuple[str, str, dict[str, Json]], ...] = (
    ("first_name", "first_name", {}),
    ("last_name", "last_name", {}),
    ("surname", "last_name", {}),
    ("email", "email", {"safe": True}),
    ("phone", "numerify", {"text": "+1-###-###-####"}),
    ("mobile", "numerify", {"text": "+1-###-###-####"}),
    ("postcode", "postcode", {}),
    ("zip", "postcode", {}),
    ("street", "street_address", {}),
    ("address", "street_address", {}),
    ("city", "city", {}),
    ("country", "country", {}),
    ("state", "state", {}),
    ("company", "company", {}),
    ("publisher", "company", {}),
    ("employer", "company", {}),
    ("author", "name", {}),
    ("isbn", "isbn13", {}),
    ("url", "url", {}),
    ("website", "url", {}),
    ("colour", "color_name", {}),
    ("color", "color_name", {}),
    ("job", "job", {}),
    ("title", "catch_phrase", {}),
    ("description", "sentence", {}),
    ("note", "sentence", {}),
    ("comment", "sentence", {}),
    ("reason", "sentence", {}),
    ("summary", "sentence", {}),
    ("language", "language_name", {}),
    ("currency", "currency_code", {}),
    ("username", "user_name", {}),
    ("passport", "bothify", {"text": "?########"}),
    ("number", "numerify", {"text": "########"}),
    ("code", "bothify", {"text": "???##", "letters": "ABCDEFGHJKLMNPQRSTUVWXYZ"}),
)
_PEOPLE = frozenset("person passenger customer user guest member patron employee author student patient driver".split())
_NUMBERS: tuple[tuple[str, NumberDraw], ...] = (
    ("price", NumberDraw(distribution="lognormal", parameters={"median": 100, "sigma": 0.5}, step=0.01)),
    ("amount", NumberDraw(distribution="lognormal", parameters={"median": 100, "sigma": 0.5}, step=0.01)),
    ("cost", NumberDraw(distribution="lognormal", parameters={"median": 100, "sigma": 0.5}, step=0.01)),
    ("age", NumberDraw(distribution="uniform", parameters={"low": 18, "high": 90})),
    ("year", NumberDraw(distribution="uniform", parameters={"low": 1960, "high": 2025})),
    ("rating", NumberDraw(distribution="uniform", parameters={"low": 1, "high": 5})),
    ("percent", NumberDraw(distribution="uniform", parameters={"low": 0, "high": 100})),
    ("quantity", NumberDraw(distribution="geometric", parameters={"mean": 2})),
    ("count", NumberDraw(distribution="poisson", parameters={"mean": 3})),
    ("points", NumberDraw(distribution="uniform", parameters={"low": 0, "high": 20000})),
)
_TIMES: tuple[tuple[str, float, float], ...] = (
    ("birth", -80 * 365, -18 * 365), ("born", -80 * 365, -18 * 365), ("joined", -5 * 365, -1), ("since", -5 * 365, -1),
    ("created", -365, 0), ("booked", -90, 0), ("ordered", -90, 0), ("published", -30 * 365, -30), ("paid", -90, 0),
    ("expir", 30, 3 * 365), ("valid", 30, 3 * 365), ("due", -14, 30), ("updated", -90, 0), ("last", -90, 0),
)  # fmt: skip


def faker_by_name(table: str, name: str) -> FakerDraw | None:
    """What Faker makes for such a column; a `name` is that of a person in a table of people, else of a company."""
    if name == "name" or name.endswith("_name"):
        words = {*singular(table).split("_"), *name.split("_")}
        known = next((provider for word, provider, _ in _FAKER if name == word), None)
        return FakerDraw(faker=known or ("name" if words & _PEOPLE else "company"))
    for word, provider, arguments in _FAKER:
        if word == name or word in _words(name):
            return FakerDraw(faker=provider, arguments=arguments)
    return None


def _words(name: str) -> list[str]:
    """The words of a name, without a number at their end and in the singular."""
    return [singular(part.rstrip("0123456789")) for part in name.split("_")]


def number_by_name(name: str, step: float) -> NumberDraw:
    """The distribution of such a number on a grid of `step`."""
    words = name.split("_")
    found = next((draw for word, draw in _NUMBERS if word in words), None)
    if found is None:
        return NumberDraw(distribution="uniform", parameters={"low": 0, "high": 100}, step=step)
    return found.model_copy(update={"step": max(found.step, step)})


def time_by_name(name: str) -> TimeDraw:
    """When such a thing happens, in days from now."""
    for word, earliest, latest in _TIMES:
        if any(part.startswith(word) for part in name.split("_")):
            return TimeDraw(earliest=earliest, latest=latest)
    return TimeDraw(earliest=-30, latest=60)
