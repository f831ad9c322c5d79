"""What texts are about beyond their words: latent semantic analysis.

Two names of one procedure need not share a word; but both are asked with the same words around
them, and with the same document first. The directions in which the texts of a season differ most
hold such words together (Deerwester et al. 1990: the singular value decomposition, cut off).
"""

from typing import Any

import numpy as np
import scipy  # its parts are loaded when they are used: they take longer than a program's start
from numpy.typing import NDArray

_DIRECTIONS = 60  # of a season; half as many blur matters, twice as many are words again
_TEXTS = 20  # a direction needs so many, or it is one text's own


def directions(rows: Any, texts: int) -> NDArray[np.float64]:
    """The rows (texts × terms, sparse) in few directions, of unit length: texts × directions.

    ``texts`` is how many of them differ. There are no directions where there are too few texts.
    Takes half a second for 3,000.
    """
    most = min(_DIRECTIONS, texts // _TEXTS, min(rows.shape) - 1)
    none = np.zeros((rows.shape[0], 0))
    if most < 2 or not rows.nnz:
        return none
    begin = np.random.default_rng(0).random(min(rows.shape))  # the same for the same texts
    try:
        left, sizes, _ = scipy.sparse.linalg.svds(rows, k=most, v0=begin)
    except scipy.sparse.linalg.ArpackError:  # not converged: words tell alone
        return none
    found: NDArray[np.float64] = left * sizes
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return found / np.where(lengths > 0, lengths, 1.0)
