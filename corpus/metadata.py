"""What a sidecar file or a front matter says of a document, checked.

Nothing in it stops a reading: what cannot be used is left out, and a warning names it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from corpus.document import NATIONAL, Kind
from corpus.numbers import normalise
from corpus.text import fold, tidy
from corpus.validity import Status

TEXTS = ("id", "title", "issuer", "field", "territory", "source", "owner")
DATES = ("issued", "effective_from", "effective_to")
LISTS = ("replaces", "amended_by")
FLAGS = ("draft", "sample")
KEYS = frozenset((*TEXTS, *DATES, *LISTS, *FLAGS, "kind", "number", "status", "form"))
FORM_TEXTS = ("annex", "issued_by")
FORM_LISTS = ("replaces", "errors", "required", "optional")  # of sentences: ";" parts nothing
_EVERYWHERE = frozenset(map(fold, (NATIONAL, "cả nước", "trung ương", "Việt Nam")))
_DATE_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")


@dataclass(frozen=True, slots=True)
class Metadata:
    """Each field is ``None`` (or empty) where nothing usable was said."""

    kind: Kind | None = None
    number: str | None = None
    status: Status | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, date] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    flags: Mapping[str, bool] = field(default_factory=dict)
    form: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # texts are lists of one
    warnings: tuple[str, ...] = ()


def check(raw: Mapping[str, object]) -> Metadata:
    """Keep of ``raw`` what has a known key and a usable value."""
    warnings = [f"metadata: unknown key {name!r} left out" for name in raw if name not in KEYS]
    given = {name: raw[name] for name in raw if name in KEYS and raw[name] not in (None, "")}
    dates, texts, flags, form = {}, {}, {}, dict[str, tuple[str, ...]]()
    kind, status, number = None, None, None
    for name, value in given.items():
        try:
            if name in DATES:
                dates[name] = _date(value)
            elif name in FLAGS:
                flags[name] = _flag(value)
            elif name in TEXTS:
                texts[name] = place(_text(value)) if name == "territory" else _text(value)
            elif name == "kind":
                kind = Kind(_text(value).lower())
            elif name == "status":
                status = Status(_text(value).lower())
            elif name == "number":
                number = normalise(_text(value))
            elif name == "form":
                form, unusable = _form(value)
                warnings += unusable
        except ValueError:
            warnings.append(f"metadata: {name} has the value {value!r}, which cannot be used")
    return Metadata(
        kind=kind,
        number=number,
        status=status,
        texts=texts,
        dates=dates,
        lists={name: _list(given[name]) for name in LISTS if name in given},
        flags=flags,
        form=form,
        warnings=tuple(warnings),
    )


def _form(value: object) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """What is said of a form, and a warning for each key of it that cannot be used."""
    if not isinstance(value, dict):
        raise ValueError(value)
    said, warnings = dict[str, tuple[str, ...]](), list[str]()
    for name, given in value.items():
        if name not in (*FORM_TEXTS, *FORM_LISTS):
            warnings.append(f"metadata: unknown key 'form.{name}' left out")
            continue
        items = given if isinstance(given, list) and name in FORM_LISTS else [given]
        try:
            said[name] = tuple(text for one in items if one is not None and (text := _text(one)))
        except ValueError:
            warnings.append(f"metadata: form.{name} has the value {given!r}, which cannot be used")
    return said, warnings


def place(said: str) -> str:
    """A territory; the whole country in one spelling, by which it is known."""
    return NATIONAL if fold(said) in _EVERYWHERE else said


def _text(value: object) -> str:
    if isinstance(value, (dict, list)):
        raise ValueError(value)
    return tidy(str(value))


def _date(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    for form in _DATE_FORMS:
        try:
            return datetime.strptime(str(value).strip(), form).date()  # noqa: DTZ007 a day, no hour
        except ValueError:
            continue
    raise ValueError(value)


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    said = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if str(value).strip().lower() not in said:
        raise ValueError(value)
    return said[str(value).strip().lower()]


def _list(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, (list, tuple)) else str(value).split(";")
    return tuple(text for item in values if (text := normalise(str(item))))
