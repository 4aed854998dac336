"""A description in the schema is that of another parameter or tool, by the code's own words."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.audits.causes import parameter_text
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.docstrings import parameter_texts, plain_words
from eigendata_assets.audits.edits import set_parameter
from eigendata_assets.audits.schema_reading import description_of, parameters_of
from eigendata_assets.audits.subject import AuditSubject


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Parameters described word for word as the docstring describes another parameter, and not this one."""
    for tool in subject.toolset.tools:
        method = subject.code.methods.get(tool.key)
        parameters = parameters_of(tool)
        said = parameter_texts(method.docstring, parameters) if method else {}
        plain = {name: plain_words(text) for name, text in said.items()}
        for name, schema in parameters.items():
            text = plain_words(description_of(schema))
            other = next((each for each, words in plain.items() if each != name and words and words == text), None)
            if method and other and plain.get(name, text) != text:
                yield Defect(
                    function=tool.key,
                    cause=parameter_text(name),
                    message=f"{name} is described as {description_of(schema)!r}, which is what the code says about "
                    f"{other}.",
                    evidence=subject.sample_of(
                        tool.key,
                        f"{name}: {said[name]}",
                        schema=description_of(schema),
                        code=said[name],
                        line=method.place,
                    ),
                    repair=f"Describe {name} as {said[name]!r}.",
                    confidence=0.9,
                    affects=subject.callers(tool.key, name),
                    edits=(set_parameter(tool, name, "description", said[name]),),
                )


CHECK = Check(
    code="description_of_another_parameter",
    component="schema",
    title="A parameter is described as the code describes another one.",
    needs=frozenset({"schemas", "code"}),
    run=run,
)
