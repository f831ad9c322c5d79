"""Adapts an encoder to a corpus without labels: ``python -m eval train``.

Low-rank updates (Hu et al., "LoRA", 2021) of every linear layer, learnt with the negatives of the
batch and one hard negative each (Henderson et al., "Efficient Natural Language Response
Suggestion", 2017), by sentence-transformers' own trainer. Only the updates are kept: some
megabytes, which ``merge`` adds to the weights they were learnt on.
"""

import hashlib
import json
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.training_pairs import Example

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

ADAPTER = "adapter.safetensors"
RECORD = "training.json"
MODEL = "model"
_CHECKPOINTS = "checkpoints"
_PROMPTS = {"question": "query: ", "passage": "passage: ", "other": "passage: "}


class TrainingUnavailable(Exception):
    """What training needs is not installed; the message names the cure."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """``kept`` is the share of the update that is added to the weights: less than one
    averages the adapted encoder with the one it came from (Wortsman et al., "Robust
    fine-tuning of zero-shot models", 2022). ``tokens`` cuts passages.
    """

    examples: int = 12_000
    batch: int = 48
    rank: int = 16
    rate: float = 2e-4
    temperature: float = 0.03
    tokens: int = 128
    kept: float = 1.0
    seed: int = 1
    save_every: int = 50  # steps: what an interrupt may lose


def train(
    base: Path,
    examples: Sequence[Example],
    into: Path,
    recipe: Recipe,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Path:
    """Train on ``examples`` (those of the recipe's number), going on where an earlier run ended.

    Writes the updates, the record of the training, a model card, and the whole adapted model,
    and returns the model's folder: MOTCHAM_MODEL takes it.

    Raises:
        TrainingUnavailable: the packages of the extra ``train`` are missing.
    """
    try:
        from datasets import Dataset
        from peft import LoraConfig, inject_adapter_in_model
        from sentence_transformers import SentenceTransformer, SentenceTransformerTrainingArguments
        from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
        from transformers import PrinterCallback
    except ImportError as error:
        raise TrainingUnavailable(
            f"training needs more packages ({error.name}): .venv/bin/pip install -e '.[train]'"
        ) from None
    # Dropout costs more than half of the time here, and low rank is guard enough.
    still = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
    model = SentenceTransformer(str(base), device="cpu", local_files_only=True, config_kwargs=still)
    model.max_seq_length = recipe.tokens
    every_linear = ["query", "key", "value", "dense"]
    inject_adapter_in_model(
        LoraConfig(r=recipe.rank, lora_alpha=2 * recipe.rank, target_modules=every_linear),
        _transformer(model),
    )
    taken = examples[: recipe.examples]
    arguments = SentenceTransformerTrainingArguments(
        output_dir=str(into / _CHECKPOINTS),
        per_device_train_batch_size=recipe.batch,
        learning_rate=recipe.rate,
        num_train_epochs=1,
        warmup_steps=max(1, len(taken) // recipe.batch // 16),
        bf16=True,
        use_cpu=True,
        prompts=_PROMPTS,
        save_steps=recipe.save_every,
        save_total_limit=1,
        logging_steps=10,
        seed=recipe.seed,
        report_to=[],
        disable_tqdm=True,
    )
    trainer = _trainer_class()(
        model=model,
        args=arguments,
        train_dataset=Dataset.from_list([asdict(example) for example in taken]),
        loss=MultipleNegativesRankingLoss(model, scale=1 / recipe.temperature),
        callbacks=[_listener(progress)],
    )
    trainer.remove_callback(PrinterCallback)  # the bars tell how far it is, the record the losses
    before = any((into / _CHECKPOINTS).glob("checkpoint-*"))
    started = time.monotonic()
    trainer.train(resume_from_checkpoint=before)
    losses = [row["loss"] for row in trainer.state.log_history if "loss" in row]
    facts = _facts(base, taken, recipe) | {
        "losses": [float(loss) for loss in losses],
        "seconds": round(time.monotonic() - started),
        "resumed": before,
    }
    return _keep(model, base, into, recipe, facts)


def _facts(base: Path, taken: Sequence[Example], recipe: Recipe) -> dict[str, Any]:
    packages = ("torch", "sentence-transformers", "transformers", "peft")
    return {
        "base": base.name,
        "recipe": asdict(recipe),
        "examples": len(taken),
        "versions": {name: version(name) for name in packages},
        "processor": platform.machine(),
    }


def _keep(
    model: "SentenceTransformer", base: Path, into: Path, recipe: Recipe, facts: dict[str, Any]
) -> Path:
    from safetensors.torch import save_file

    save_file({name: tensor.half() for name, tensor in _updates(model).items()}, into / ADAPTER)
    (into / RECORD).write_text(json.dumps(facts, indent=1), encoding="utf-8")
    (into / "README.md").write_text(_card(facts), encoding="utf-8")
    return merge(base, into / ADAPTER, into / MODEL, recipe.kept)


def _transformer(model: Any) -> Any:
    return model[0].auto_model


def _updates(model: "SentenceTransformer") -> dict[str, Any]:
    from peft import get_peft_model_state_dict

    found: dict[str, Any] = get_peft_model_state_dict(_transformer(model))
    # A pooler takes no part in the mean of tokens: nothing was learnt there.
    return {
        name: tensor.detach().contiguous()
        for name, tensor in found.items()
        if ".pooler." not in name
    }


def merge(base: Path, adapter: Path, into: Path, kept: float = 1.0) -> Path:
    """The model of ``base`` with a share of the updates added to its weights.

    The update of a layer is B·A, twice as strong as it is written (the alpha of ``train``).
    """
    from safetensors.torch import load_file
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(base), device="cpu", local_files_only=True)
    layers = dict(_transformer(model).named_modules())
    updates = load_file(adapter)
    for name, low in updates.items():
        layer, found, _ = name.removeprefix("base_model.model.").partition(".lora_A.")
        if found:
            high = updates[name.replace(".lora_A.", ".lora_B.")]
            layers[layer].weight.data += kept * 2 * (high.float() @ low.float())
    model.save(str(into), create_model_card=False)
    digest = hashlib.blake2b(adapter.read_bytes(), digest_size=16).hexdigest()
    said = {"base": base.name, "adapter": digest, "kept": kept}
    (into / "adapted.json").write_text(json.dumps(said), encoding="utf-8")
    return into


def _card(facts: dict[str, Any]) -> str:
    """What one must know of the adapted model before one uses it."""
    recipe = json.dumps(facts["recipe"])
    return _CARD.format(**(facts | {"recipe": recipe, "record": RECORD}))


_CARD = """# {base}, adapted

Low-rank updates to {base}, learnt on {examples} questions made from the headings and sentences of
legal articles, without labels. For finding passages of Vietnamese regulations; nothing else was
measured.

- Recipe: `{recipe}`; losses and versions are in {record}.
- Licence: that of the base model, for the updates as for the weights. The articles it was trained
  on are official texts and no part of it.
- Before you use it, compare: `python -m eval beir` with MOTCHAM_MODEL set to its folder, on sets
  that it was not trained on.
"""


def _trainer_class() -> Any:
    from sentence_transformers import SentenceTransformerTrainer

    class Trainer(SentenceTransformerTrainer):
        """Keeps and loads the updates alone."""

        def _save(self, output_dir: str | None = None, state_dict: Any = None) -> None:  # noqa: ARG002
            from safetensors.torch import save_file

            folder = Path(str(output_dir or self.args.output_dir))
            folder.mkdir(parents=True, exist_ok=True)
            save_file(_updates(self.model), folder / ADAPTER)

        def _load_from_checkpoint(self, resume_from_checkpoint: str, *_: Any) -> None:
            from peft import set_peft_model_state_dict
            from safetensors.torch import load_file

            updates = load_file(Path(resume_from_checkpoint) / ADAPTER)
            set_peft_model_state_dict(_transformer(self.model), updates)

    return Trainer


def _listener(progress: Callable[[str, int, int], None]) -> Any:
    from transformers import TrainerCallback

    class Listener(TrainerCallback):
        def on_step_end(self, *args: Any, **_: Any) -> None:
            state = args[1]
            progress("train", state.global_step, state.max_steps)

    return Listener()
