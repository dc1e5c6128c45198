#!/usr/bin/env python3
"""Load every export of one project with the real third-party reader and compare text and spans with the gold.

  verify_exports.py EXPORTS [--gold gold.json] [--only spacy,brat] [--require spacy,brat] [--allow-missing-readers]
                    [--doccano-python PY] [--labelstudio-python PY] [--brat-src DIR --brat-python PY] [--uima-jar JAR] [--inception-tsv CLASSPATH]
                    [--tei-rng tei_all.rng] [--anno-context anno.jsonld]

Prints one line per format and reader: `name[reader] ok N_DOCS N_SPANS` or `name[reader] FAIL first differences`
(documents and spans as read: formats that refuse empty documents or overlaps show fewer; the rules are in CHECKS).
Exit 0 only if every format present agrees (and every --require'd one is present); 1 on a difference; 2 when a reader is missing.

gold.json (offsets = Unicode code points, end exclusive):
  {"docs": [{"id": "d01", "split": "train", "text": "...", "spans": [[start, end, "label", "annotator"?, "note"?], ...]}, ...],
   "labels": [{"name","color","key"}], "annotators": ["ana", ...]}          (a bare list of docs is accepted too)

Layout of EXPORTS (any subset):
  spacy/{train,dev,test}.spacy      DocBin, doc.spans["sc"] = all spans, doc.spans["sc:<annotator>"], doc.ents = longest-first flat subset, user_data.id
  prodigy/annotations.jsonl         one line per document and annotator; meta.id, tokens, spans
  hf_jsonl/  hf_parquet/            README.md (dataset card with features) + data/{train,validation,test}*
  doccano/<annotator>.jsonl         text, label [[start,end,label]] in UTF-16 units (what doccano's UI draws), doc_id; + label_config.json
  labelstudio/tasks.json,config.xml
  brat/<annotator>/<doc>.{txt,ann}  + annotation.conf, visual.conf (a single annotator may sit directly in brat/)
  conll/{train,dev,test}.conll      TOKEN<TAB>IOB2 tag, -DOCSTART- per document, flat subset
  conllup/annotations.conllup       CoNLL-U Plus, lossless layers, TokenRange in MISC
  cas_xmi/TypeSystem.xml,<doc>.xmi  cas_json/<doc>.json      type custom.Span (label, annotator, note)
  webanno_tsv/<doc>.tsv             WebAnno TSV 3.3, layer custom.Span|label
  w3c/annotations.jsonld,texts/<doc>.txt
  tei/<doc>.xml                     <ab> with <anchor/>s, standOff/spanGrp/span from= to= ana=
  argilla/.argilla/settings.json,records.json
  gate_xml/<doc>.xml  gate_bdoc/<doc>.bdocjs
  csv/{spans,documents}.csv         parquet/{spans,documents}.parquet
  html/report.html
"""
import argparse, csv, glob, importlib, io, json, os, pathlib, re, subprocess, sys, tempfile, warnings
from collections import Counter

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from span_common import brat_types, conll_labels, flatten, from_u16, tokens, trim

warnings.filterwarnings("ignore")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_DATASETS_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


class Missing(Exception):
    """the reader is not installed"""


def need(*mods):
    r = []
    for m in mods:
        try:
            r.append(importlib.import_module(m))
        except ImportError as e:
            raise Missing(f"{m}: {e}")
    return r[0] if len(r) == 1 else r


class Out(dict):
    """id -> {"text": str|None, "spans": [(start,end,label,annotator|None)]}"""

    def doc(self, id, text=None):
        d = self.setdefault(id, {"text": None, "spans": []})
        if text is not None:
            if d["text"] is not None and d["text"] != text:
                raise ValueError(f"{id}: two different texts")
            d["text"] = text
        return d

    def span(self, id, s, e, label, who=None):
        self.doc(id)["spans"].append((int(s), int(e), str(label), who))


# ------------------------------------------------------------------ readers
def r_spacy(p, g, a):
    spacy = need("spacy")
    from spacy.tokens import DocBin
    from spacy.util import filter_spans
    o = Out()
    for f in sorted(p.glob("*.spacy")):
        nlp = spacy.blank("xx")
        for doc in DocBin(store_user_data=True).from_disk(f).get_docs(nlp.vocab):
            i = doc.user_data["id"]
            o.doc(i, doc.text)
            for sp in doc.spans["sc"]:
                t = doc[sp.start:sp.end]  # offsets that the tokens give, against the offsets stored in the group
                if (t.start_char, t.end_char) != (sp.start_char, sp.end_char):
                    raise ValueError(f"{i}: group says {sp.start_char}-{sp.end_char}, tokens say {t.start_char}-{t.end_char}")
            named = {k: v for k, v in doc.spans.items() if k.startswith("sc:")}
            if named:
                for k, v in named.items():
                    for sp in v:
                        o.span(i, sp.start_char, sp.end_char, sp.label_, k[3:])
                both = Counter((s.start_char, s.end_char, s.label_) for v in named.values() for s in v)
                if both != Counter((s.start_char, s.end_char, s.label_) for s in doc.spans["sc"]):
                    raise ValueError(f"{i}: doc.spans['sc'] is not the union of the annotators")
            else:
                for sp in doc.spans["sc"]:
                    o.span(i, sp.start_char, sp.end_char, sp.label_)
            want = [(s.start_char, s.end_char) for s in filter_spans(list(doc.spans["sc"]))]
            if [(e.start_char, e.end_char) for e in doc.ents] != want:
                raise ValueError(f"{i}: doc.ents is not filter_spans(doc.spans['sc'])")
    return o


def r_spacy_train(p, g, a):
    """the corpus reader and Example alignment that `spacy train` uses"""
    spacy = need("spacy")
    from spacy.training import Corpus
    nlp, n, o = spacy.blank("xx"), 0, Out()
    for f in sorted(p.glob("*.spacy")):
        for ex in Corpus(f)(nlp):
            o.doc(ex.reference.user_data.get("id", f"{f.name}:{n}"), ex.reference.text)
            for sp in ex.reference.spans["sc"]:
                o.span(ex.reference.user_data["id"], sp.start_char, sp.end_char, sp.label_)
            n += 1
    return o


