"""A reading of kind form becomes a form as well: its file, its pieces, what stands beside it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.document import Kind, Section
from corpus.form import LARGEST, Form, FormFile, Piece
from corpus.reading import Reading
from corpus.text import tidy
from reader import sidecar
from reader.form_pieces import pieces
from reader.recognise import Unreadable

ERRORS = "Lỗi thường gặp khi điền mẫu"  # heading of what the maintainer says beside the form
_MOST_ERRORS = 5


def with_form(
    reading: Reading, path: Path, raw: bytes, said: Mapping[str, tuple[str, ...]]
) -> Reading:
    """The reading with its form; a reading of another kind as it is.

    ``said`` is what stands beside the file under the key ``form``. The common errors become a
    section of the document: what is not in the text of a source cannot be quoted.
    """
    if reading.document.kind is not Kind.FORM:
        return _warned(reading, "form: only of documents of kind form") if said else reading
    if len(raw) > LARGEST:
        return _warned(reading, f"the form has {len(raw)} bytes, too many to be handed over")
    sample = sidecar.filled_sample(path)
    errors = said.get("errors", ())
    if len(errors) > _MOST_ERRORS:
        reading = _warned(reading, f"form: of {len(errors)} errors the first five are kept")
    form = Form(
        blank=file_of(path.name, raw),
        pieces=_pieces(path, reading),
        annex=_first(said, "annex"),
        issued_by=_first(said, "issued_by"),
        replaces=said.get("replaces", ()),
        errors=errors[:_MOST_ERRORS],
        required=said.get("required", ()),
        optional=said.get("optional", ()),
        sample=_sample(path, sample) if sample else None,
    )
    return replace(reading, form=form, sections=(*reading.sections, *_errors(form)))


def _sample(path: Path, sample: Path) -> FormFile:
    """Under a name by which nobody takes it for the blank."""
    return file_of(f"{path.stem}-dien-thu{sample.suffix}", sample.read_bytes())


def file_of(name: str, raw: bytes) -> FormFile:
    """A file by its bytes."""
    return FormFile(name, len(raw), digest(raw))


def digest(raw: bytes) -> str:
    """By which an index generation names a form's bytes."""
    return hashlib.blake2b(raw, digest_size=16).hexdigest()


def _errors(form: Form) -> Sequence[Section]:
    if not form.errors:
        return ()
    text = "\n".join(f"- {tidy(error)}" for error in form.errors)
    return (Section((ERRORS,), ERRORS, text),)


def _pieces(path: Path, reading: Reading) -> tuple[Piece, ...]:
    """As the file looks, or, of formats that are not printed, its text."""
    try:
        return pieces(path)
    except Unreadable:
        return tuple(Piece(s.text) for s in reading.sections if s.text)


def _first(said: Mapping[str, tuple[str, ...]], name: str) -> str:
    return next(iter(said.get(name, ())), "")


def _warned(reading: Reading, warning: str) -> Reading:
    return replace(reading, warnings=(*reading.warnings, warning))
