"""How long a process is waited for."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.patience import stretched


@given(st.floats(0, 10_000))
def test_a_busy_machine_gets_more_time_and_never_without_end(load: float) -> None:
    with pytest.MonkeyPatch.context() as machine:
        machine.setattr(os, "getloadavg", lambda: (load, 0.0, 0.0))
        machine.setattr(os, "cpu_count", lambda: 2)
        assert stretched(55) == pytest.approx(55 * min(max(1.0, load / 2), 8))


def test_where_the_machine_does_not_tell_the_time_stays() -> None:
    with pytest.MonkeyPatch.context() as machine:
        machine.delattr(os, "getloadavg")
        assert stretched(55) == 55
