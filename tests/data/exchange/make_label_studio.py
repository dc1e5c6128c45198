"""Makes label_studio/: tasks as label-studio-sdk makes them, and the JSON-MIN that its converter makes of them.

pip install label-studio-sdk==2.1.2; python make_label_studio.py
"""
import json, pathlib, tempfile
from label_studio_sdk.converter import Converter
from label_studio_sdk.label_interface import LabelInterface
from label_studio_sdk.label_interface.objects import AnnotationValue, PredictionValue, TaskValue

OUT = pathlib.Path(__file__).parent / "label_studio"
CONFIG = """<View>
  <Labels name="ner" toName="article">
    <Label value="PER" background="red"/><Label value="Organisation" alias="ORG" background="#FFA500" hotkey="o"/>
  </Labels>
  <Choices name="topic" toName="article" choice="single"><Choice value="Politics"/><Choice value="Sport"/></Choices>
  <Text name="article" value="$body"/>
</View>
"""
TEXT = "👩‍👩‍👧 Ana met the European Commission.\nBen did not."


def region(number, control, **value):
    region = li.get_control(control).label(**value)._dict()
    return {**region, "id": f"r{number}"}


li = LabelInterface(CONFIG)
span = TEXT.index("European Commission")
result = [
    region(1, "ner", label=["PER"], start=TEXT.index("Ana"), end=TEXT.index("Ana") + 3),
    {**region(2, "ner", label=["ORG"], start=span, end=span + 19), "meta": {"text": ["the whole body"]}},
    region(3, "topic", label="Politics"),
]
relation = {"type": "relation", "from_id": "r1", "to_id": "r2", "direction": "right", "labels": []}
guess = region(1, "ner", label=["PER"], start=TEXT.index("Ben"), end=TEXT.index("Ben") + 3)
tasks = [
    TaskValue(
        data={"body": TEXT, "url": "https://example.org/1", "desk": "politics"},
        annotations=[AnnotationValue(completed_by=7, result=result + [relation])],
        predictions=[PredictionValue(model_version="ner-2", score=0.5, result=[guess])],
    ).model_dump(),
    TaskValue(
        data={"body": "Nothing here.", "url": "https://example.org/2", "desk": "sport"},
        annotations=[AnnotationValue(completed_by=7, was_cancelled=True, result=[])],
    ).model_dump(),
]
number = 0
for task in tasks:
    task["id"] = 100 + number
    for annotation in task["annotations"]:
        number += 1
        assert li.validate_annotation({**annotation, "result": [r for r in annotation["result"] if r["type"] != "relation"]})
        annotation.update(id=number, created_at="2026-01-01T00:00:00.123456Z", updated_at="2026-01-02T00:00:00Z", lead_time=1)
OUT.mkdir(exist_ok=True)
(OUT / "config.xml").write_text(CONFIG, encoding="utf-8")
(OUT / "export.json").write_text(json.dumps(tasks), encoding="utf-8")
with tempfile.TemporaryDirectory() as folder:
    converter = Converter(config=CONFIG, project_dir=folder, download_resources=False)
    converter.convert_to_json_min(str(OUT / "export.json"), folder + "/out", is_dir=False)
    text = pathlib.Path(folder, "out", "result.json").read_text(encoding="utf-8")
(OUT / "min.json").write_text(text, encoding="utf-8")
