"""A reference passes another number where the request asks for exactly the one shown (EigenData 3.4.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.known_texts import Known, known_at
from eigendata_assets.audits.reference_defects import reference_defect
from eigendata_assets.audits.subject import AuditSubject, SeenCall
from eigendata_assets.audits.wording import words

_EXACTLY = re.compile(
    r"\b(exactly|precisely) (that|this|the same|as much|what)\b|\b(that|this|the) (same|exact|very) "
    r"(amount|sum|price|number|total|value|figure|cost|quantity)\b|\bby (exactly )?(that|this) (amount|sum|much)\b",
    re.IGNORECASE,
)


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Numbers of a turn that says `exactly that`, and no number itself, which nothing shown before holds."""
    for seen in subject.calls:
        turn = subject.by_id[seen.entry].turns[seen.turn]
        said = " ".join(each.content for each in turn.messages if each.role == "user")
        if _EXACTLY.search(said) and not any(word[0].isdigit() for word in words(said)):
            known = known_at(subject, seen)
            for name, value in seen.call.arguments.items():
                if isinstance(value, int | float) and not isinstance(value, bool) and _is_another(value, known):
                    yield _defect(subject, seen, name, value, said)


def _is_another(value: float, known: Known) -> bool:
    """Whether numbers were shown, and none of them is the value, up to its sign and to rounding."""
    shown = [float(each) for each in known.returned if isinstance(each, float)]
    return bool(shown) and all(abs(abs(value) - abs(each)) >= 1 / 2 for each in {*shown, *known.numbers})


def _defect(subject: AuditSubject, seen: SeenCall, name: str, value: float, said: str) -> Defect:
    return reference_defect(
        subject,
        [seen],
        f"The request asks for exactly what was shown ({said!r}), and {name} is {value!r}, which no result showed.",
        expected=f"{name} as a result before showed it",
        repair="Pass the number that was shown.",
        confidence=0.85,
        facts={"parameter": name, "value": value, "said": said},
    )


CHECK = Check(
    code="another_amount_than_shown",
    component="trajectory",
    title="A reference passes another number where exactly the one shown is asked for.",
    needs=frozenset({"references", "requests", "results"}),
    run=run,
)
