"""Templates → pages, in the reader's language.

Everything a template prints is escaped; texts of documents and of people are data.
"""

import hashlib
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api import wording
from api.day import show_moment, show_told_moment
from api.door import form_token_of, shown_to
from corpus.cite import cite
from corpus.field import field_name
from corpus.form import size_text
from corpus.language import NAMES, known, show_day, translations
from desk import reasons, words
from desk.trouble import causes
from retrieval import form_words, labels
from retrieval.numbered import Numbered
from retrieval.said import conclusion_in, said_in, tells_how_taken

LANGUAGE_COOKIE = "motcham_language"
_ROOM = Path(__file__).parent
STYLE = (_ROOM / "style.css").read_bytes()
STYLE_URL = f"/style-{hashlib.blake2b(STYLE, digest_size=4).hexdigest()}.css"


def language_of(request: Request) -> str:
    """Vietnamese, unless this browser has chosen otherwise."""
    return known(request.cookies.get(LANGUAGE_COOKIE, ""))


def page(
    request: Request,
    template: str,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: object,
) -> HTMLResponse:
    """The page for this reader.

    In the template, ``allowed`` are the actions the desk's rights give them, ``me`` who they are
    where they are signed in, ``form_token`` what each form of the desk has to carry.
    """
    language = language_of(request)
    visitor = shown_to(request)
    text = (
        environment(language)
        .get_template(template)
        .render(
            here=_here(request),
            allowed=visitor.allowed,
            me=visitor.person,
            form_token=form_token_of(request),
            **context,
        )
    )
    return HTMLResponse(text, status, headers)


def local(address: str) -> str:
    """``address`` if it is a path of ours, else the first page: nobody is sent elsewhere."""
    try:
        parts = urlsplit(address)
    except ValueError:  # "//[" names no host
        return "/"
    outside = parts.scheme or parts.netloc or not address.startswith("/") or "\\" in address
    return "/" if outside or not address.isprintable() else address


def _here(request: Request) -> str:
    """Where to return to after changing the language: this page, or the first one."""
    if request.method != "GET":
        return "/"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


@cache
def environment(language: str) -> Environment:
    """Templates that speak ``language``; an undefined name in one is an error, not a gap."""
    made = Environment(
        loader=FileSystemLoader(_ROOM / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    texts = translations(language)
    made.install_gettext_translations(texts, newstyle=True)  # type: ignore[attr-defined]
    made.filters |= _filters(language, texts.gettext)
    made.tests["how_taken"] = tells_how_taken
    say, show = texts.gettext, partial(show_day, language=language)
    made.globals |= {
        "language": language,
        "languages": NAMES,
        "style_url": STYLE_URL,
        "in_force": partial(wording.in_force, show=show, _=say),
        "cite": cite,
        "unit_mark": wording.unit,
        "title_of": wording.title,
        "signed": partial(words.signed, _=say),
    }
    return made


def _filters(language: str, say: Callable[[str], str]) -> dict[str, Callable[..., Any]]:
    """What templates write values with, in ``language``."""
    show = partial(show_day, language=language)
    return {
        "day": show,
        "moment": partial(show_moment, language=language),
        "outcome": partial(wording.outcome, _=say),
        "advice": partial(wording.advice, _=say),
        "outcome_named": partial(wording.outcome_named, _=say),
        "span_of_days": partial(wording.span_of_days, show=show, _=say),
        "case_label": Numbered.CASE.label,
        "faq_label": Numbered.FAQ.label,
        "state": partial(words.state, _=say),
        "faq_state": partial(wording.faq_state, _=say),
        "faq_step": partial(wording.faq_step, _=say),
        "scope": partial(wording.scope, _=say),
        "role": partial(wording.role, _=say),
        "not_possible": partial(wording.not_possible, _=say),
        "event": partial(wording.event, _=say),
        "actor": partial(wording.actor, _=say),
        "move": partial(wording.move, _=say),
        "words_of_move": partial(wording.words_of_move, _=say),
        "urgency": partial(wording.urgency, _=say),
        "view": partial(wording.view, _=say),
        "cause": causes(say).__getitem__,
        "proposal_state": partial(wording.proposal_state, _=say),
        "proposal_step": partial(wording.proposal_step, _=say),
        "told_moment": partial(show_told_moment, language=language),
        "kind": partial(wording.kind, _=say),
        "status": partial(wording.status, _=say),
        "line": labels.lines(say).__getitem__,
        "reason": partial(wording.reason, _=say),
        "undelivered_reason": partial(reasons.said, translate=say),
        "size": size_text,
        "field": field_name,
        "form_verdict": partial(form_words.verdict, _=say),
        "upload_problem": partial(form_words.problem, _=say),
        "say": partial(said_in, language=language),  # fixed phrases with their values
        "conclusion": partial(conclusion_in, language=language),
    }
