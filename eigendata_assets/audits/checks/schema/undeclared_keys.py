"""A tool returns result keys that its schema does not declare."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.audits.causes import result_key
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.edits import declare_result
from eigendata_assets.audits.schema_reading import result_properties, type_of
from eigendata_assets.audits.subject import AuditSubject


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Keys in every successful result, where the schema declares others of its keys rightly and not this one."""
    for tool in subject.toolset.tools:
        declared = result_properties(tool)
        answers = [each for each in subject.observations.succeeded(tool.key) if each.result]
        values = [each.result.value for each in answers if each.result] + subject.results_of(tool.key)
        objects = [value for value in values if isinstance(value, dict)]
        if not declared or len(objects) < len(values) or not answers:
            continue
        always = set(objects[0]).intersection(*objects)
        if not declared.keys() <= {key for value in objects for key in value}:
            continue  # a declared key that never comes is another finding, which names what comes instead
        for key in sorted(always - declared.keys()):
            yield Defect(
                function=tool.key,
                cause=result_key(key),
                message=f"Every result has the key {key}, which the schema does not declare.",
                evidence=answers[0].evidence(f"only {', '.join(declared)}", returned=sorted(objects[0])),
                repair=f"Declare {key} among the result's properties.",
                severity="warning",
                confidence=0.8,
                edits=(declare_result(tool, key, {type_of(value[key]) for value in objects}),),
            )


CHECK = Check(
    code="result_key_not_declared",
    component="schema",
    title="Every result has a key that the schema does not declare.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
