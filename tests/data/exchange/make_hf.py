#!/usr/bin/env python3
"""Datasets as the library of Hugging Face writes them, with numbers for labels. Run it in a folder with `hf/`."""
import pathlib

from datasets import ClassLabel, Dataset, DatasetDict, Features, List, Value
from datasets.info import DatasetInfosDict
from datasets.utils.metadata import MetadataConfigs
from huggingface_hub import DatasetCard, DatasetCardData

out = pathlib.Path(__file__).parent / "hf"
KINDS = ClassLabel(names=["fact", "it's: “odd”\n", "3"])


def folder(name, splits, write):
    """A folder as `push_to_hub` makes it."""
    card = DatasetCardData()
    info = next(iter(splits.values())).info
    DatasetInfosDict({"default": info}).to_dataset_card_data(card)
    files = [{"split": split, "path": f"data/{split}-*"} for split in splits]
    MetadataConfigs({"default": {"data_files": files}}).to_dataset_card_data(card)
    (out / name / "data").mkdir(parents=True, exist_ok=True)
    DatasetCard(f"---\n{card}\n---\n\n# A dataset\n").save(out / name / "README.md")
    for split, dataset in splits.items():
        write(dataset, out / name / "data" / f"{split}-00000-of-00001")


# Spans as a list of structs, in JSON Lines: the names of labels are in the card alone.
spans = Features({"id": Value("int64"), "text": Value("string"), "spans": List({"start": Value("int64"), "end": Value("int64"), "label": KINDS})})
rows = [
    {"id": 7, "text": "😊 fact one, opinion two", "spans": [{"start": 2, "end": 10, "label": 0}, {"start": 12, "end": 23, "label": 1}]},
    {"id": 8, "text": "", "spans": []},
]
dataset = Dataset.from_list(rows, features=spans)
folder("spans", {"heldout": dataset}, lambda dataset, path: dataset.to_json(f"{path}.jsonl", force_ascii=False))

# The same in Parquet without a card, and as lists in a struct.
dataset.to_parquet(out / "alone.parquet")
lists = Features({"text": Value("string"), "entities": {"start": List(Value("int32")), "end": List(Value("int32")), "label": List(KINDS)}})
rows = [{"text": "東京都は、", "entities": {"start": [0, 3], "end": [3, 4], "label": [2, 0]}}]
Dataset.from_list(rows, features=lists).to_parquet(out / "lists.parquet")

# Whole texts.
texts = Features({"sentence": Value("string"), "label": KINDS, "idx": Value("int32")})
train = Dataset.from_list([{"sentence": "It rained.", "label": 0, "idx": 0}, {"sentence": "Too much.", "label": 2, "idx": 1}], features=texts)
test = Dataset.from_list([{"sentence": "Or not.", "label": -1, "idx": 0}], features=texts)
folder("texts", DatasetDict({"train": train, "validation": test}), lambda dataset, path: dataset.to_parquet(f"{path}.parquet"))
