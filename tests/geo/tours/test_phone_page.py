"""Where a code on stage leads: the shortest page for phones that shows what the scene shows."""

from geo.tours.phone_page import LONGEST, phone_page

STAGE = {"present": "tour", "scene": "3", "authority": ""}


def test_a_query_an_asset_and_a_list_of_assets_each_have_their_page():
    assert phone_page({"layer": ["hub", "catapult"]}) == "lite?layer=hub&layer=catapult"
    assert phone_page(asset="mtc") == "lite?asset=mtc"
    assert phone_page({"layer": ["hub"]}, asset="mtc") == "lite?layer=hub&asset=mtc"
    assert phone_page(assets=("a", "b"), asset="a", stage=STAGE) == "lite?star=a&star=b&asset=a"
    assert phone_page() == "lite"


def test_what_is_too_long_for_a_code_is_named_by_its_scene_where_the_app_knows_it():
    many = [f"asset-{number}" for number in range(LONGEST // 8)]
    assert phone_page(assets=many, asset="asset-1", stage=STAGE) == "lite?present=tour&scene=3&asset=asset-1"
    assert len(phone_page(assets=many)) > LONGEST
