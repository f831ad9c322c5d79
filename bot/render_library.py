"""Drafts of the library as messages: one waits for a second reader, or was read."""

from collections.abc import Mapping
from typing import Any

from bot.markup import Span
from bot.payload import Payload, messages
from bot.team_texts import TeamTexts


def show_library(letter: Mapping[str, Any], texts: TeamTexts, public_url: str) -> list[Payload]:
    """``letter`` is the payload of ``desk.library_told``."""
    what = letter["what"]
    said = texts.library[what].format(
        who=letter["who"], title=letter["title"], number=letter.get("number", "")
    )
    spans = [Span(said, "b")]
    if names := letter.get("for"):
        spans.insert(0, Span(f"{texts.library_for.format(names=', '.join(names))} "))
    if words := letter.get("words"):
        spans.append(Span(f"\n\n{texts.library_words[what].format(words=words)}"))
    if not public_url:
        return messages([*spans, Span(f"\n\n{texts.library_on_the_web}", "i")])
    place = f"drafts/{letter['draft']}"
    if what == "published":
        place = f"publications/{letter['number']}"
    address = f"{public_url.rstrip('/')}/library/{place}"
    return messages([*spans, Span("\n\n"), Span(texts.library_links[what], "a", address)])
