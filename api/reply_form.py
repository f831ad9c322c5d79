"""What a form of the reply's editor carries: the blocks as they stand in the browser.

A block of words comes with its text, a quote as the place of its words in the index ("12:0-80"),
so that nobody can put words into the mouth of a provision.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Form

from corpus.text import tidy
from desk.drafts import MOST_BLOCKS, Block, Body, Quoted, Words, of_assistant, quote, span
from desk.errors import FaqRefused
from retrieval.answer import Answer
from retrieval.still_true import Law

LONGEST_REPLY = 10_000
LONGEST_REASON = 500
LONGEST_SEARCH = 300
_PLACE = re.compile(r"(\d{1,19}):(\d{1,6})-(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Posted:
    """``do`` names the button, ``at`` the block or the passage that it belongs to.

    ``checked`` names the flags that the writer has looked into; ``cut`` is what is to be left of
    the quote at ``at``; ``alone``, that linked cases are not answered with it.
    """

    do: str
    at: int
    version: int
    key: str
    block: Sequence[str]
    text: Sequence[str]
    reason: str
    q: str
    author: str
    cut: str
    checked: str
    alone: bool


def posted(
    do: Annotated[str, Form(max_length=40)] = "save",
    version: Annotated[int, Form(ge=0, lt=2**31)] = 0,
    key: Annotated[str, Form(max_length=64)] = "",
    block: Annotated[Sequence[str], Form()] = (),
    text: Annotated[Sequence[str], Form()] = (),
    no_basis: Annotated[str, Form()] = "",
    q: Annotated[str, Form()] = "",
    author: Annotated[str, Form()] = "",
    cut: Annotated[str, Form()] = "",
    checked: Annotated[str, Form(max_length=64)] = "",
    alone: Annotated[bool, Form()] = False,
) -> Posted:
    name, _, at = do.partition(":")
    return Posted(
        name, int(at) if at.isdecimal() and len(at) < 20 else -1, version, key,
        block[:MOST_BLOCKS], text, tidy(no_basis)[:LONGEST_REASON],
        " ".join(tidy(q).split())[:LONGEST_SEARCH], tidy(author), cut, checked, alone,
    )  # fmt: skip


FromForm = Annotated[Posted, Depends(posted)]


def written(
    told: Posted, law: Law | None, known: Iterable[Quoted], today: date
) -> tuple[Body, bool]:
    """The draft in the browser, and whether all its quotes were found.

    ``known`` are quotes that are kept already: they stay as they were, whatever the index says now.
    """
    held: Mapping[str, Quoted] = {one.ref: one for one in known}
    texts, blocks, whole = iter(told.text), list[Block](), True
    for one in told.block:
        if one == "words":
            blocks.append(Words(next(texts, "").replace("\r\n", "\n")))
        elif found := held.get(one) or _placed(one, law, today):
            blocks.append(found)
        else:
            whole = False
    return Body(tuple(blocks) or (Words(),), told.reason, told.alone), whole


def changed(body: Body, told: Posted, law: Law | None, answer: Answer | None, today: date) -> Body:
    """The draft after the button was pressed.

    Raises:
        FaqRefused: the index does not say what is to be quoted.
    """
    at, blocks = told.at, body.blocks
    match told.do:
        case "add":
            return body.put(len(blocks) if at < 0 else at, Words())
        case "up":
            return body.moved(at, at - 1)
        case "down":
            return body.moved(at, at + 1)
        case "drop" if 0 <= at < len(blocks):
            return body.without(at)
        case "pick" if law is not None:
            return body.put(len(blocks), quote(law, at, "", today))
        case "narrow" if law is not None and 0 <= at < len(blocks):
            whole = blocks[at]
            if isinstance(whole, Quoted) and tidy(told.cut).strip():
                return body.turned(at, quote(law, whole.chunk, told.cut, today))
        case "take" if law is not None and answer is not None:
            return body.begun_with(of_assistant(law, answer, today))
    return body


def _placed(ref: str, law: Law | None, today: date) -> Quoted | None:
    place = _PLACE.fullmatch(ref)
    if place is None or law is None:
        return None
    chunk, start, end = map(int, place.groups())
    try:
        return span(law, chunk, start, end, today) if chunk < 2**63 else None
    except FaqRefused:
        return None
