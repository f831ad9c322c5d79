"""Small documents for a folder."""

from pathlib import Path

HEADINGS = ("Hồ sơ", "Thời hạn", "Lệ phí")


def guide(file: Path, title: str, *texts: str) -> Path:
    """A Markdown guide with one heading for each of ``texts``."""
    parts = [f"## {heading}\n\n{text}\n" for heading, text in zip(HEADINGS, texts, strict=False)]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"# {title}\n\n" + "\n".join(parts), encoding="utf-8")
    return file


def library(folder: Path, count: int, word: str = "đầu", title: str = "Hướng dẫn việc") -> Path:
    """``count`` guides that all hold ``word``."""
    for number in range(count):
        texts = [f"{heading} lần {word} của việc số {number}." for heading in HEADINGS]
        guide(folder / f"viec-{number}.md", f"{title} {number}", *texts)
    return folder
