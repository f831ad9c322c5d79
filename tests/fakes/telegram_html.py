"""Telegram's HTML parse mode, as strict as the real server is.

Written after the Bot API's page on formatting: known tags only, properly nested
and closed; ``<`` opens a tag wherever it stands; four named entities and numeric ones.
"""

import html
import re

_TAG = re.compile(r"<(/?)([a-z-]+)((?:\s+[a-z-]+(?:=\"[^\"<>]*\")?)*)\s*>")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_KNOWN = frozenset(
    ["b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a", "blockquote"]
)


class BadHtml(Exception):
    """The message says what the real server would say."""


def visible(text: str) -> str:
    """What a reader of the message sees.

    Raises:
        BadHtml
    """
    shown: list[str] = []
    stack: list[str] = []
    at = 0
    while at < len(text):
        if text[at] == "<":
            tag = _TAG.match(text, at)
            if tag is None:
                raise BadHtml(f"Unclosed start tag at byte offset {at}")
            _nest(stack, tag)
            at = tag.end()
        elif entity := _ENTITY.match(text, at):
            shown.append(html.unescape(entity[0]))
            at = entity.end()
        else:
            shown.append(text[at])
            at += 1
    if stack:
        raise BadHtml(f"Can't find end tag corresponding to start tag {stack[-1]}")
    return "".join(shown)


def _nest(stack: list[str], tag: re.Match[str]) -> None:
    closing, name, _ = tag.groups()
    if name not in _KNOWN:
        raise BadHtml(f'Unsupported start tag "{name}" at byte offset {tag.start()}')
    if not closing:
        stack.append(name)
    elif not stack or stack.pop() != name:
        raise BadHtml(f"Unmatched end tag at byte offset {tag.start()}")
