"""Whether an asker is satisfied: two buttons under the reply to their case, pressed once."""

from bot.button import Press, Verb
from bot.chosen import Step
from bot.payload import Payload, plain
from bot.place import Place
from bot.texts import Texts
from desk.desk import Desk
from desk.satisfaction import Verdict, behind, rate, verdict_of
from desk.work import Work
from retrieval.numbered import Numbered

_VERDICTS = tuple(Verdict)


def asked(
    parts: list[Payload], label: str, place: Place, desk: Desk, texts: Texts
) -> list[Payload]:
    """The parts of a reply with the question under the last, unless it was answered before."""
    case_id = Numbered.CASE.number(label)
    case = desk.case(case_id) if case_id is not None else None
    if case is None or not parts:
        return parts
    with desk.database.reading() as connection:
        known = verdict_of(connection, case.id, behind(connection, case, place.contact))
    if known:
        return parts
    words = {Verdict.SATISFIED: texts.satisfied, Verdict.DISSATISFIED: texts.dissatisfied}
    row = [
        {"text": words[verdict], "data": str(Press(Verb.RATE, label, number))}
        for number, verdict in enumerate(_VERDICTS)
    ]
    return [*parts[:-1], {**parts[-1], "buttons": [*parts[-1].get("buttons", ()), row]}]


def pressed(place: Place, press: Press, desk: Desk, texts: Texts) -> Step:
    """What a button carries is only a claim: the case must be one that this chat asked."""
    case_id = Numbered.CASE.number(press.answer_id)
    case = desk.case(case_id) if case_id is not None else None
    if case is None or press.number >= len(_VERDICTS):
        return lambda _: plain(texts.old_button)

    def step(work: Work) -> list[Payload]:
        counted = rate(work, case, place.contact, _VERDICTS[press.number])
        return plain(texts.rated if counted else texts.not_rated)

    return step
