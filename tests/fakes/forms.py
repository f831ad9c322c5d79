"""Forms written for tests: Word files with what stands beside them."""

import io
from collections.abc import Sequence
from pathlib import Path

import docx
import yaml

LABELS = (
    "Họ và tên người khai",
    "Nơi công tác",
    "Tên thiết bị",
    "Ngày lắp đặt",
    "Mục đích sử dụng",
)


def word(
    title: str = "TỜ KHAI THIẾT BỊ ĐO",
    head: str = "Mẫu số 06 Phụ lục X ban hành kèm theo Nghị định số 142/2030/NĐ-CP",
    values: Sequence[str] = (),
    labels: Sequence[str] = LABELS,
) -> bytes:
    """A form; ``values`` are written beside its labels, dots where there is none."""
    document = docx.Document()
    for line in (head, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", title):
        document.add_paragraph(line)
    for at, label in enumerate(labels):
        value = values[at] if at < len(values) and values[at] else "……………………"
        document.add_paragraph(f"{at + 1}. {label}: {value}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def add(folder: Path, name: str, raw: bytes, **said: object) -> Path:
    """Put a form into ``folder``, with ``said`` beside it."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(raw)
    beside = {"kind": "form"} | said
    path.with_name(f"{name}.yaml").write_text(yaml.safe_dump(beside, allow_unicode=True))
    return path
