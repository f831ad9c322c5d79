"""Whether one law gives one tree, whatever its format: .docx against what LibreOffice makes of it.

LibreOffice writes each .docx anew as .pdf, .doc or .rtf. An article is the same if all that
stands at and below it (the marks of its khoản and điểm, headings, text) is the same after
white-space folding. Articles are paired in reading order, by number.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from corpus.document import Section

_SECONDS = 300  # for LibreOffice, a batch of files
_AROUND = 30  # characters shown on each side of a difference


class NoOffice(Exception):
    """LibreOffice is not installed, or made nothing of the files."""


@dataclass(frozen=True, slots=True)
class Pair:
    """``differing`` names each article that is not the same, with where it begins to differ."""

    file: str
    format: str
    articles: int
    same: int
    differing: tuple[tuple[str, str], ...]


def converted(files: Sequence[Path], ending: str, folder: Path) -> dict[Path, Path]:
    """Each of ``files`` as LibreOffice writes it in another format; what it cannot is left out.

    Raises:
        NoOffice: LibreOffice is not installed, or took too long.
    """
    office = shutil.which("soffice")
    if office is None:
        raise NoOffice("LibreOffice (soffice) is not installed")
    with tempfile.TemporaryDirectory(prefix="office-") as profile:
        command = [office, "--headless", f"-env:UserInstallation={Path(profile).as_uri()}"]
        command += ["--convert-to", ending, "--outdir", str(folder), *map(str, files)]
        try:
            subprocess.run(command, check=False, capture_output=True, timeout=_SECONDS)  # noqa: S603
        except subprocess.TimeoutExpired as error:
            raise NoOffice(f"LibreOffice took more than {_SECONDS} s") from error
    made = {file: folder / f"{file.stem}.{ending.split(':')[0]}" for file in files}
    return {file: copy for file, copy in made.items() if copy.exists()}


def compare(name: str, ending: str, one: Sequence[Section], other: Sequence[Section]) -> Pair:
    """The articles of ``one`` against those of ``other``, the same law in another format."""
    first, second = list(articles(one)), list(articles(other))
    labels = [label for label, _ in first], [label for label, _ in second]
    same, differing = 0, []
    for op, a, b, c, d in SequenceMatcher(None, *labels, autojunk=False).get_opcodes():
        if op != "equal":
            differing += [(label, f"not in the .{ending}") for label, _ in first[a:b]]
            differing += [(label, f"only in the .{ending}") for label, _ in second[c:d]]
            continue
        for (label, ours), (_, theirs) in zip(first[a:b], second[c:d], strict=True):
            if ours == theirs:
                same += 1
            else:
                differing.append((label, difference(ours, theirs)))
    return Pair(name, ending, max(len(first), len(second)), same, tuple(differing))


def articles(sections: Sequence[Section]) -> Iterator[tuple[str, str]]:
    """(label, all words at and below it with the marks of its units) of each article."""
    label, depth, words = "", 0, list[str]()
    for section in sections:
        begins = section.path[-1:] and section.path[-1].startswith("Điều ")
        if label and (begins or len(section.path) <= depth):
            yield label, " ".join(" ".join(words).split())
            label = ""
        if begins:
            label, depth, words = section.path[-1], len(section.path), []
        if label:
            mark = "" if begins else f"⟨{section.path[-1]}⟩"
            words += [mark, section.heading, section.text]
    if label:
        yield label, " ".join(" ".join(words).split())


def difference(ours: str, theirs: str) -> str:
    """Where two texts begin to differ, for people."""
    at = next((i for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), -1)
    at = at if at >= 0 else min(len(ours), len(theirs))
    start, end = max(0, at - _AROUND), at + _AROUND
    return f"{ours[start:end]!r} / {theirs[start:end]!r}"
