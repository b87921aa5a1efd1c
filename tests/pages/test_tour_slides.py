"""A tour as slides on the Present page: made while one waits, then offered."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

PAGE = Path(__file__).resolve().parents[2] / "pages" / "present.py"


def test_slides_are_made_and_offered():
    app = AppTest.from_file(str(PAGE), default_timeout=120)
    app.query_params["authority"] = "E07000193"
    app.run()
    app.selectbox(key="tour-slides").select("authority").run()
    app.button(key="tour-slides-make").click().run()
    assert not app.exception
    offered = [button.label for button in app.get("download_button")]
    assert any("-east-staffordshire-" in label and ".pptx" in label and "kB" in label for label in offered), offered


def test_the_tour_about_one_authority_waits_for_one():
    app = AppTest.from_file(str(PAGE), default_timeout=120).run()
    assert "authority" not in app.selectbox(key="tour-slides").options
    assert len(app.selectbox(key="tour-slides").options) >= 3
