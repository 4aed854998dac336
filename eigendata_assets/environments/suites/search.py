"""Situations found in a database: arguments that lead a tool along each of its ways, on as few rows as that takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.behaviour import Tool
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.suites import Tables
from eigendata_assets.environments.behaviour.steps import Behaviour
from eigendata_assets.environments.suites.argument_rules import accepts, completed, is_required
from eigendata_assets.environments.suites.interpreter import Outcome, interpret
from eigendata_assets.environments.suites.situations import Situation
from eigendata_assets.environments.suites.slices import slice_of
from eigendata_assets.environments.suites.values import Pools
from eigendata_assets.environments.suites.watching import Watcher

_ATTEMPTS, _ROUNDS, _VALUES, _SUCCESSES = 5, 12, 60, 2

Way = tuple[tuple[int, Json], ...]


@dataclass(frozen=True, slots=True)
class Run:
    """What a tool did with some arguments: the outcome, what it looked at, and the way it took."""

    arguments: dict[str, Json]
    outcome: Outcome
    watcher: Watcher

    @property
    def way(self) -> Way:
        """The decisions of the steps, each once."""
        return tuple(dict.fromkeys(self.watcher.way))

    @property
    def progress(self) -> int:
        """How far it came: steps done, rows found, and much more for the end."""
        found = sum(int(way) for _, way in self.way)
        return 10 * self.outcome.reached + found + (1000 if self.is_success else 0)

    @property
    def is_success(self) -> bool:
        """Whether it came to the end."""
        return self.outcome.error is None and self.outcome.undefined is None


@dataclass(frozen=True, slots=True)
class Search:
    """Looks for situations of one tool in one database."""

    domain: DomainSpec
    name: str
    behaviour: Behaviour
    database: Tables
    pools: Pools
    seed: str = "suite"

    @property
    def tool(self) -> Tool:
        """The tool's spec."""
        return self.domain.tools[self.name]

    def situations(self) -> list[Situation]:
        """One situation or two for each way that was found, those that succeed first; states are small slices."""
        runs = self._runs()
        ordered = sorted(runs, key=lambda run: (run.outcome.error is not None, run.way.__len__()))
        found: list[Situation] = []
        for run in ordered:
            reduced = self._reduced(run, f"{self.name}-{len(found) + 1}")
            if reduced is not None:
                found.append(reduced)
        return found

    def run(self, arguments: dict[str, Json], tables: Tables) -> Run:
        """The tool on some tables, watched."""
        watcher = Watcher()
        complete = completed(self.tool, arguments)
        return Run(arguments, interpret(self.domain, self.behaviour, complete, tables, watch=watcher), watcher)

    def _runs(self) -> list[Run]:
        random = Random(f"{self.domain.name} {self.name} {self.seed}")  # noqa: S311 - to try values, not to keep secrets
        by_way: dict[Way, list[Run]] = {}
        optional = [name for name, parameter in self.tool.parameters.items() if not is_required(parameter)]
        for extra in ("", *optional):
            for attempt in range(_ATTEMPTS):
                runs = self._climb(random, extra)
                for run in runs:
                    known = by_way.setdefault(run.way, [])
                    if run.outcome.undefined is None and len(known) < 2:
                        known.append(run)
                if runs[-1].is_success and attempt >= _SUCCESSES - 1:
                    break
        return [run for runs in by_way.values() for run in runs]

    def _climb(self, random: Random, optional: str) -> list[Run]:
        """Runs on the way to one that succeeds and finds rows, each further than the one before."""
        runs = [self.run(self.pools.draw(random, optional), self.database)]
        for _ in range(_ROUNDS):
            self.pools.learn(runs[-1].watcher)
            better = self._better(runs[-1], random)
            if better is None:
                break
            runs.append(better)
        return runs

    def _better(self, run: Run, random: Random) -> Run | None:
        for arguments in self._others(run, random):
            if accepts(self.tool, arguments):
                tried = self.run(arguments, self.database)
                if tried.progress > run.progress:
                    return tried
        return None

    def _others(self, run: Run, random: Random) -> Iterator[dict[str, Json]]:
        """What the run itself suggests, then one argument changed; little where it has already come to the end."""
        suggested = random.sample(run.watcher.suggested, min(_VALUES, len(run.watcher.suggested)))
        yield from ({**run.arguments, **each} for each in suggested)
        names = [name for name in self.tool.parameters if name in run.arguments]
        random.shuffle(names)
        for name in names:
            for value in self.pools.some(name, random, 4 if run.is_success else _VALUES):
                yield {**run.arguments, name: value}

    def _reduced(self, run: Run, name: str) -> Situation | None:
        """The same call on the rows that mattered; None where those rows alone lead elsewhere."""
        keys: dict[str, list[str]] = {}
        for table, rows in run.watcher.rows.items():
            key = self.domain.tables[table].key
            known = (str(row[key]) for row in rows if str(row[key]) in self.database.get(table, {}))
            keys[table] = list(dict.fromkeys(known))[:12]
        tables = slice_of(self.domain, self.database, keys)
        again = self.run(run.arguments, tables)
        same = (again.outcome.error is None) == (run.outcome.error is None) and again.outcome.undefined is None
        return Situation(name, tables, run.arguments) if same and accepts(self.tool, run.arguments) else None
