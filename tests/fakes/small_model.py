"""A real but tiny model: a sentence-transformers folder with random weights."""

from pathlib import Path


def write(folder: Path) -> Path:
    """One layer over five words, no prompts and no normalisation. Returns the model's folder."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    words = {word: number for number, word in enumerate(["[PAD]", "[UNK]", "bao", "lau", "a"])}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]"
    ).save_pretrained(folder / "base")
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32,
    )  # fmt: skip
    BertModel(config).save_pretrained(folder / "base")
    base = Transformer(str(folder / "base"), max_seq_length=64)
    model = SentenceTransformer(modules=[base, Pooling(16)], device="cpu")
    model.save(str(folder / "model"), create_model_card=False)
    return folder / "model"
