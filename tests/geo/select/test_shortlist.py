"""The shortlist: what a link carries comes back, within limits, and nothing unknown passes for known."""

import pytest

from geo import vocabulary
from geo.errors import NotFoundError
from geo.select.shortlist import MOST, MOST_COMPARED, NOTE_LENGTH, chosen_assets, known, read_notes, side_by_side, toggled, write_notes


@pytest.fixture
def ids(register):
    """The ids of six assets, not in the register's order."""
    return register.assets["id"].iloc[[200, 3, 77, 150, 9, 300]].tolist()


def test_notes_come_back(hostile):
    notes = {"a": hostile, "b": "one ~ two", "c": "plain"}
    back = read_notes(write_notes(notes))
    assert back == notes | {"a": hostile[:NOTE_LENGTH].strip()}
    assert read_notes(write_notes(back)) == back


def test_a_note_is_cut_and_an_empty_one_left_out():
    assert write_notes({"a": "x" * (NOTE_LENGTH + 1), "b": "", "c": " \n"}) == ["a~" + "x" * NOTE_LENGTH]
    assert read_notes(["a~" + "x" * (NOTE_LENGTH + 1)]) == {"a": "x" * NOTE_LENGTH}
    assert read_notes(["no separator", "b~", "c~  ", ""]) == {}
    assert read_notes([]) == {} and write_notes({}) == []


def test_a_star_goes_on_at_the_end_and_off_again():
    assert toggled([], "a") == ["a"]
    assert toggled(["b", "c"], "a") == ["b", "c", "a"]
    assert toggled(["b", "a", "c", "b"], "a") == ["b", "c"]
    assert toggled(iter(["a"]), "a") == []


@pytest.mark.parametrize("many", [MOST - 1, MOST, MOST + 20])
def test_a_shortlist_never_holds_more_than_it_may(many):
    full = [f"id-{place}" for place in range(many)]
    assert toggled(full, "one more") == [*full, "one more"][:MOST]
    assert toggled(full, "id-0") == full[1 : MOST + 1]


def test_only_known_ids_once_each_in_order(register, ids):
    assert known([ids[1], "no-such-asset", ids[0], ids[1], ""], register) == [ids[1], ids[0]]
    assert known([], register) == []


def test_chosen_assets_stand_in_the_order_of_the_list(register, ids):
    found = chosen_assets(register, ids)
    assert found["id"].tolist() == ids
    assert found.crs == register.assets.crs
    assert chosen_assets(register, []).empty
    with pytest.raises(NotFoundError):
        chosen_assets(register, [ids[0], "no-such-asset"])


def test_side_by_side_compares_no_more_than_four(register, ids):
    for record in side_by_side(register, ids):
        assert list(record) == ["what", *ids[:MOST_COMPARED]]
    assert [set(record) for record in side_by_side(register, [])] == [{"what"}] * len(side_by_side(register, ids))
    with pytest.raises(NotFoundError):
        side_by_side(register, ["no-such-asset"])


def test_side_by_side_says_what_the_frame_says(register):
    frame = register.assets.set_index("id")
    for start in range(0, len(frame), MOST_COMPARED):
        batch = frame.iloc[start : start + MOST_COMPARED]
        table = {record["what"]: record for record in side_by_side(register, batch.index)}
        for identity, row in batch.iterrows():
            said = {what: record[identity] for what, record in table.items()}
            assert said["Run by"] == (row["operator"] or "not known")
            assert said["Opened"] == (row["opened"] or "not known")
            assert said["Technologies"] == (", ".join(row["technologies"]) or "not known")
            assert said["Clusters"].count(",") == max(len(row["clusters"]) - 1, 0)
            aged = row["status"] == "last confirmed"
            assert said["Status"].startswith(f"Operating, last confirmed {row['status_date']}" if aged else vocabulary.STATUS_WORDS[row["status"]])
            assert row["gss_code"] in said["Local authority"]
            assert (said["Source"] == "not known") == (row["source_title"] == "")
            assert all(said.values())
