"""Tiny sets in BEIR's layout."""

import json
from collections.abc import Sequence
from pathlib import Path

from eval.beir import BeirSet, index
from retrieval.embedder import Embedder
from retrieval.generation import Generation

Row = tuple[str, str, str, str]  # id, title, text, and the question it answers ("" for none)

_DECLARE = (
    "Tổ chức, cá nhân có thiết bị bức xạ phải khai báo thiết bị bức xạ với Ủy ban nhân dân "
    "cấp tỉnh trong thời hạn mười ngày làm việc kể từ ngày đưa thiết bị vào sử dụng."
)
LAWS: Sequence[Row] = [
    ("a", "Khai báo", _DECLARE, "khai báo thiết bị bức xạ trong mấy ngày"),
    ("b", "Phí thẩm định", "Phí thẩm định hồ sơ cấp giấy phép là hai triệu đồng một hồ sơ, nộp "
     "một lần khi nộp hồ sơ và không hoàn lại trong mọi trường hợp.", "phí thẩm định bao nhiêu"),
    ("c", "Gia hạn", "Hồ sơ gia hạn nộp trước khi giấy phép hết hạn ít nhất bốn mươi lăm ngày tại "
     "trung tâm phục vụ hành chính công cấp tỉnh.", "gia hạn giấy phép nộp trước mấy ngày"),
    ("copy", "Khai báo (bản hợp nhất)", _DECLARE, ""),
]  # fmt: skip


def beir_set(folder: Path, rows: Sequence[Row]) -> BeirSet:
    """Write the set; question "qa" is answered by document "a"."""
    folder.mkdir(parents=True, exist_ok=True)
    asked = [row for row in rows if row[3]]
    files = {
        "corpus.jsonl": [json.dumps({"_id": i, "title": t, "text": x}) for i, t, x, _ in rows],
        "queries.jsonl": [
            json.dumps({"_id": f"q{i}", "text": q, "metadata": {"type": f"kind {n % 2}"}})
            for n, (i, _, _, q) in enumerate(asked)
        ],
        "qrels.tsv": ["query-id\tcorpus-id\tscore", *(f"q{row[0]}\t{row[0]}\t1" for row in asked)],
    }
    for name, lines in files.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return BeirSet(folder)


def indexed(beir: BeirSet, folder: Path, embedder: Embedder | None = None) -> Generation:
    return index(beir, folder, embedder, lambda *_: None)