def r_prodigy(p, g, a):
    srsly, spacy = need("srsly", "spacy")
    from spacy.tokens import Doc
    o, vocab = Out(), spacy.blank("xx").vocab
    for f in sorted(p.glob("*.jsonl")):
        for t in srsly.read_jsonl(f):
            i, who = t["meta"]["id"], re.sub(r"^.*?-", "", t.get("_annotator_id") or "") or None
            o.doc(i, t["text"])
            doc = Doc(vocab, words=[x["text"] for x in t["tokens"]], spaces=[x["ws"] for x in t["tokens"]])
            if doc.text != t["text"]:
                raise ValueError(f"{i}: tokens do not join back to the text")
            for k, x in enumerate(t["tokens"]):
                if (x["id"], x["start"], x["end"]) != (k, doc[k].idx, doc[k].idx + len(doc[k].text)):
                    raise ValueError(f"{i}: token {k}")
            for s in t["spans"]:
                c = doc.char_span(s["start"], s["end"], label=s["label"])
                if c is None or (c.start, c.end - 1) != (s["token_start"], s["token_end"]):
                    raise ValueError(f"{i}: span {s} does not sit on its tokens")
                o.span(i, s["start"], s["end"], s["label"], who)
    return o


def r_hf(p, g, a):
    datasets = need("datasets")
    datasets.disable_progress_bars()
    o = Out()
    with tempfile.TemporaryDirectory() as c:
        dd = datasets.load_dataset(str(p), cache_dir=c)
        split = {d["id"]: d["split"] for d in g["docs"] if "split" in d}
        names = [l["name"] for l in g.get("labels", [])]
        for sname, ds in dd.items():
            feat = ds.features["spans"]
            feat = getattr(feat, "feature", feat)
            lab = feat["label"]
            if names and isinstance(lab, datasets.ClassLabel) and lab.names != names:
                raise ValueError(f"ClassLabel names {lab.names}")
            for r in ds:
                if r["id"] in split and split[r["id"]] != sname:
                    raise ValueError(f"{r['id']} in split {sname}")
                o.doc(r["id"], r["text"])
                sp = r["spans"]
                if isinstance(sp, dict):  # Sequence(dict) of datasets < 4
                    sp = [dict(zip(sp, v)) for v in zip(*sp.values())]
                for s in sp:
                    l = lab.int2str(s["label"]) if isinstance(lab, datasets.ClassLabel) else s["label"]
                    if "text" in s and r["text"][s["start"]:s["end"]] != s["text"]:
                        raise ValueError(f"{r['id']}: {s}")
                    o.span(r["id"], s["start"], s["end"], l, s.get("annotator"))
    return o


DOCCANO = r'''
import os, sys, json, tempfile, pathlib, site
d = tempfile.mkdtemp()
import backend  # the PyPI package ships the Django project as the package "backend"
root = os.path.dirname(backend.__file__)
sys.path.insert(0, root)
os.environ.update(DJANGO_SETTINGS_MODULE="config.settings.development", DATABASE_URL="sqlite:///" + d + "/db.sqlite3", DEBUG="False", SECRET_KEY="x", STANDALONE="True")
import django, logging
logging.disable(logging.CRITICAL)
os.chdir(root)
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.contrib.auth.models import User
from projects.models import SequenceLabelingProject
from data_import.datasets import load_dataset
from data_import.pipeline.catalog import JSONL
from data_import.pipeline.readers import FileName
from examples.models import Example
from labels.models import Span
exports = pathlib.Path(sys.argv[1])
out = {"docs": [], "errors": [], "labels": {}}
for f in sorted(exports.glob("*.jsonl")):
    u = User.objects.create_user(f.stem)
    p = SequenceLabelingProject.objects.create(name=f.stem, project_type="SequenceLabeling", allow_overlapping=True, grapheme_mode=False, created_by=u)
    ds = load_dataset("SequenceLabeling", JSONL, [FileName(str(f), f.name, f.name)], p, encoding="utf_8", column_data="text", column_label="label")
    ds.save(u)
    out["errors"] += [str(vars(e)) for e in ds.errors]
    for ex in Example.objects.filter(project=p):
        out["docs"].append([ex.meta["doc_id"], f.stem, ex.text, [[s.start_offset, s.end_offset, s.label.text] for s in Span.objects.filter(example=ex)]])
    lc = exports / "label_config.json"
    if lc.exists():  # the label upload of the UI uses this serializer
        from label_types.serializers import SpanTypeSerializer
        from label_types.models import SpanType
        p2 = SequenceLabelingProject.objects.create(name="labels" + f.stem, project_type="SequenceLabeling", created_by=u)
        s = SpanTypeSerializer(data=json.load(open(lc)), many=True)
        s.is_valid(raise_exception=True)
        s.save(project=p2)
        out["labels"] = {t.text: t.background_color for t in SpanType.objects.filter(project=p2)}
print("@@" + json.dumps(out))
'''


def r_doccano(p, g, a):
    if not a.doccano_python:
        raise Missing("--doccano-python (a venv with doccano==1.8.4, Python 3.8-3.10)")
    r = subprocess.run([a.doccano_python, "-c", DOCCANO, str(p.resolve())], capture_output=True, text=True, timeout=600)
    line = [l for l in r.stdout.splitlines() if l.startswith("@@")]
    if not line:
        raise ValueError("doccano import failed: " + r.stderr.strip()[-600:])
    v = json.loads(line[0][2:])
    if v["errors"]:
        raise ValueError("doccano reports " + "; ".join(v["errors"][:3]))
    if v["labels"] and v["labels"] != {l["name"]: l["color"] for l in g["labels"]}:
        raise ValueError(f"doccano label colours {v['labels']}")
    o = Out()
    for i, who, text, spans in v["docs"]:
        o.doc(i, text)
        for s in spans:
            o.span(i, from_u16(text, s[0]), from_u16(text, s[1]), s[2], who)
    return o


