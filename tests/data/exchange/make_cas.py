"""Makes the samples in cas_json/ and cas_xmi/ with dkpro-cassis 0.12.0, as INCEpTION and DKPro have their files."""
import pathlib

from cassis import Cas, TypeSystem

HERE = pathlib.Path(__file__).parent
TEXT = "😊 Ana Ruiz lives in Łódź.\nShe left Rome in May."
DKPRO = "de.tudarmstadt.ukp.dkpro.core.api."


def types(*layers):
    ts = TypeSystem()
    ts.create_type(DKPRO + "segmentation.type.Token", "uima.tcas.Annotation")
    ts.create_type(DKPRO + "segmentation.type.Sentence", "uima.tcas.Annotation")
    meta = ts.create_type(DKPRO + "metadata.type.DocumentMetaData", "uima.tcas.DocumentAnnotation")
    for name in ("documentTitle", "documentId", "documentUri"):
        ts.create_feature(meta, name, "uima.cas.String")
    for name, features in layers:
        layer = ts.create_type(name, "uima.tcas.Annotation")
        for feature, range_ in features:
            ts.create_feature(layer, feature, range_)
    return ts


def cas(ts, spans, title, id_, text=TEXT):
    c = Cas(typesystem=ts)
    c.sofa_string, c.sofa_mime = text, "text/plain"
    c.add(ts.get_type(DKPRO + "metadata.type.DocumentMetaData")(
        begin=0, end=len(text), language="en", documentTitle=title, documentId=id_, documentUri="file:/srv/inception/1/" + title))
    start = 0
    for line in text.split("\n"):
        c.add(ts.get_type(DKPRO + "segmentation.type.Sentence")(begin=start, end=start + len(line)))
        at = start
        for word in line.split(" "):
            c.add(ts.get_type(DKPRO + "segmentation.type.Token")(begin=at, end=at + len(word)))
            at += len(word) + 1
        start += len(line) + 1
    for type_, quote, features in spans:
        begin = text.index(quote)
        c.add(ts.get_type(type_)(begin=begin, end=begin + len(quote), **features))
    return c


# A project's named entities, as INCEpTION puts them into annotation/<document>/<annotator>.json; one without a value.
NE = DKPRO + "ner.type.NamedEntity"
ts = types((NE, [("value", "uima.cas.String"), ("identifier", "uima.cas.String")]))
folder = HERE / "cas_json" / "annotation" / "people.txt"
folder.mkdir(parents=True, exist_ok=True)
cas(ts, [(NE, "Ana Ruiz", {"value": "PER"}), (NE, "Łódź", {"value": "LOC", "identifier": "http://www.wikidata.org/entity/Q580"}), (NE, "May", {})],
    "people.txt", "ana").to_json(folder / "ana.json", pretty_print=True)

# A layer of one's own with one text and one number, a second view, and a list that refers to others.
LAYER = "webanno.custom.Claim"
ts = types((LAYER, [("kind", "uima.cas.String"), ("weight", "uima.cas.Integer"), ("others", "uima.cas.FSArray")]))
c = cas(ts, [(LAYER, "lives", {"kind": "Fact", "weight": 3}), (LAYER, "😊", {"kind": "Opinion", "weight": 1})], "claims.txt", "claims.txt")
spans = list(c.select(LAYER))
spans[0].others = ts.get_type("uima.cas.FSArray")(elements=[spans[1]])
view = c.create_view("other")
view.sofa_string, view.sofa_mime = "Something else.", "text/plain"
view.add(ts.get_type(LAYER)(begin=0, end=9, kind="Other"))
c.to_json(HERE / "cas_json" / "claims.json", pretty_print=True)
c.to_xmi(HERE / "cas_xmi" / "claims.xmi", pretty_print=True)

# The generic layer of spans, beside named entities that somebody's recogniser has left there.
ts = types(("custom.Span", [("label", "uima.cas.String")]), (NE, [("value", "uima.cas.String")]))
c = cas(ts, [("custom.Span", "Rome", {"label": "place & more"}), (NE, "Ana Ruiz", {"value": "PER"})], "spans.txt", "spans.txt", TEXT + "\tYes “<&>”.")
c.to_xmi(HERE / "cas_xmi" / "spans.xmi", pretty_print=True)
ts.to_xml(HERE / "cas_xmi" / "TypeSystem.xml")
