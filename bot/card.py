"""A card as a message: its lines in the order of the work, each with the way to its source."""

from bot.markup import Span, units
from bot.texts import Texts
from retrieval.answer import Card, CardLine

LONGEST_LINE = 900  # units: the steps of one procedure fill ten messages
_SEAMS = ("\n", ". ", "; ", " ")


def whole(card: Card, texts: Texts, public_url: str) -> list[Span]:
    """The name, every line, what is missing, and where it is from."""
    name = f"{card.procedure} ({card.code})" if card.code else card.procedure
    spans: list[Span] = [Span(f"{name}\n\n", "b")]
    for line in card.lines:
        spans += _line(line, texts, public_url)
    if card.missing:
        names = "; ".join(texts.lines[kind].lower() for kind in card.missing)
        spans.append(Span(f"{texts.missing.format(lines=names)}\n\n", "i"))
    if card.document.title not in ("", card.procedure):
        spans.append(Span(texts.card_source.format(title=card.document.title), "i"))
    return spans


def asked(card: Card, texts: Texts, public_url: str, said: str) -> list[Span]:
    """The lines that are asked for, as far as ``said`` does not hold them already."""
    return [span for line in card.unsaid(said) for span in _line(line, texts, public_url)]


def _line(line: CardLine, texts: Texts, public_url: str) -> list[Span]:
    """Its label leads to the first of its quotes, where there is a page to lead to."""
    label = texts.lines[line.kind]
    url = public_url.rstrip("/") + line.quotes[0].url if public_url else ""
    head = Span(label, "a", f"{url}#here") if url else Span(label, "b")
    return [head, Span(": "), Span(f"{_shortened(line.text)}\n\n")]


def _shortened(text: str) -> str:
    """A long line ends at a seam, and says that it goes on."""
    if units(text) <= LONGEST_LINE:
        return text
    cut = text[:LONGEST_LINE]
    at = max((cut.rfind(seam) for seam in _SEAMS[:3]), default=-1)
    end = at if at > LONGEST_LINE // 2 else cut.rfind(" ")
    return f"{cut[: end + 1 if end > 0 else LONGEST_LINE].rstrip()} […]"