def ls_out(tasks):
    o = Out()
    for t in tasks:
        i, names = t["data"]["doc_id"], t["data"].get("annotators") or []
        o.doc(i, t["data"]["text"])
        for k, an in enumerate(sorted(t["annotations"], key=lambda x: x.get("id") or 0)):
            who = names[k] if len(names) == len(t["annotations"]) else None
            for r in an["result"]:
                v = r["value"]
                q = t["data"]["text"][v["start"]:v["end"]]
                if "text" in v and v["text"] != q:
                    raise ValueError(f"{i}: value.text {v['text']!r} is not {q!r}")
                o.span(i, v["start"], v["end"], v["labels"][0], who)
    return o


def r_ls_sdk(p, g, a):
    need("label_studio_sdk")
    from label_studio_sdk.label_interface import LabelInterface
    li = LabelInterface((p / "config.xml").read_text(encoding="utf-8"))
    li.validate()
    tasks = json.loads((p / "tasks.json").read_text(encoding="utf-8"))
    for t in tasks:
        if not li.validate_task({"data": t["data"]}):  # with "annotations" the SDK 2.1.2 calls validate_annotation() without its argument
            raise ValueError(f"{t['data']['doc_id']}: task data")
        for an in t["annotations"]:
            if not li.validate_annotation(an):
                raise ValueError(f"{t['data']['doc_id']}: {[li.validate_region(r, return_errors=True) for r in an['result']][:2]}")
    return ls_out(tasks)


def r_ls_converter(p, g, a):
    """label_studio_sdk.converter: JSON_MIN of the tasks (what `Export > JSON-MIN` gives)"""
    need("label_studio_sdk")
    from label_studio_sdk.converter import Converter
    o = Out()
    with tempfile.TemporaryDirectory() as d:
        c = Converter(config=(p / "config.xml").read_text(encoding="utf-8"), project_dir=d, download_resources=False)
        tasks = json.loads((p / "tasks.json").read_text(encoding="utf-8"))
        n = 0
        for k, t in enumerate(tasks):
            t["id"] = k
            for an in t["annotations"]:
                n += 1
                an.update(id=n, created_at="2026-01-01T00:00:00Z", updated_at="2026-01-01T00:00:00Z", lead_time=1)
        f = pathlib.Path(d) / "in.json"
        f.write_text(json.dumps(tasks))
        c.convert_to_json_min(str(f), d + "/out", is_dir=False)
        for r in json.load(open(d + "/out/result.json")):
            o.doc(r["doc_id"], r["text"])
            for v in r.get("label") or []:
                o.span(r["doc_id"], v["start"], v["end"], v["labels"][0])
    return o


LS_SERVER = r'''
import os, sys, json, tempfile
d = tempfile.mkdtemp()
os.environ.update(DJANGO_SETTINGS_MODULE="label_studio.core.settings.label_studio", LABEL_STUDIO_BASE_DATA_DIR=d, DJANGO_DB="sqlite", SECRET_KEY="x", COLLECT_ANALYTICS="False", collect_analytics="False", SENTRY_DSN="", FRONTEND_SENTRY_DSN="", LATEST_VERSION_CHECK="False")
import label_studio, logging
sys.path.insert(0, os.path.dirname(label_studio.__file__))
os.environ["DJANGO_SETTINGS_MODULE"] = "core.settings.label_studio"
import django
django.setup()
logging.disable(logging.CRITICAL)
from django.core.management import call_command
call_command("migrate", verbosity=0)
from organizations.models import Organization
from users.models import User
from projects.models import Project
u = User.objects.create_user(email="boss@example.org", password="x")
org = Organization.create_organization(created_by=u, title="o"); u.active_organization = org; u.save()
p = os.path.abspath(sys.argv[1])
tasks = json.load(open(p + "/tasks.json", encoding="utf-8"))
pr = Project.objects.create(title="t", label_config=open(p + "/config.xml", encoding="utf-8").read(), created_by=u, organization=org)
from rest_framework.test import APIClient
c = APIClient(); c.force_authenticate(user=u); c.force_login(u)
r = c.post(f"/api/projects/{pr.id}/import?commit_to_project=true", data=json.dumps(tasks), content_type="application/json")
print("@I" + json.dumps([r.status_code, str(r.content[:600])]))
r = c.get(f"/api/projects/{pr.id}/export?exportType=JSON&download_all_tasks=true")
body = b"".join(r.streaming_content) if getattr(r, "streaming", False) else r.content
out = json.loads(body)
print("@@" + json.dumps(out))
'''


def r_ls_server(p, g, a):
    """imports into the real Label Studio server code (Django, sqlite, in process: no port) and reads its JSON export"""
    if not a.labelstudio_python:
        raise Missing("--labelstudio-python (a venv with label-studio)")
    r = subprocess.run([a.labelstudio_python, "-c", LS_SERVER, str(p)], capture_output=True, text=True, timeout=900)
    imp = [l for l in r.stdout.splitlines() if l.startswith("@I")]
    line = [l for l in r.stdout.splitlines() if l.startswith("@@")]
    if not line:
        raise ValueError("Label Studio import failed: " + (imp[0] if imp else "") + r.stderr.strip()[-700:])
    if json.loads(imp[0][2:])[0] >= 300:
        raise ValueError("Label Studio refused the import: " + imp[0])
    return ls_out(json.loads(line[0][2:]))


def names_back(f, g):
    """sanitised type -> label name"""
    names = [l["name"] for l in g.get("labels", [])] or sorted({s[2] for d in g["docs"] for s in d["spans"]})
    back = {v: k for k, v in f(names).items()}
    return lambda t: back.get(t, t)


def brat_dirs(p):
    subs = [d for d in sorted(p.iterdir()) if d.is_dir()]
    return [(d, d.name) for d in subs] or [(p, None)]


def r_pybrat(p, g, a):
    need("pybrat")
    from pybrat.parser import BratParser
    o, nm = Out(), names_back(brat_types, g)
    for d, who in brat_dirs(p):
        if not any(d.glob("*.ann")):
            continue
        for ex in BratParser(error="raise").parse(str(d)):
            o.doc(ex.id, ex.text)
            for e in ex.entities:
                o.span(ex.id, min(s.start for s in e.spans), max(s.end for s in e.spans), nm(e.type), who)
                if " ".join(ex.text[s.start:s.end] for s in e.spans) != e.mention:
                    raise ValueError(f"{ex.id}: {e.mention!r}")
    return o


