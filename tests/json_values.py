"""Strategies for JSON values, and for pairs of them that are often equal though written differently."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

KEYS = st.sampled_from(["", "a", "b", "id", "$set", "$dict", "$ratio", "$decimal", "é\u2028"]) | st.text(max_size=3)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
)
JSON: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda parts: st.lists(parts, max_size=3) | st.dictionaries(KEYS, parts, max_size=3), max_leaves=8
)
_SMALL = st.sampled_from([0, 0.0, -0.0, False, 1, 1.0, True, 2, 2.5, "1", "", None, 1 << 53, float(1 << 53), 1e300])


@st.composite
def _objects(draw: st.DrawFn, parts: st.SearchStrategy[tuple[Any, Any]]) -> tuple[Any, Any]:
    """Two objects of the same keys, in another order."""
    pairs = draw(st.dictionaries(KEYS, parts, max_size=3))
    order = draw(st.permutations(list(pairs)))
    return {key: left for key, (left, _) in pairs.items()}, {key: pairs[key][1] for key in order}


PAIRS: st.SearchStrategy[tuple[Any, Any]] = st.recursive(
    st.tuples(_SMALL, _SMALL) | SCALARS.map(lambda value: (value, value)),
    lambda parts: (
        st.lists(parts, max_size=3).map(lambda pairs: ([left for left, _ in pairs], [right for _, right in pairs]))
        | _objects(parts)
    ),
    max_leaves=6,
)
"""Two JSON values of nearly the same shape."""
