"""A page with every element that a document may have, for the tagger. `png` is a picture that stands in the folder."""

ROWS = "".join(
    f'<tr><th scope="row">Department {i}</th><td>{i * 1000:,}</td><td>{i * 900:,}</td></tr>' for i in range(1, 81)
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 40" width="200" role="img"><title>Bars</title>'
    '<desc>Two bars: 40 and 60 percent.</desc><rect width="40" height="10" fill="#4b2a82"/>'
    '<rect y="15" width="60" height="10" fill="#1a3a6b"/></svg>'
)
STYLE = """
@page { size: letter; margin: 1in }
@page { @top-left { content: string(part) } @bottom-right { content: "Page " counter(page) } }
h2 { string-set: part content() }
.toc a::after { content: leader('.') target-counter(attr(href), page) }
.footnote { float: footnote; font-size: 9pt }
ul, ol { list-style: none; padding: 0 }
li::before { content: "- " }
.toc li::before { content: none }
table { border-collapse: collapse; width: 100% }
svg { overflow: visible }
"""
PAGE = f"""<!doctype html><html lang="en-US"><head><meta charset="utf-8"><title>Every element</title>
<meta name="dcterms.created" content="2026-11-20T14:00:00Z">
<meta name="dcterms.modified" content="2026-11-20T14:00:00Z">
<style>{STYLE}</style></head><body>
<header><h1>Every element</h1><p>By the team of the <a href="https://www.example.org/">City of Dayton</a></p></header>
<nav><h2 id="c">Contents</h2><ol class="toc"><li><a href="#t">Tables</a></li>
<li><a href="#f">Figures</a></li></ol></nav>
<main><section><h2 id="t">Tables</h2>
<p>Text with a note<span class="footnote">This is the body of the first footnote.</span> and more text,
<span lang="es">Su opinión cuenta</span>, and <abbr title="Request for proposals">RFP</abbr>.</p>
<table><caption>Budget by department</caption>
<thead><tr><td></td><th scope="col">Adopted</th><th scope="col">Actual</th></tr></thead>
<tbody>{ROWS}</tbody></table></section>
<section><h2 id="f">Figures</h2><figure><figcaption>Two bars</figcaption>{SVG}</figure>
<div>Loose text in a div</div><div aria-hidden="true">An ornament</div></section>
<section><h2 id="l">Lists</h2><ul><li>One<ul><li>inside</li></ul></li><li>Two</li></ul>
<dl><dt>Term</dt><dd>Definition</dd></dl><div lang="es"><p>Este párrafo está en español.</p></div>
<table><caption>Two heads</caption>
<thead><tr><th scope="col" rowspan="2">Source</th><th scope="colgroup" colspan="3">Year</th></tr>
<tr><th scope="col">2026</th><th scope="col">2027</th><th scope="col">2028</th></tr></thead>
<tbody><tr><th scope="row">General fund</th><td>1</td><td>2</td><td>3</td></tr>
<tr><th scope="row">Grants</th><td>3</td><td>4</td><td>5</td></tr>
<tr><th scope="row">Fees</th><td>5</td><td>6</td><td>7</td></tr></tbody></table></section></main></body></html>"""