BRAT = r'''
import sys, json, glob, os, types
sys.path.insert(0, sys.argv[1]); 
sys.modules["common"] = None  # standalone use: annotation.py falls back to its PROGRAMMATIC mode
import annotation as A
out = []
for t in sorted(glob.glob(os.path.join(sys.argv[2], "**", "*.txt"), recursive=True)):
    doc = A.TextAnnotations(t[:-4], read_only=True)
    msgs = [m for m in doc.messages.messages.errors] if hasattr(doc, "messages") and hasattr(doc.messages, "messages") else []
    rel = os.path.relpath(os.path.dirname(t), sys.argv[2])
    out.append([os.path.basename(t)[:-4], None if rel == "." else rel, doc.get_document_text(),
                [[x.spans, x.type, x.get_text()] for x in doc.get_textbounds()], msgs, len(list(doc.get_oneline_comments()))])
print("@@" + json.dumps(out))
'''


def r_brat_server(p, g, a):
    """annotation.py of the brat server: checks every T line against the text"""
    if not (a.brat_src and a.brat_python):
        raise Missing("--brat-src (nlplab/brat server/src) and --brat-python (Python <= 3.10)")
    r = subprocess.run([a.brat_python, "-W", "ignore", "-c", BRAT, a.brat_src, str(p)], capture_output=True, text=True)
    line = [l for l in r.stdout.splitlines() if l.startswith("@@")]
    if not line:
        raise ValueError("brat: " + r.stderr.strip()[-500:])
    o, nm = Out(), names_back(brat_types, g)
    for i, who, text, tbs, msgs, notes in json.loads(line[0][2:]):
        if msgs:
            raise ValueError(f"{i}: brat says {msgs[:2]}")
        o.doc(i, text)
        for spans, ty, _ in tbs:
            o.span(i, min(s[0] for s in spans), max(s[1] for s in spans), nm(ty), who)
    return o


def conll_align(g, docs):
    """walk the tokens over the gold texts -> offsets. docs: per document the list of (token, tag)"""
    seqeval = need("seqeval.metrics.sequence_labeling")
    o, nm = Out(), names_back(conll_labels, g)
    for d, sents in docs:
        t, pos = d["text"], 0
        o.doc(d["id"])
        for sent in sents:
            offs = []
            for tok, _ in sent:
                i = t.find(tok, pos)
                if i < 0 or t[pos:i].strip():
                    raise ValueError(f"{d['id']}: token {tok!r} does not follow in the text at {pos}: {t[pos:pos+20]!r}")
                offs.append((i, i + len(tok)))
                pos = i + len(tok)
            for lab, x, y in seqeval.get_entities([tag for _, tag in sent]):
                o.span(d["id"], offs[x][0], offs[y][1], nm(lab))
        if t[pos:].strip():
            raise ValueError(f"{d['id']}: text left over {t[pos:pos+30]!r}")
    return o


SP = {"train": "train", "dev": "validation", "test": "test"}


def r_conll_seqeval(p, g, a):
    res = Out()
    for f in sorted(p.glob("*.conll")):
        want = [d for d in g["docs"] if d.get("split", "train") == SP[f.stem]]
        docs, sent = [], []
        for line in f.read_text(encoding="utf-8").split("\n"):
            if line.startswith("-DOCSTART-"):
                docs.append([])
            elif line:
                sent.append(tuple(line.split("\t")))
            elif sent:
                docs[-1].append(sent)
                sent = []
        if len(docs) != len(want):
            raise ValueError(f"{f.name}: {len(docs)} documents, gold {len(want)}")
        res.update(conll_align(g, list(zip(want, docs))))
    return res


def r_conll_spacy(p, g, a):
    """spacy convert -c ner"""
    spacy = need("spacy")
    from spacy.training.converters import conll_ner_to_docs
    res = Out()
    for f in sorted(p.glob("*.conll")):
        want = [d for d in g["docs"] if d.get("split", "train") == SP[f.stem] and d["text"].strip()]
        docs = list(conll_ner_to_docs(f.read_text(encoding="utf-8"), n_sents=0, no_print=True))
        if len(docs) != len(want):
            raise ValueError(f"{f.name}: spaCy made {len(docs)} documents, gold has {len(want)} non-empty")
        pairs = []
        for w, d in zip(want, docs):
            pairs.append((w, [[(t.text, t.ent_iob_ + ("-" + t.ent_type_ if t.ent_type_ else "")) for t in d if t.text.strip()]]))
        res.update(conll_align(g, pairs))
    return res


def r_conllup(p, g, a):
    conllu = need("conllu")
    from seqeval.metrics.sequence_labeling import get_entities
    o, gt, nm = Out(), {d["id"]: d for d in g["docs"]}, names_back(conll_labels, g)
    with open(p / "annotations.conllup", encoding="utf-8", newline="\n") as f:
        doc, rows = None, {}
        for sent in conllu.parse_incr(f):
            doc = sent.metadata.get("newdoc id", doc)
            rows.setdefault(doc, []).extend(sent)
    for i, toks in rows.items():
        o.doc(i)
        rng = []
        for t in toks:
            x, y = map(int, t["misc"]["TokenRange"].split(":"))
            if gt[i]["text"][x:y] != t["form"]:
                raise ValueError(f"{i}: FORM {t['form']!r} at {x}:{y} is {gt[i]['text'][x:y]!r}")
            rng.append((x, y))
        for lay in [k for k in toks[0] if k.lower().startswith("span:")]:
            for lab, x, y in get_entities([t[lay] for t in toks]):
                o.span(i, rng[x][0], rng[y][1], nm(lab))
    return o


def cas_spans(cas, i, o):
    o.doc(i, cas.sofa_string or "")
    for s in cas.select("custom.Span"):
        o.span(i, s.begin, s.end, s.label, s.annotator)
        if s.get_covered_text() != cas.sofa_string[s.begin:s.end]:
            raise ValueError(i)


def r_cas_xmi(p, g, a):
    cassis = need("cassis")
    o = Out()
    for f in sorted(p.glob("*.xmi")):
        with open(p / "TypeSystem.xml", "rb") as t:
            ts = cassis.load_typesystem(t)
        with open(f, "rb") as x:
            cas_spans(cassis.load_cas_from_xmi(x, typesystem=ts), f.stem, o)
    return o


