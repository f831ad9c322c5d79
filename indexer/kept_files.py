"""The files of forms, copied into a generation: it serves them whatever becomes of the folder."""

import logging
from collections.abc import Iterable, Mapping
from pathlib import Path

from corpus.form import LARGEST, Form
from corpus.reading import Reading
from reader.forms import digest
from reader.sidecar import filled_sample
from retrieval.generation import FORMS

log = logging.getLogger(__name__)


def places(readings: Iterable[tuple[Path, Reading]]) -> dict[str, Path]:
    """Where the files of forms stand now, by their digests."""
    found: dict[str, Path] = {}
    for file, reading in readings:
        if reading.form is None:
            continue
        found[reading.form.blank.digest] = file
        if reading.form.sample and (sample := filled_sample(file)):
            found[reading.form.sample.digest] = sample
    return found


def keep(
    folder: Path, forms: Iterable[Form], places: Mapping[str, Path], before: Path | None
) -> None:
    """Copy every file of ``forms`` into the generation ``folder``.

    From where it was read, or, where that is gone or another by now, from the generation
    ``before``. What neither has is told in the log, and handed to nobody.
    """
    for wanted in (file for form in forms for file in form.files):
        kept = folder / FORMS / wanted.digest
        if kept.exists():
            continue
        sources = [places.get(wanted.digest), before and before / FORMS / wanted.digest]
        raw = next((raw for one in sources if one and (raw := _bytes(one, wanted.digest))), None)
        if raw is None:
            log.warning("the form %s changed while it was read: run sync again", wanted.name)
            continue
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(raw)


def _bytes(path: Path, wanted: str) -> bytes | None:
    """The bytes of a file, if they have the digest."""
    try:
        if path.stat().st_size > LARGEST:
            return None
        raw = path.read_bytes()
    except OSError:
        return None
    return raw if digest(raw) == wanted else None
