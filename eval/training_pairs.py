"""Questions made from articles themselves, to adapt an encoder without labels.

An article's heading says what one would ask for it, and each of its sentences what one would
find in it. Headings are put into the forms of questions, sentences either left out of
the passage (a statement to be recognised) or asked about (their number or their agent replaced
by a question word, the passage whole).
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.text import SENTENCE_END, fold, strip_accents, tidy
from eval.lines import read_objects

PASSAGE_WORDS = 75  # about 110 tokens: two passages a question fit a batch of an hour's training
_COMMON = 3  # articles with one heading, above which it says too little to be a question
_UNACCENTED = 0.1  # share of questions typed without accents
_SHORT, _LONG = 8, 45  # words of a sentence that is asked about
_NEAR = 12  # articles found by words, of which the hard negative is one


@dataclass(frozen=True, slots=True)
class Article:
    """``name`` is "Điều 5 Nghị định 15/2020/NĐ-CP"; ``law`` tells texts apart."""

    law: str
    name: str
    heading: str
    body: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, the passage that answers it, and the place of its article in the list."""

    question: str
    passage: str
    article: int


def articles(file: Path) -> list[Article]:
    """The articles of a JSON-lines file, plain or .gz, with ``law, name, heading, body``.

    Raises:
        BadLine: a line is broken, or the file is missing.
    """
    names = ("law", "name", "heading", "body")
    return [
        Article(*(tidy(str(row[name])) for name in names)) for row in read_objects(file, *names)
    ]


def pairs(known: Sequence[Article], seed: int = 1) -> Iterator[Pair]:
    """At most one pair of each kind (heading, statement, question) for each article."""
    chance = random.Random(seed)
    headings = Counter(_plain(article.heading) for article in known)
    for place, article in enumerate(known):
        telling = len(article.heading.split()) > 2 and headings[_plain(article.heading)] <= _COMMON
        if len(article.body.split()) < 2 * _SHORT:
            continue
        if telling:
            yield _of_heading(article, place, chance)
            made = _of_sentence(article, place, chance)
            if made is not None:
                yield made


def _plain(heading: str) -> str:
    return fold(heading).rstrip(" :.;")


def _of_heading(article: Article, place: int, chance: random.Random) -> Pair:
    heading = article.heading.rstrip(" :.;")
    question = _typed(_asked(heading, chance), chance)
    # The heading itself would give the answer away; the text's name stays, as when it is searched.
    first = _cut(article.body, 0)
    passage = f"{article.name}\n{first}" if chance.random() < 0.7 else _passage(article, first)
    return Pair(question, passage, place)


def _asked(heading: str, chance: random.Random) -> str:
    """A heading as one would ask for it."""
    if chance.random() < 0.25:
        return heading
    start = heading[0].lower() + heading[1:]
    forms = next((forms for begins, forms in _FORMS if fold(heading).startswith(begins)), _OPEN)
    return chance.choice(forms + _OPEN).format(heading=heading, start=start)


_OPEN = (
    "{heading} được quy định như thế nào?",
    "Quy định về {start} như thế nào?",
    "Pháp luật quy định thế nào về {start}?",
    "Cho em hỏi {start} quy định ở đâu ạ?",
)
_FORMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("dieu kien", ("{heading} là gì?", "Cần đáp ứng {start} nào?")),
    ("ho so", ("{heading} gồm những gì?", "{heading} cần những giấy tờ nào?")),
    ("thanh phan ho so", ("{heading} gồm những gì?",)),
    ("thoi han", ("{heading} là bao lâu?", "{heading} bao nhiêu ngày?")),
    ("tham quyen", ("Cơ quan nào có {start}?", "Ai có {start}?")),
    ("trach nhiem cua", ("{heading} là gì?", "{heading} gồm những gì?")),
    ("trach nhiem", ("Ai có {start}?", "{heading} thế nào?")),
    ("quyen", ("{heading} gồm những gì?", "{heading} là gì?")),
    ("nghia vu", ("{heading} gồm những gì?",)),
    ("trinh tu", ("{heading} thực hiện thế nào?", "{heading} gồm những bước nào?")),
    ("thu tuc", ("{heading} thực hiện thế nào?", "Làm {start} ra sao?")),
    ("nguyen tac", ("{heading} là gì?",)),
    ("noi dung", ("{heading} gồm những gì?",)),
    ("xu phat", ("{heading} bị phạt bao nhiêu?",)),
    ("vi pham", ("{heading} bị phạt bao nhiêu tiền?", "Mức phạt khi {start}?")),
    ("muc", ("{heading} là bao nhiêu?",)),
    ("cac truong hop", ("{heading} là những trường hợp nào?",)),
    ("doi tuong", ("{heading} gồm những ai?",)),
    ("tieu chuan", ("{heading} là gì?", "{heading} gồm những gì?")),
)


