from pages.html.page_head import masthead_html


def test_the_head_names_the_page_once_and_escapes_its_words():
    html = masthead_html("A & B", "For <all>", figures=[("3", "<b>")])
    assert html.count("<h1") == 1
    assert "<h1 class='wm-title'>A &amp; B</h1><p>For &lt;all&gt;</p>" in html
    assert "<dt>&lt;b&gt;</dt><dd>3</dd>" in html


def test_a_head_without_figures_has_no_list_of_them():
    assert "<dl" not in masthead_html("Places")
