"""The Folium map: a base that never changes, a small view, nothing from elsewhere, text as text."""

import json
import re
from dataclasses import fields
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.webmap.browser_files import prepare
from geo.webmap.folium_map import MapView, ViewGroup, base_map, safe_json, standalone_map, view_json, view_values

STATIC_URL, MADE_URL = "../../app/static", "../../made"
JSON_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | JSON_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(JSON_TEXT, inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def frontend(register, tmp_path_factory):
    return prepare(register, folder=tmp_path_factory.mktemp("browser"))


class Reader(HTMLParser):
    """Collects the addresses a page asks for and the text of its scripts."""

    def __init__(self, page):
        super().__init__()
        self.asked, self.scripts, self.inside = [], [], False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.inside = tag == "script"
        self.asked += [given[name] for name in ("src", "href") if tag in ("script", "link", "img") and name in given]
        if self.inside:
            self.scripts.append("")

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.scripts[-1] += data


def shown_view(page):
    """What the page passes to `wm.show`, read as the browser reads it."""
    script = Reader(page).scripts[-1]
    value, _ = json.JSONDecoder().raw_decode(script, script.index("wm.show(") + len("wm.show("))
    return value


def hostile_view(text):
    return MapView(
        ids=(text, "a"),
        chosen=text,
        title=text,
        legend={"title": text, "rows": [{"label": text, "count": 1}], "notes": [text]},
        choropleth={"colours": {text: "#000000"}, "words": {text: text}},
        highlight=(text,),
        shapes={"type": "FeatureCollection", "features": [{"properties": {text: text}}]},
        extra={text: {text: [text]}},
    )


def without_ids(page):
    """folium numbers its elements at random."""
    return re.sub(r"[0-9a-f]{32}", "ID", page)


# ---- JSON in a script ----


@given(VALUES)
def test_safe_json_is_the_same_value(value):
    assert json.loads(safe_json(value)) == value


@given(VALUES)
def test_safe_json_cannot_end_a_script_or_open_a_template(value):
    text = safe_json(value)
    assert not re.search(r"<|\{\{|\{%|\{#|[\u2028\u2029]", text)


def test_safe_json_refuses_what_is_no_number():
    with pytest.raises(ValueError, match="JSON"):
        safe_json({"lat": float("nan")})


def test_hostile_texts_are_safe_in_json(hostile):
    assert json.loads(safe_json({hostile: [hostile]})) == {hostile: [hostile]}


# ---- a view ----


def test_a_view_says_only_what_is_set():
    assert json.loads(view_json(MapView(title=""))) == {}
    assert json.loads(view_json(MapView(chosen="a", title="T", highlight=("E1",)))) == {
        "chosen": "a",
        "title": "T",
        "highlight": ["E1"],
    }


def test_no_asset_is_not_the_same_as_all():
    assert json.loads(view_json(MapView(ids=())))["ids"] == []
    assert "ids" not in json.loads(view_json(MapView()))


def test_hostile_texts_come_through_a_view_unchanged(hostile):
    view = json.loads(view_json(hostile_view(hostile)))
    assert view["title"] == view["chosen"] == hostile
    assert view["legend"]["rows"][0]["label"] == hostile
    assert view["extra"] == {hostile: {hostile: [hostile]}}


def test_the_values_of_a_view_are_what_its_script_says(hostile):
    for view in (hostile_view(hostile), MapView(), MapView(ids=(), pick="point", answers=("asset", "authority"), asked="a=1", stamp="x")):
        assert json.loads(json.dumps(view_values(view))) == json.loads(view_json(view))


def test_only_what_is_set_is_among_the_values():
    assert view_values(MapView()) == {"title": MapView().title}
    everything = view_values(
        MapView(
            ids=("a", "b"),
            chosen="a",
            fit={"key": "k"},
            legend={"rows": []},
            choropleth={"colours": {}},
            highlight=("E1",),
            shapes={"features": []},
            pick="point",
            answers=("asset",),
            theme="dark",
            tiles={"url": "x"},
            title="T",
            stamp="s",
            asked="q",
            extra={"draw": True},
        )
    )
    assert set(everything) == {field.name for field in fields(MapView)}
    assert everything["ids"] == ["a", "b"] and everything["asked"] == "q" and everything["extra"] == {"draw": True}


@pytest.mark.parametrize("nothing", [{"chosen": ""}, {"chosen": None}, {"highlight": ()}, {"extra": {}}, {"asked": None}, {"fit": None}, {"title": ""}])
def test_what_is_empty_is_not_among_the_values(nothing):
    (name,) = nothing
    assert name not in view_values(MapView(**nothing))


def test_no_asset_is_among_the_values_and_all_assets_are_not():
    assert view_values(MapView(ids=()))["ids"] == []
    assert "ids" not in view_values(MapView(ids=None))


def test_what_is_done_to_the_values_leaves_the_view_as_it_was():
    view = MapView(ids=("a",), title="T")
    view_values(view)["ids"].append("b")
    view_values(view)["title"] = "U"
    assert view.ids == ("a",) and view.title == "T"


# ---- the base in the page ----


def test_the_base_asks_the_app_only(frontend):
    page = base_map(frontend, static_url=STATIC_URL, made_url=MADE_URL).get_root().render()
    asked = Reader(page).asked
    assert sorted(asked) == sorted(f"{MADE_URL if path in frontend.made else STATIC_URL}/{path}" for path in (*frontend.scripts, *frontend.styles))
    assert not re.search(r"https?://", page)


def test_scripts_come_in_the_order_they_need_each_other(frontend):
    asked = Reader(base_map(frontend, static_url=STATIC_URL, made_url=MADE_URL).get_root().render()).asked
    assert [path for path in asked if path.endswith(".js")] == [f"{MADE_URL if path in frontend.made else STATIC_URL}/{path}" for path in frontend.scripts]


def test_the_base_is_always_the_same(frontend):
    one, two = (without_ids(base_map(frontend, static_url=STATIC_URL, made_url=MADE_URL).get_root().render()) for _ in range(2))
    assert one == two


def test_presenting_is_an_option_of_the_base(frontend):
    pages = {p: base_map(frontend, static_url="s", made_url="m", present=p).get_root().render() for p in (True, False)}
    assert '{"present":true}' in pages[True]
    assert '{"present":false}' in pages[False]


def test_a_view_travels_in_a_feature_group(frontend):
    made = base_map(frontend, static_url=STATIC_URL, made_url=MADE_URL)
    group = ViewGroup(MapView(ids=("a", "b"), title="Two"))
    # As the component does: it hangs the group on the map, and has it draw itself into the map's page.
    group.add_to(made).render()
    assert shown_view(made.get_root().render()) == {"ids": ["a", "b"], "title": "Two"}
    group.change(MapView(ids=("c",)))
    group.add_to(made).render()
    assert shown_view(made.get_root().render())["ids"] == ["c"]


def test_a_view_leaves_the_base_as_it_was(frontend):
    made = base_map(frontend, static_url=STATIC_URL, made_url=MADE_URL)
    before = made.to_dict()
    ViewGroup(MapView(ids=("a",))).add_to(made)
    assert made.to_dict() == before


def test_hostile_texts_come_through_a_group_unchanged(frontend, hostile):
    made = base_map(frontend, static_url=STATIC_URL, made_url=MADE_URL)
    plain = len(Reader(made.get_root().render()).scripts)
    made = base_map(frontend, static_url=STATIC_URL, made_url=MADE_URL)
    ViewGroup(hostile_view(hostile)).add_to(made).render()
    page = made.get_root().render()
    assert shown_view(page) == json.loads(view_json(hostile_view(hostile)))
    assert len(Reader(page).scripts) == plain


# ---- the map in one file ----


def test_the_standalone_map_asks_nobody(frontend):
    page = standalone_map(frontend, MapView()).get_root().render()
    reader = Reader(page)
    assert reader.asked == []
    assert not re.search(r"url\([\"']?https?://|@import", page)


def test_the_standalone_map_holds_data_and_scripts(frontend, register):
    page = standalone_map(frontend, MapView(title="All")).get_root().render()
    scripts = "\n".join(Reader(page).scripts)
    assert "window.wmBase=" in scripts
    (line,) = [line for line in scripts.splitlines() if line.startswith("window.wmAssets=")]
    held = json.loads(line.removeprefix("window.wmAssets=").removesuffix(";"))
    assert [item["id"] for item in held["items"]] == register.assets["id"].tolist()
    assert shown_view(page) == {"title": "All"}


def test_the_standalone_map_can_be_saved(frontend, tmp_path):
    target = tmp_path / "map.html"
    standalone_map(frontend, MapView()).save(target)
    assert "wm.create(" in target.read_text(encoding="utf-8")


def test_hostile_texts_come_through_the_standalone_map_unchanged(frontend, hostile):
    plain = standalone_map(frontend, MapView()).get_root().render()
    page = standalone_map(frontend, hostile_view(hostile)).get_root().render()
    assert shown_view(page) == json.loads(view_json(hostile_view(hostile)))
    assert len(Reader(page).scripts) == len(Reader(plain).scripts)