def r_cas_json(p, g, a):
    cassis = need("cassis")
    o = Out()
    for f in sorted(p.glob("*.json")):
        with open(f, "rb") as x:
            cas_spans(cassis.load_cas_from_json(x), f.stem, o)
    return o


UIMA_JAVA = r'''
import java.io.*; import java.nio.charset.StandardCharsets; import java.nio.file.*; import java.util.*;
import org.apache.uima.UIMAFramework; import org.apache.uima.cas.*; import org.apache.uima.cas.impl.XmiCasDeserializer; import org.apache.uima.cas.text.AnnotationFS;
import org.apache.uima.resource.metadata.TypeSystemDescription; import org.apache.uima.util.*;
public class ReadXmi { public static void main(String[] a) throws Exception {
  TypeSystemDescription ts = UIMAFramework.getXMLParser().parseTypeSystemDescription(new XMLInputSource(new File(a[0], "TypeSystem.xml")));
  PrintStream o = new PrintStream(System.out, true, "UTF-8");
  File[] fs = new File(a[0]).listFiles((d, n) -> n.endsWith(".xmi")); Arrays.sort(fs);
  for (File f : fs) { CAS cas = CasCreationUtils.createCas(ts, null, null);
    try (InputStream in = new FileInputStream(f)) { XmiCasDeserializer.deserialize(in, cas); }
    String t = cas.getDocumentText(); if (t == null) t = "";
    o.println("D\t" + f.getName().replace(".xmi", "") + "\t" + Base64.getEncoder().encodeToString(t.getBytes(StandardCharsets.UTF_8)));
    Type ty = cas.getTypeSystem().getType("custom.Span"); Feature l = ty.getFeatureByBaseName("label"), w = ty.getFeatureByBaseName("annotator");
    for (AnnotationFS x : cas.getAnnotationIndex(ty)) o.println("S\t" + x.getBegin() + "\t" + x.getEnd() + "\t" + x.getStringValue(l) + "\t" + x.getStringValue(w) + "\t" +
      Base64.getEncoder().encodeToString(x.getCoveredText().getBytes(StandardCharsets.UTF_8)));
  } } }
'''


def java_out(r, o):
    import base64
    if r.returncode:
        raise ValueError("Java: " + r.stderr.strip()[-500:])
    i = None
    for line in r.stdout.split("\n"):
        c = line.split("\t")
        if c[0] == "D":
            i, text = c[1], base64.b64decode(c[2]).decode()
            o.doc(i, text)
        elif c[0] == "S":
            s, e = from_u16(text, int(c[1])), from_u16(text, int(c[2]))
            if text[s:e] != base64.b64decode(c[5]).decode():
                raise ValueError(f"{i}: covered text")
            o.span(i, s, e, c[3], None if c[4] in ("null", "") else c[4])
    return o


def r_uima_java(p, g, a):
    """Apache UIMA's own Java deserializer (Debian libuima-core-java)"""
    jar = a.uima_jar
    if not jar or not os.path.exists(jar):
        raise Missing("--uima-jar (Debian libuima-core-java: /usr/share/java/uimaj-core.jar)")
    with tempfile.TemporaryDirectory() as d:
        (pathlib.Path(d) / "ReadXmi.java").write_text(UIMA_JAVA)
        c = subprocess.run(["javac", "-cp", jar, "-d", d, d + "/ReadXmi.java"], capture_output=True, text=True)
        if c.returncode:
            raise Missing("javac: " + c.stderr[-300:])
        return java_out(subprocess.run(["java", "-cp", jar + ":" + d, "ReadXmi", str(p)], capture_output=True, text=True), Out())


def r_tsv_java(p, g, a):
    """INCEpTION's own Tsv3XDeserializer, compiled apart; the class path also holds a main class ReadTsv"""
    if not a.inception_tsv:
        raise Missing("--inception-tsv CLASSPATH")
    return java_out(subprocess.run(["java", "-cp", a.inception_tsv, "ReadTsv", str(p)], capture_output=True, text=True), Out())


OA, DCT, FOAF, AS = "http://www.w3.org/ns/oa#", "http://purl.org/dc/terms/", "http://xmlns.com/foaf/0.1/", "http://www.w3.org/ns/activitystreams#"
RDFV = "http://www.w3.org/1999/02/22-rdf-syntax-ns#value"
# hand-written subset of the Web Annotation JSON-LD context (terms used here; IRIs from the Web Annotation Vocabulary)
MINI_CONTEXT = {"@context": {
    "oa": OA, "dcterms": DCT, "foaf": FOAF, "as": AS, "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "dc": "http://purl.org/dc/elements/1.1/",
    "id": {"@type": "@id", "@id": "@id"}, "type": {"@type": "@id", "@id": "@type"},
    "Annotation": "oa:Annotation", "TextualBody": "oa:TextualBody", "TextPositionSelector": "oa:TextPositionSelector", "TextQuoteSelector": "oa:TextQuoteSelector",
    "AnnotationPage": "as:OrderedCollectionPage", "AnnotationCollection": "as:OrderedCollection", "Person": "foaf:Person", "Software": "as:Application",
    "items": {"@type": "@id", "@id": "as:items", "@container": "@list"},
    "body": {"@type": "@id", "@id": "oa:hasBody"}, "target": {"@type": "@id", "@id": "oa:hasTarget"}, "source": {"@type": "@id", "@id": "oa:hasSource"},
    "selector": {"@type": "@id", "@id": "oa:hasSelector"}, "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"}, "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"},
    "tagging": "oa:tagging", "classifying": "oa:classifying", "commenting": "oa:commenting", "creator": {"@type": "@id", "@id": "dcterms:creator"},
    "created": {"@id": "dcterms:created", "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}, "nickname": "foaf:nick", "name": "foaf:name", "format": "dc:format",
    "value": "rdf:value", "exact": "oa:exact", "prefix": "oa:prefix", "suffix": "oa:suffix",
    "start": {"@id": "oa:start", "@type": "http://www.w3.org/2001/XMLSchema#nonNegativeInteger"}, "end": {"@id": "oa:end", "@type": "http://www.w3.org/2001/XMLSchema#nonNegativeInteger"}}}


