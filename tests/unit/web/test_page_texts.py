"""Texts of pages that a search reads."""

from lms.web.offline.page_texts import PageTexts

PAGE = """<body><header>Payung</header><main id="content"><nav class="crumb">Kursus</nav>
<h1><svg><path d="M0"/></svg>Judul</h1><p>Satu <b>kata</b>.<br>Baris dua &amp; tiga.</p>
<input name="x"><p hidden>tersembunyi</p><span class="vh">suara</span>
<details><div class="note source">Sumber</div></details><template>cetakan</template>
<div class="act"><a href="/">Lanjut</a></div><script>let a = "skrip";</script></main><p>Kaki</p>"""
LIST = """<main><h1>Glosarium</h1><dl><div id="term-1" data-entry="CSAM"><dt><b>CSAM</b></dt>
<dd>Materi.</dd></div><div id="term-2" data-entry="a &amp; b"><dd>Lain</dd></div></dl></main>"""


def test_a_page_has_the_text_of_its_main_part_without_ways_on_and_sources():
    assert PageTexts(PAGE).main == "Judul Satu kata. Baris dua & tiga."
    assert PageTexts(PAGE).entries == {}


def test_a_list_has_a_text_for_each_entry():
    texts = PageTexts(LIST)
    assert texts.entries == {"term-1": "CSAM Materi.", "term-2": "Lain"}
    assert texts.titles == {"term-1": "CSAM", "term-2": "a & b"}
