#!/usr/bin/env python3
"""Reads a project and a RON export with python-ron (PyPI) and compares both with gold.json.

  check_project.py PROJECT RON_EXPORT GOLD
"""
import collections
import hashlib
import json
import pathlib
import sys

import pyron


def read(path):
    return pyron.loads(path.read_bytes().decode("utf-8"))


def check(rows, text, who, where, found):
    for row in rows:
        start, end = row["at"]
        if text[start:end] != row["quote"]:
            sys.exit(f"{where}: {row['quote']!r} is not at {start}:{end}")
        found[(start, end, row["label"], who)] += 1


def main():
    project, export, gold = map(pathlib.Path, sys.argv[1:])
    gold = {doc["id"]: doc for doc in json.loads(gold.read_text(encoding="utf-8"))["docs"]}
    if read(project / "glossator.ron")["version"] != 1:
        sys.exit("glossator.ron: version")
    spans = 0
    ours = {}
    for path in sorted((project / "articles").rglob("*.article.ron")):
        article = read(path)
        found = collections.Counter()
        name = path.relative_to(project).as_posix().removesuffix(".article.ron") + ".ron"
        for folder in sorted((project / "annotations").iterdir()):
            if (folder / name).exists():
                layer = read(folder / name)
                if hashlib.sha256(article["text"].encode("utf-8")).hexdigest() != layer["article"]["sha256"]:
                    sys.exit(f"{path}: sha256")
                check(layer["annotations"], article["text"], layer["annotator"], path, found)
        ours[article["id"]] = (article["text"], found)
    bundles = {}
    for path in sorted(export.glob("*.ron")):
        bundle = read(path)
        found = collections.Counter()
        for layer in bundle["layers"]:
            check(layer["annotations"], bundle["text"], layer["annotator"], path, found)
        bundles[bundle["id"]] = (bundle["text"], found)
    for what, got in (("project", ours), ("export", bundles)):
        if set(got) != set(gold):
            sys.exit(f"{what}: documents {sorted(set(got) ^ set(gold))}")
        for name, doc in gold.items():
            text, found = got[name]
            want = collections.Counter((s[0], s[1], s[2], s[3]) for s in doc["spans"])
            if text != doc["text"] or found != want:
                sys.exit(f"{what}: {name} differs: {list((want - found) + (found - want))[:3]}")
            spans += sum(found.values())
    print(f"ron[python-ron] ok {len(ours)} {spans // 2}")


if __name__ == "__main__":
    main()
