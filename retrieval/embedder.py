"""Text → vectors, through any sentence-transformers model."""

import contextlib
import copy
import hashlib
import json
import platform
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval import bundled_model
from retrieval.bundled_model import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Floats = NDArray[np.float32]
Role = Literal["query", "passage"]
BATCH = 16
_ENDS = 1 << 20  # bytes of a file of weights, at either end, by which it is known
_GAIN = 1.15  # bfloat16 must be this much faster to be worth its rounding
_SAMPLE = "Hồ sơ được nộp tại trung tâm phục vụ hành chính công. " * 8


class Embedder(Protocol):
    """``identity`` changes whenever the vectors of the same text would differ."""

    @property
    def identity(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode(
        self, texts: Sequence[str], role: Role, done: Callable[[int], None] | None = None
    ) -> Floats:
        """Vectors (len(texts), dimension), float32 of length 1; ``done`` hears of each batch."""
        ...


class SentenceEmbedder:
    """A sentence-transformers model from a local folder, loaded when it is first needed.

    Safe to share between threads.
    """

    def __init__(self, name: str, models: Path) -> None:
        """Raises ``ModelUnavailable`` where there is no such model."""
        self._folder = _folder(name, models)
        self._models = models
        self._identity = identity(name, models)
        self._loaded: SentenceTransformer | None = None
        self._lock = threading.Lock()

    @property
    def identity(self) -> str:
        return self._identity

    @property
    def dimension(self) -> int:
        return int(self.load().get_embedding_dimension() or 0)

    def load(self) -> "SentenceTransformer":
        """Load the model now (some seconds) rather than at the first text.

        Raises:
            ModelUnavailable: it cannot be read; the message names the cure.
        """
        with self._lock:
            if self._loaded is None:
                self._loaded = _loaded(self._folder, self._models)
            return self._loaded

    def encode(
        self, texts: Sequence[str], role: Role, done: Callable[[int], None] | None = None
    ) -> Floats:
        """See ``Embedder``. Long texts first, so that a batch holds texts of like length."""
        model = self.load()
        prompt = _prompt(model, role)
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        result = np.empty((len(texts), self.dimension), np.float32)
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            with self._lock:
                vectors = model.encode(
                    [texts[i] for i in batch],
                    prompt_name=prompt,
                    batch_size=BATCH,
                    convert_to_tensor=True,
                    normalize_embeddings=True,
                    show_progress_bar=False,
                )
            rows = vectors.float().numpy()
            result[batch] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
            if done:
                done(len(batch))
        return result


def _prompt(model: "SentenceTransformer", role: Role) -> str | None:
    """The model's own name for the prompt of ``role``; None where it has none."""
    names = ("query",) if role == "query" else ("passage", "document")
    return next((name for name in names if model.prompts.get(name)), None)


def identity(name: str, models: Path) -> str:
    """Names the model by what it is, without loading it: its name and a digest of its files.

    Raises:
        ModelUnavailable: there is no such model here.
    """
    folder = _folder(name, models)
    digest = hashlib.blake2b(digest_size=8)
    for file in sorted(folder.rglob("*")):
        if file.suffix in (".json", ".safetensors", ".bin", ".txt") and file.is_file():
            with file.open("rb") as stream:
                # All of it would take seconds. Adapted models share their embeddings, which come
                # first, with the one they came from; what comes last differs.
                size = file.stat().st_size
                digest.update(file.name.encode() + str(size).encode())
                digest.update(stream.read(_ENDS))
                stream.seek(max(size - _ENDS, 0))
                digest.update(stream.read(_ENDS))
    return f"{name}#{digest.hexdigest()}"


def load(name: str, models: Path) -> SentenceEmbedder:
    """The model of that name, or in that folder, loaded.

    Raises:
        ModelUnavailable: it is not there or cannot be read; the message names the cure.
    """
    embedder = SentenceEmbedder(name, models)
    embedder.load()
    return embedder


def encode_alone() -> None:
    """Encode in the thread that asks, with no helpers: for programs that encode single questions.

    A question is too short to be shared out. Where other threads work too, torch's helpers wait
    for one another in busy loops: on two busy cores a question took 177 ms of processor instead
    of 18. Many passages at once are another matter.
    """
    import torch

    torch.set_num_threads(1)


def _loaded(folder: Path, models: Path) -> "SentenceTransformer":
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    try:
        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except Exception as error:
        raise ModelUnavailable(
            f"the model in {folder} cannot be loaded ({error}): remove the folder and run "
            "`python -m retrieval prepare`, or set MOTCHAM_MODEL to another model"
        ) from error
    return model.bfloat16() if _halves_pay(model, models) else model


def prepare(name: str, models: Path, *, download: bool = False) -> Path:
    """Make the model ready to be loaded, and say where it lies.

    Raises:
        ModelUnavailable: it is neither bundled, nor a folder, nor downloadable.
    """
    if name == bundled_model.NAME:
        return bundled_model.prepare(models)
    if not download or Path(name).is_dir() or (models / name / "modules.json").is_file():
        return _folder(name, models)
    from huggingface_hub import snapshot_download

    target = models / name
    try:
        snapshot_download(name, local_dir=target)
    except Exception as error:
        raise ModelUnavailable(f"the model {name} cannot be downloaded: {error}") from error
    return target


def _folder(name: str, models: Path) -> Path:
    for folder in (Path(name), models / name):
        if (folder / "modules.json").is_file():
            return folder
    cure = (
        "run `python -m retrieval prepare`"
        if name == bundled_model.NAME
        else "give MOTCHAM_MODEL the folder of a sentence-transformers model, or set "
        "MOTCHAM_MODEL_DOWNLOAD=1 and run `python -m retrieval prepare`"
    )
    raise ModelUnavailable(f"there is no model {name}: {cure}")


def _halves_pay(model: "SentenceTransformer", models: Path) -> bool:
    """Whether this CPU encodes faster in bfloat16: measured once, then remembered."""
    import torch

    notes = models / "precision.json"
    key = f"{platform.machine()} {_cpu_model()} torch {torch.__version__}"
    try:
        known: dict[str, bool] = json.loads(notes.read_text())
    except (OSError, ValueError):
        known = {}
    if key not in known:
        full = _seconds(model)
        half = _seconds(copy.deepcopy(model).bfloat16())  # weights once halved stay rounded
        known[key] = full > half * _GAIN
        # A read-only data folder costs a second at each start, nothing more.
        with contextlib.suppress(OSError):
            notes.write_text(json.dumps(known))
    return known[key]


def _seconds(model: "SentenceTransformer") -> float:
    texts = [_SAMPLE] * 8
    model.encode(texts[:2], show_progress_bar=False, convert_to_tensor=True)
    start = time.perf_counter()
    model.encode(texts, batch_size=8, show_progress_bar=False, convert_to_tensor=True)
    return time.perf_counter() - start


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if "model name" in line), "")
