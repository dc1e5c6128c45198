#!/usr/bin/env python3
"""Damages one span of an export, so that whoever checks exports can be seen to notice it.

  damage.py EXPORTS
"""
import json
import pathlib
import sys


def main():
    exports = pathlib.Path(sys.argv[1])
    path = exports / "prodigy" / "annotations.jsonl"
    lines = path.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines):
        row = json.loads(line) if line else {"spans": []}
        if row["spans"]:
            row["spans"][0]["label"] += "x"
            lines[number] = json.dumps(row, ensure_ascii=False)
            break
    path.write_bytes("\n".join(lines).encode("utf-8"))


if __name__ == "__main__":
    main()
