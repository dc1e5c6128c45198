"""Makes the sample in tei/ with lxml 6, in the way of editions: paragraphs, words that are pointed at, spans before and after the text."""
import pathlib

from lxml import etree

HERE = pathlib.Path(__file__).parent
SOURCE = """<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="play">
<teiHeader><fileDesc><titleStmt><title>Hamlet &amp; others</title><respStmt xml:id="AR"><resp>encoding</resp><persName>Ana Ruiz</persName></respStmt></titleStmt>
<publicationStmt><p>Unpublished.</p></publicationStmt><sourceDesc><p>Made up.</p></sourceDesc></fileDesc>
<encodingDesc><classDecl><taxonomy><category xml:id="pl"><catDesc>place</catDesc></category></taxonomy></classDecl></encodingDesc></teiHeader>
<standOff><spanGrp resp="#AR"><span target="#w2" ana="#pl #rare"/></spanGrp></standOff>
<text><body><head>Act I</head>
  <stage xml:id="st">Enter two
    sentinels.</stage><note>In the second quarto.</note>
  <p>At <w xml:id="w2">Elsinore</w>.</p>
  <sp><l><anchor xml:id="a1"/>Who's there?</l></sp><sp><l>Nay \U0001f60a<anchor xml:id="a2"/>, answer me.</l></sp>
</body></text>
<standOff><spanGrp type="doubt"><span from="#a1" to="#a2" resp="#ben"/></spanGrp><span from="#st">exposition</span></standOff>
</TEI>"""
(HERE / "tei").mkdir(exist_ok=True)
etree.ElementTree(etree.fromstring(SOURCE)).write(HERE / "tei" / "play.xml", encoding="UTF-8", xml_declaration=True)
