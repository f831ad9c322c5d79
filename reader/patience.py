"""How long to wait for a process: what takes five seconds takes a minute on a machine whose
processors are wanted by ten others, and is no fault of the file."""

import os

_MOST = 8.0  # times as long as on an idle machine; what hangs ends all the same


def stretched(seconds: float) -> float:
    """``seconds`` on a machine that is idle, as long as its processors are shared now."""
    try:
        wanted = os.getloadavg()[0] / (os.cpu_count() or 1)
    except (AttributeError, OSError):  # Windows does not tell
        return seconds
    return seconds * min(max(1.0, wanted), _MOST)
