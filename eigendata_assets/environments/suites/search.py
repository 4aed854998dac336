"""Situations found in a database: arguments that lead a tool along each of its ways, on as few rows as that takes."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.behaviour import Tool
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.suites import Tables
from eigendata_assets.environments.behaviour.steps import Behaviour
from eigendata_assets.environments.suites.argument_rules import accepts, completed
from eigendata_assets.environments.suites.interpreter import Outcome, interpret
from eigendata_assets.environments.suites.situations import Situation
from eigendata_assets.environments.suites.slices import slice_of
from eigendata_assets.environments.suites.values import Pools
from eigendata_assets.environments.suites.watching import Watcher

_ATTEMPTS, _ROUNDS, _VALUES, _SUCCESSES = 14, 6, 10, 4

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
        """How far it came: steps done, and much more for the end."""
        return len(self.way) + (1000 if self.outcome.error is None and self.outcome.undefined is None else 0)


@dataclass(frozen=True, slots=True)
class Search:
    """Looks for situations of one tool in one database."""

    domain: DomainSpec
    name: str
    behaviour: Behaviour
    database: Tables
    pools: Pools

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
        random = Random(f"{self.domain.name} {self.name}")  # noqa: S311 - to try values, not to keep secrets
        by_way: dict[Way, list[Run]] = {}
        successes = 0
        for _ in range(_ATTEMPTS):
            for run in self._climb(random):
                known = by_way.setdefault(run.way, [])
                if run.outcome.undefined is None and len(known) < 2:
                    known.append(run)
            successes = sum(run.outcome.error is None for runs in by_way.values() for run in runs)
            if successes >= _SUCCESSES:
                break
        return [run for runs in by_way.values() for run in runs]

    def _climb(self, random: Random) -> list[Run]:
        """Runs on the way to one that succeeds, each further than the one before."""
        runs = [self._drawn(random)]
        for _ in range(_ROUNDS):
            if runs[-1].progress >= 1000:
                break
            better = self._better(runs[-1], random)
            if better is None:
                break
            runs.append(better)
        return runs

    def _drawn(self, random: Random) -> Run:
        run = self.run(self.pools.draw(random), self.database)
        self.pools.learn(run.watcher)
        return run

    def _better(self, run: Run, random: Random) -> Run | None:
        names = list(self.tool.parameters)
        random.shuffle(names)
        for name in names:
            for value in self.pools.some(name, random, _VALUES):
                arguments = {**run.arguments, name: value}
                if not accepts(self.tool, arguments):
                    continue
                tried = self.run(arguments, self.database)
                if tried.progress > run.progress:
                    self.pools.learn(tried.watcher)
                    return tried
        return None

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