def anno_context(a):
    if a.anno_context:
        return json.loads(pathlib.Path(a.anno_context).read_text(encoding="utf-8"))
    return MINI_CONTEXT


def w3c_texts(p):
    return {f.stem: f.read_bytes().decode("utf-8") for f in (p / "texts").glob("*.txt")}


def r_w3c_pyld(p, g, a):
    from_mod = need("pyld")
    from pyld import jsonld
    ctx = anno_context(a)

    def loader(url, options=None):
        if url == "http://www.w3.org/ns/anno.jsonld":
            return {"contextUrl": None, "documentUrl": url, "document": ctx}
        raise ValueError(url)

    o, texts = Out(), w3c_texts(p)
    for k, v in texts.items():
        o.doc(k, v)
    ex = jsonld.expand(json.loads((p / "annotations.jsonld").read_text(encoding="utf-8")), {"documentLoader": loader, "base": "urn:x:/"})
    V = lambda n, k: [x.get("@value", x.get("@id")) for x in n.get(k, [])]
    for an in ex[0].get(AS + "items", [{"@list": []}])[0]["@list"]:
        if OA + "Annotation" not in an["@type"]:
            raise ValueError("not an oa:Annotation")
        tg = an[OA + "hasTarget"][0]
        i = pathlib.PurePosixPath(V(tg, OA + "hasSource")[0]).stem
        lab = [V(b, RDFV)[0] for b in an[OA + "hasBody"] if OA + "tagging" in V(b, OA + "hasPurpose")]
        who = V(an[DCT + "creator"][0], FOAF + "nick")[0]
        pos = next(s for s in tg[OA + "hasSelector"] if OA + "TextPositionSelector" in s["@type"])
        quo = next(s for s in tg[OA + "hasSelector"] if OA + "TextQuoteSelector" in s["@type"])
        s, e = int(V(pos, OA + "start")[0]), int(V(pos, OA + "end")[0])
        if V(quo, OA + "exact")[0] != texts[i][s:e]:
            raise ValueError(f"{i}: quote {V(quo, OA + 'exact')[0]!r} is not at {s}-{e}")
        o.span(i, s, e, lab[0], who)
    return o


def r_w3c_rdflib(p, g, a):
    rdflib = need("rdflib")
    d = json.loads((p / "annotations.jsonld").read_text(encoding="utf-8"))
    d["@context"] = anno_context(a)["@context"]
    gr = rdflib.Graph().parse(data=json.dumps(d), format="json-ld", publicID="http://x.example/")
    o, texts = Out(), w3c_texts(p)
    for k, v in texts.items():
        o.doc(k, v)
    q = """PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX foaf: <http://xmlns.com/foaf/0.1/> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
    SELECT ?an ?src ?s ?e ?lab ?who WHERE { ?an a oa:Annotation; oa:hasBody ?b; oa:hasTarget ?t; dcterms:creator/foaf:nick ?who. ?b oa:hasPurpose oa:tagging; rdf:value ?lab.
      ?t oa:hasSource ?src; oa:hasSelector ?sel. ?sel a oa:TextPositionSelector; oa:start ?s; oa:end ?e }"""
    for r in gr.query(q):
        o.span(pathlib.PurePosixPath(str(r.src)).stem, int(r.s), int(r.e), str(r.lab), str(r.who))
    return o


TEI = "{http://www.tei-c.org/ns/1.0}"
XID = "{http://www.w3.org/XML/1998/namespace}id"


def r_tei(p, g, a):
    etree = need("lxml.etree")
    rng = etree.RelaxNG(etree.parse(a.tei_rng, etree.XMLParser(huge_tree=True))) if a.tei_rng else None
    o = Out()
    for f in sorted(p.glob("*.xml")):
        doc = etree.parse(str(f), etree.XMLParser(huge_tree=True))
        if rng is not None and not rng.validate(doc):
            raise ValueError(f"{f.name}: {rng.error_log[0]}")
        root = doc.getroot()
        i = root.get(XID)
        ab = root.find(f".//{TEI}body/{TEI}ab")
        text, at = ab.text or "", {}
        for c in ab:
            at[c.get(XID)] = len(text)
            text += c.tail or ""
        o.doc(i, text)
        lab = {c.get(XID): c.findtext(f"{TEI}catDesc") for c in root.iter(TEI + "category")}
        who = {c.get(XID): c.findtext(f"{TEI}name") for c in root.iter(TEI + "respStmt")}
        for s in root.iter(TEI + "span"):
            o.span(i, at[s.get("from")[1:]], at[s.get("to")[1:]], lab[s.get("ana")[1:]], who[s.get("resp")[1:]])
    return o


def r_argilla(p, g, a):
    rg = need("argilla")
    from argilla.records._io._json import JsonIO
    from argilla._api._client import APIClient
    APIClient._validate_connection = lambda self: None  # the SDK's file readers insist on a client; nothing is contacted
    rg.Argilla(api_url="http://127.0.0.1:9", api_key="x")
    st = rg.Settings.from_json(p / ".argilla" / "settings.json")
    st.validate()
    q = st.questions["spans"]
    if not q.allow_overlapping:
        raise ValueError("allow_overlapping is off")
    ids, o = {}, Out()
    for n, w in enumerate(g.get("annotators", []), 1):
        ids[f"00000000-0000-4000-8000-{n:012d}"] = w
    for r in JsonIO._records_from_json(p / "records.json"):
        t = r.fields["text"]
        o.doc(r.id, t)
        for resp in r.responses:
            for s in resp.value:
                if s["label"] not in q.labels:
                    raise ValueError(f"{r.id}: label {s['label']}")
                if not 0 <= s["start"] < s["end"] <= len(t):  # the rule of argilla-server's SpanQuestionResponseValueValidator
                    raise ValueError(f"{r.id}: {s}")
                o.span(r.id, s["start"], s["end"], s["label"], ids.get(str(resp.user_id)))
    return o


