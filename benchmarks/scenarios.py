"""What the dialogues of a generated domain cover of what was declared, and how often a scenario is there twice.

    python -m benchmarks.scenarios WORKSPACE DOMAIN

WORKSPACE is one in which `eigendata generate DOMAIN --count N` has run; nothing in it is changed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from eigendata_assets.storage.trajectory_shards import read_table, trajectories_of
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.generating import read_knowledge
from eigendata_assets.trajectories.graphs.composing import learn_what_reads_give
from eigendata_assets.trajectories.graphs.ground import ground_of
from eigendata_assets.trajectories.scenarios.coverage import Covered
from eigendata_assets.trajectories.scenarios.scenario import KINDS


def main(root: Path, name: str) -> None:
    """Prints the targets and what is reached."""
    workspace = Workspace(root)
    knowledge = read_knowledge(workspace, workspace.domain(name))
    covered = Covered(ground_of(knowledge, learn_what_reads_give(knowledge, 0)))
    for path in sorted(workspace.store(name).shard_folder.glob("*.parquet")):
        covered.add(trajectories_of(read_table(path), path))
    print(f"{name}: {covered.dialogues} dialogues, {covered.repeats} with a scenario that another one has")
    print(f"pairs of tools called one after the other: {len(covered.pairs)} of {len(covered.ground.tools) ** 2}")
    for target in covered.targets(KINDS):
        missing = f", not {', '.join(target.missing)}" if target.missing else ""
        print(f"{target.what}: {target.reached} of {target.wanted}, the rarest {target.rarest} times{missing}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
