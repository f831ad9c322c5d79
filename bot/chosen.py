"""What is chosen for a chat, and kept: its language, the place of work, short answers."""

from collections.abc import Callable

from bot.incoming import Incoming
from bot.payload import Payload, plain
from bot.place import Place
from bot.render import show_languages
from bot.texts import Texts, texts_in
from corpus.language import known, named_language
from desk.desk import Desk
from desk.work import Work
from retrieval.question import Unit

Step = Callable[[Work], list[Payload]]  # writes what changed, returns what to say
_LONGEST_UNIT = 200  # characters


def start(incoming: Incoming, desk: Desk, texts: Texts) -> Step:
    """The welcome; whose Telegram speaks another of our languages is offered it."""
    own = known(incoming.language)
    if desk.language_of(incoming.place.contact) or own == texts.language:
        return _say(texts.start)
    return lambda _: plain(texts.start) + show_languages(texts_in(own))


def language(place: Place, text: str, texts: Texts) -> Step:
    """Choose a language by its name or code; without one the choices are shown."""
    wanted = named_language(text)
    if not wanted:
        return lambda _: show_languages(texts)

    def step(work: Work) -> list[Payload]:
        work.set_language(place.contact, wanted)
        return plain(texts_in(wanted).language_set)

    return step


def light(place: Place, desk: Desk, texts: Texts) -> Step:
    """Short, plain answers for a weak link: on, or off again."""
    on = not desk.is_light(place.contact)

    def step(work: Work) -> list[Payload]:
        work.set_light(place.contact, on)
        return plain(texts.light_on if on else texts.light_off)

    return step


def unit(place: Place, text: str, desk: Desk, texts: Texts) -> Step:
    """The place of work, "Phường Hải Châu, Đà Nẵng"; without one that is kept is told."""
    if not text:
        kept = desk.unit_of(place.contact)
        return _say(texts.unit_is.format(unit=kept) if str(kept) else texts.unit_missing)
    commune, _, province = (part.strip() for part in text.rpartition(","))
    if not commune or not province or len(text) > _LONGEST_UNIT:
        return _say(texts.unit_unclear)
    return kept_unit(place, Unit(province, commune), texts)


def kept_unit(place: Place, where: Unit, texts: Texts) -> Step:
    """Keep the place of work."""

    def step(work: Work) -> list[Payload]:
        work.set_unit(place.contact, where)
        return plain(texts.unit_set.format(unit=where))

    return step


def _say(text: str) -> Step:
    return lambda _: plain(text)
