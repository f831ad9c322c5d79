"""The same section of the same procedure, on the day that counts.

A handbook's guides are rewritten from regime to regime. Where the section that speaks most of a
question is of another day, its counterpart in the guide for this day is looked at in its place:
the one under the same heading.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from retrieval.gaps import names_a_gap
from retrieval.generation import Generation

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
_LOOKED_AT = 3  # of the best provisions that are not in force
_WORTH = 0.98  # of a section's score, for its counterpart


def lift_counterparts(
    rows: Rows, fused: Floats, applies: NDArray[np.bool_], generation: Generation
) -> tuple[Rows, Floats]:
    """Lift what stands in the place of sections that outrank everything in force."""
    fits = applies[rows]
    if not len(rows) or fits.all():
        return rows, fused
    best = float(fused[fits].max(initial=0.0))
    order = np.argsort(-fused, kind="stable")
    past = [place for place in order.tolist() if not fits[place]][:_LOOKED_AT]
    scores = dict(zip(rows.tolist(), fused.tolist(), strict=True))
    for place in past:
        if fused[place] <= best:
            break
        for row in _counterparts(int(rows[place]), generation):
            if applies[row]:
                scores[row] = max(scores.get(row, 0.0), _WORTH * float(fused[place]))
    return np.array(list(scores), np.int64), np.array(list(scores.values()), np.float32)


def _counterparts(row: int, generation: Generation) -> Iterator[int]:
    """Articles have counterparts in other editions only: another law numbers anew."""
    chunk = generation.store.chunk_at(int(generation.chunk_rows(np.array([row]))[0]))
    document = chunk.document
    if names_a_gap(chunk.text):  # each handbook lacks other things
        return
    for other in generation.succession.kin(document):
        if document.kind.is_legal and not other.startswith(f"{document.id}\x1f"):
            continue
        yield from generation.store.rows_of_path(generation.row_of[other], chunk.provision)