def gate_out(doc, i, o):
    o.doc(i, doc.text)
    for n in doc.annset_names():
        for x in doc.annset(n):
            o.span(i, x.start, x.end, x.type, n or None)


def r_gate_xml(p, g, a):
    need("gatenlp")
    from gatenlp import Document
    o = Out()
    for f in sorted(p.glob("*.xml")):
        gate_out(Document.load(str(f), fmt="gatexml"), f.stem, o)
    return o


def r_gate_bdoc(p, g, a):
    need("gatenlp")
    from gatenlp import Document
    o = Out()
    for f in sorted(p.glob("*.bdocjs")):
        gate_out(Document.load(str(f), fmt="bdocjs"), f.stem, o)
    return o


def table_out(spans, docs):
    o = Out()
    for r in docs:
        o.doc(r["doc_id"], r["text"] or "")
    for r in spans:
        t = o[r["doc_id"]]["text"]
        if t[int(r["start"]):int(r["end"])] != r["text"]:
            raise ValueError(f"{r['doc_id']}: text column {r['text']!r} is not at {r['start']}-{r['end']}")
        o.span(r["doc_id"], r["start"], r["end"], r["label"], r["annotator"])
    return o


def t_pandas(kind):
    def f(p, g, a):
        pd = need("pandas")
        rd = (lambda n: pd.read_csv(p / f"{n}.csv", keep_default_na=False)) if kind == "csv" else (lambda n: pd.read_parquet(p / f"{n}.parquet"))
        return table_out(rd("spans").to_dict("records"), rd("documents").to_dict("records"))
    return f


def t_polars(kind):
    def f(p, g, a):
        pl = need("polars")
        rd = (lambda n: pl.read_csv(p / f"{n}.csv")) if kind == "csv" else (lambda n: pl.read_parquet(p / f"{n}.parquet"))
        return table_out(rd("spans").to_dicts(), rd("documents").to_dicts())
    return f


def t_duckdb(kind):
    def f(p, g, a):
        duckdb = need("duckdb")
        def rd(n):
            q = f"SELECT * FROM {'read_csv' if kind == 'csv' else 'read_parquet'}('{p}/{n}.{kind}')"
            c = duckdb.connect().execute(q)
            k = [x[0] for x in c.description]
            return [dict(zip(k, r)) for r in c.fetchall()]
        return table_out(rd("spans"), rd("documents"))
    return f


def t_pyarrow(kind):
    def f(p, g, a):
        if kind == "csv":
            pc = need("pyarrow.csv")
            rd = lambda n: pc.read_csv(p / f"{n}.csv", parse_options=pc.ParseOptions(newlines_in_values=True)).to_pylist()
        else:
            pq = need("pyarrow.parquet")
            rd = lambda n: pq.read_table(p / f"{n}.parquet").to_pylist()
        return table_out(rd("spans"), rd("documents"))
    return f


def t_pycsv(p, g, a):
    rd = lambda n: list(csv.DictReader(open(p / f"{n}.csv", encoding="utf-8-sig", newline="")))
    return table_out(rd("spans"), rd("documents"))


SPARK = r'''
import sys, json
from pyspark.sql import SparkSession
s = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false").config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1").getOrCreate()
print("@@" + json.dumps([[r.asDict() for r in s.read.parquet(sys.argv[1] + "/" + n + ".parquet").collect()] for n in ("spans", "documents")]))
s.stop()
'''


