#!/usr/bin/env python3
"""Runs the lines of Python with which the README loads each format, in a folder of exports.

  run_readme.py README.md EXPORTS
"""
import os
import pathlib
import re
import sys

# Where the folder is not called like the format; brat's lines are for the folder of one annotator.
FOLDERS = {"hf": ["hf_jsonl", "hf_parquet"], "label-studio": ["labelstudio"], "cas-json": ["cas_json"], "cas-xmi": ["cas_xmi"]}


def main():
    readme, exports = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"), pathlib.Path(sys.argv[2]).resolve()
    section = readme.split("<!-- formats:")[1].split("<!-- end of formats -->")[0]
    ran = 0
    for name, lines in re.findall(r"\*\*([\w-]+)\*\*\n\n```python\n(.*?)```", section, re.S):
        for folder in FOLDERS.get(name, [name]):
            os.chdir(exports if name == "hf" else exports / folder)
            known = {}
            exec(lines.replace("ANNOTATOR", "ana").replace("hf_jsonl", folder), known)
            loaded = {key: value for key, value in known.items() if key in
                      ("articles", "spans", "docs", "dataset", "tasks", "rows", "sentences", "annotations", "texts")}
            if not loaded or any(len(value) == 0 for value in loaded.values()):
                sys.exit(f"{name}: nothing was loaded by\n{lines}")
            ran += 1
    print(f"README: {ran} ways to load a dataset work")


if __name__ == "__main__":
    main()
