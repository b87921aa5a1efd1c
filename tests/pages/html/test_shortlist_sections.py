"""The parts of the Shortlist page as HTML."""

from html.parser import HTMLParser

from pages.html.shortlist_sections import compared_html, entries_html

TWO = ["steamhouse", "ukbic"]


class Inputs(HTMLParser):
    """The attributes of every input, and the `for` of every label."""

    def __init__(self, html):
        super().__init__()
        self.inputs, self.labels = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "input":
            self.inputs.append(dict(attrs))
        if tag == "label":
            self.labels.append(dict(attrs)["for"])


def test_every_note_has_its_label_and_says_what_it_sets(register):
    html = entries_html(register, TWO, {"ukbic": 'a "quoted" <line>'}, removed=dict.fromkeys(TWO, "shortlist"))
    read = Inputs(html)
    assert [field["id"] for field in read.inputs] == read.labels
    assert [(field["data-set"], field["data-id"]) for field in read.inputs] == [("note", "steamhouse"), ("note", "ukbic")]
    assert [field["value"] for field in read.inputs] == ["", 'a "quoted" <line>']


def test_the_way_off_the_list_names_the_asset(register):
    html = entries_html(register, TWO, {}, removed={"steamhouse": "shortlist?star=ukbic", "ukbic": "shortlist?star=steamhouse"})
    assert 'href="shortlist?star=ukbic" target="_self" class="wm-go wm-close" aria-label="Remove STEAMhouse"' in html


def test_an_empty_list_leads_to_explore(register):
    html = entries_html(register, [], {}, removed={})
    assert "Nothing is on the shortlist yet" in html and 'href="./"' in html


def test_one_alone_is_compared_with_nothing(register):
    assert compared_html(register, TWO[:1]) == compared_html(register, []) == ""
    assert compared_html(register, TWO).count('<th scope="col"') == 3