def t_spark(p, g, a):
    need("pyspark")
    r = subprocess.run([sys.executable, "-c", SPARK, str(p)], capture_output=True, text=True, env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"})
    line = [l for l in r.stdout.splitlines() if l.startswith("@@")]
    if not line:
        raise ValueError("Spark: " + r.stderr[-400:])
    return table_out(*json.loads(line[0][2:]))


def r_html(p, g, a):
    html = need("lxml.html")
    root = html.fromstring((p / "report.html").read_bytes())
    o = Out()
    for art in root.iter("article"):
        i = art.get("id")
        div = art.find_class("text")[0]
        text, at = "", {}

        def put(s):
            nonlocal text
            text += s or ""
        put(div.text)
        for m in div:
            s = len(text)
            put(m.text_content())
            for k in m.get("data-spans", "").split():
                x = at.setdefault(k, [s, s])
                x[1] = len(text)
            put(m.tail)
        o.doc(i, text)
        for li in art.iter("li"):
            s, e = at[li.get("data-span")]
            o.span(i, s, e, li.get("data-label"), li.get("data-annotator"))
    return o


# ------------------------------------------------------------------ what a format is allowed to lose
CR = lambda t: t.replace("\r", " ")
BRATSUB = lambda t: re.sub("[\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]", " ", CR(t))
# (folder, reader name, function, rules)   rules: noempty (refuses empty documents), flat (no overlaps), trim (no blank edges), notext, noann, sub, nolabelspace
CHECKS = [
    ("spacy", "DocBin", r_spacy, {}), ("spacy", "Corpus", r_spacy_train, {"noann": 1, "noempty": 1}),
    ("prodigy", "srsly+spaCy", r_prodigy, {}),
    ("hf_jsonl", "datasets", r_hf, {}), ("hf_parquet", "datasets", r_hf, {}),
    ("doccano", "doccano", r_doccano, {"noempty": 1}),
    ("labelstudio", "LabelInterface", r_ls_sdk, {}), ("labelstudio", "converter", r_ls_converter, {"noann": 1}),
    ("labelstudio", "server", r_ls_server, {}),
    ("brat", "pybrat", r_pybrat, {"sub": BRATSUB}), ("brat", "brat-server", r_brat_server, {"sub": BRATSUB}),
    ("conll", "seqeval", r_conll_seqeval, {"flat": 1, "trim": 1, "notext": 1, "noann": 1}),
    ("conll", "spacy-convert", r_conll_spacy, {"flat": 1, "trim": 1, "notext": 1, "noann": 1, "noempty": 1}),
    ("conllup", "conllu", r_conllup, {"trim": 1, "notext": 1, "noann": 1, "noempty": 1}),
    ("cas_xmi", "cassis", r_cas_xmi, {}), ("cas_xmi", "uimaj", r_uima_java, {}), ("cas_json", "cassis", r_cas_json, {}),
    ("webanno_tsv", "inception", r_tsv_java, {"trim": 1, "noempty": 1, "noann": 1, "wstext": 1}),
    ("w3c", "pyld", r_w3c_pyld, {}), ("w3c", "rdflib", r_w3c_rdflib, {}),
    ("tei", "lxml", r_tei, {}), ("argilla", "argilla", r_argilla, {"noempty": 1}),
    ("gate_xml", "gatenlp", r_gate_xml, {}), ("gate_bdoc", "gatenlp", r_gate_bdoc, {}),
    ("csv", "pandas", t_pandas("csv"), {}), ("csv", "polars", t_polars("csv"), {}), ("csv", "duckdb", t_duckdb("csv"), {}), ("csv", "python-csv", t_pycsv, {}), ("csv", "pyarrow", t_pyarrow("csv"), {}),
    ("parquet", "pyarrow", t_pyarrow("parquet"), {}), ("parquet", "pandas", t_pandas("parquet"), {}), ("parquet", "polars", t_polars("parquet"), {}),
    ("parquet", "duckdb", t_duckdb("parquet"), {}), ("parquet", "spark", t_spark, {}),
    ("html", "lxml.html", r_html, {}),
]


def expected(g, rules):
    o = Out()
    for d in g["docs"]:
        t = d["text"]
        if rules.get("noempty") and not t.strip():
            continue
        sub = rules.get("sub", lambda x: x)
        o.doc(d["id"], sub(t))
        sps = [tuple(s[:3]) + ((s[3] if len(s) > 3 else None),) for s in d["spans"]]
        if rules.get("flat"):
            sps = flatten(sps)
        for s in sps:
            a, b = trim(t, s[0], s[1]) if rules.get("trim") else s[:2]
            if a < b:
                o.span(d["id"], a, b, s[2], s[3])
    return o


def compare(want, got, rules):
    diffs = []
    for i in want:
        if i not in got:
            if rules.get("noempty") or (rules.get("notext") and not want[i]["spans"] and not want[i]["text"]):
                if not want[i]["text"].strip():
                    continue
            diffs.append(f"{i}: document missing")
            continue
        w, h = want[i], got[i]
        if not rules.get("notext") and h["text"] is None:
            diffs.append(f"{i}: no text")
        if rules.get("wstext") and h["text"] is not None:  # blanks between sentences come back as spaces, blanks at the end are lost
            h["text"] = "".join(x if x.isspace() and y.isspace() else y for x, y in zip(w["text"], h["text"].ljust(len(w["text"]))))
        if h["text"] is not None and not rules.get("notext") and h["text"] != w["text"]:
            k = next((n for n, (x, y) in enumerate(zip(w["text"], h["text"])) if x != y), min(len(w["text"]), len(h["text"])))
            diffs.append(f"{i}: text differs at {k}: gold {w['text'][k:k+12]!r} file {h['text'][k:k+12]!r}")
        # a format that can carry annotators but whose file names none at all is compared without them; the ok line says so
        ann = not rules.get("noann") and any(s[3] for s in w["spans"]) and any(s[3] for d in got.values() for s in d["spans"])
        key = (lambda s: s) if ann else (lambda s: s[:3])
        cw, ch = Counter(map(key, w["spans"])), Counter(map(key, h["spans"]))
        for s in (cw - ch):
            diffs.append(f"{i}: gold span {s} {w['text'][s[0]:s[1]][:24]!r} not in file")
        for s in (ch - cw):
            diffs.append(f"{i}: file span {s} {w['text'][s[0]:s[1]][:24]!r} not in gold")
    for i in got:
        if i not in want and (got[i]["text"] or got[i]["spans"]):
            diffs.append(f"{i}: document not in gold")
    return diffs


def load_gold(path):
    g = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    if isinstance(g, list):
        g = {"docs": g}
    for d in g["docs"]:
        for s in d["spans"]:
            if not 0 <= s[0] < s[1] <= len(d["text"]):
                sys.exit(f"bad gold span {d['id']} {s}")
    return g


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("exports")
    for n in ("gold", "only", "require", "doccano-python", "labelstudio-python", "brat-src", "brat-python", "uima-jar", "inception-tsv", "tei-rng", "anno-context"):
        ap.add_argument("--" + n)
    ap.add_argument("--allow-missing-readers", action="store_true")
    ap.add_argument("--max-diffs", type=int, default=3)
    a = ap.parse_args()
    p = pathlib.Path(a.exports)
    g = load_gold(a.gold or p / "gold.json")
    a.uima_jar = a.uima_jar or "/usr/share/java/uimaj-core.jar"
    bad = missing = n = 0
    seen = set()
    for folder, reader, fn, rules in CHECKS:
        if a.only and folder not in a.only.split(",") and f"{folder}[{reader}]" not in a.only.split(","):
            continue
        if not (p / folder).is_dir():
            continue
        seen.add(folder)
        name = f"{folder}[{reader}]"
        try:
            got = fn((p / folder), g, a)
            diffs = compare(expected(g, rules), got, rules)
        except Missing as e:
            missing += 1
            print(f"{name} MISSING {str(e)[:150]}", flush=True)
            continue
        except Exception as e:
            diffs = [f"{type(e).__name__}: {str(e)[:500]}"]
        n += 1
        if diffs:
            bad += 1
            more = f" (+{len(diffs) - a.max_diffs} more)" if len(diffs) > a.max_diffs else ""
            print(f"{name} FAIL " + " | ".join(diffs[:a.max_diffs]) + more, flush=True)
        else:
            lost = not rules.get("noann") and any(len(s) > 3 for d in g["docs"] for s in d["spans"]) and not any(s[3] for d in got.values() for s in d["spans"])
            print(f"{name} ok {len(got)} {sum(len(d['spans']) for d in got.values())}" + (" (annotators not in file)" if lost else ""), flush=True)
    for r in (a.require or "").split(","):
        if r and r not in seen:
            bad += 1
            print(f"{r} FAIL required but absent")
    if not n and not missing:
        print("nothing to check")
        return 1
    return 1 if bad else 2 if missing and not a.allow_missing_readers else 0


if __name__ == "__main__":
    sys.exit(main())