def _of_sentence(article: Article, place: int, chance: random.Random) -> Pair | None:
    """One sentence as a statement, or as a question about what it says; None if none fits."""
    said = [s.strip() for s in SENTENCE_END.split(article.body)]
    fit = [s for s in said if _SHORT <= len(_bare(s).split()) <= _LONG]
    if not fit:
        return None
    sentence = chance.choice(fit)
    bare = _bare(sentence)
    start = article.body.index(sentence)
    question = _about(bare, chance)
    if question is None:  # the statement, and what stands around it
        around = f"{article.body[:start]} {article.body[start + len(sentence) :]}"
        if len(around.split()) < 2 * _SHORT:
            return None
        return Pair(_typed(bare, chance), _passage(article, _cut(around, start)), place)
    return Pair(_typed(question, chance), _passage(article, _cut(article.body, start)), place)


def _bare(sentence: str) -> str:
    return re.sub(r"^\s*(?:\d+[a-zđ]?\.|[a-zđ]\d?\)|[-+–•])\s*", "", sentence).rstrip(" .;:")


# What a sentence says, and the question to which that is the answer.
_QUESTION_WORDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(?:trong )?(?:thời hạn|thời gian) (?:không quá )?\d+ (?:ngày|tháng|năm)"
                r"(?: làm việc)?", re.IGNORECASE), "trong bao lâu"),
    (re.compile(r"\b\d+ \(?\w*\)? ?(ngày làm việc|ngày|tháng|năm|giờ)\b"), r"bao nhiêu \1"),
    (re.compile(r"(?:từ )?[\d.]+ đồng(?: đến [\d.]+ đồng)?"), "bao nhiêu tiền"),
    (re.compile(r"\b\d+(?:[.,]\d+)? ?%"), "bao nhiêu phần trăm"),
    (re.compile(r"^(?:Ủy ban nhân dân|Uỷ ban nhân dân|Bộ|Sở|Cục|Tổng cục|Chủ tịch|Thủ tướng"
                r"|Giám đốc|Cơ quan)[^,.;:]{0,60}? "
                r"(?=có trách nhiệm|quyết định|chủ trì|tổ chức|cấp|phê duyệt)"),
     "Cơ quan nào "),
    (re.compile(r"\b(?:bao gồm|gồm)\b.*$", re.DOTALL), "gồm những gì"),
    (re.compile(r"^([^,.;:]{3,60}) là .*$", re.DOTALL), r"\1 là gì"),
    (re.compile(r"^(.{10,160}?) (không được|được|phải) (.{5,})$", re.DOTALL),
     r"\1 có \2 \3 không"),
)  # fmt: skip


def _about(sentence: str, chance: random.Random) -> str | None:
    """A question that the sentence answers; None where no pattern fits, or by chance."""
    if chance.random() < 0.3:
        return None
    for pattern, asked in _QUESTION_WORDS:
        changed, count = pattern.subn(asked, sentence, count=1)
        if count and len(changed.split()) > 4:
            return changed.replace("có không được", "có được") + "?"
    return None


def _typed(question: str, chance: random.Random) -> str:
    """As people type: sometimes without accents, sometimes in small letters."""
    if chance.random() < _UNACCENTED:
        return strip_accents(question).lower()
    return question.lower().rstrip("?") if chance.random() < 0.2 else question


def _passage(article: Article, text: str) -> str:
    return f"{article.name}: {article.heading}\n{text}"


def _cut(text: str, around: int) -> str:
    """At most ``PASSAGE_WORDS`` words, those around a place in ``text``."""
    words = text.split()
    middle = len(text[:around].split())
    start = max(0, min(middle - PASSAGE_WORDS // 3, len(words) - PASSAGE_WORDS))
    return " ".join(words[start : start + PASSAGE_WORDS])


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the passage that answers it, and another that words find for it."""

    question: str
    passage: str
    other: str


def examples(
    known: Sequence[Article],
    count: int,
    scores: Callable[[str], NDArray[np.float32]],
    seed: int = 1,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> list[Example]:
    """``count`` examples (fewer where there are fewer articles), in an order drawn by ``seed``.

    ``scores(question)`` gives the score by words of each article, (len(known),).
    """
    made = list(pairs(known, seed))
    random.Random(seed).shuffle(made)
    chance = random.Random(seed)
    found = []
    for done, pair in enumerate(made[:count], 1):
        other = _other(pair, known, scores(pair.question), chance)
        found.append(Example(pair.question, pair.passage, other))
        progress("examples", done, min(count, len(made)))
    return found


def _other(
    pair: Pair, known: Sequence[Article], scores: NDArray[np.float32], chance: random.Random
) -> str:
    """A passage of one of the best articles by words, those of the same heading passed over."""
    near = np.argsort(-scores, kind="stable")[:_NEAR]
    heading = _plain(known[pair.article].heading)
    others = [int(i) for i in near if i != pair.article and _plain(known[i].heading) != heading]
    other = known[chance.choice(others or [int(near[-1])])]
    return _passage(other, _cut(other.body, chance.randrange(max(1, len(other.body)))))


def reviewed(file: Path) -> list[tuple[str, str]]:
    """Questions with the text quoted for them, as `python -m desk export-golden --pairs` writes.

    Raises:
        BadLine: a line is broken, or the file is missing.
    """
    rows = read_objects(file, "question", "passage")
    return [(tidy(str(row["question"])), tidy(str(row["passage"]))) for row in rows]
