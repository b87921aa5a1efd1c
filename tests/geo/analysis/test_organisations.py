"""One organisation at a time: its roles, and what of them counts."""

from __future__ import annotations

import pytest

from geo.analysis.organisations import organisation_profile, running_several
from geo.errors import NotFoundError


def test_closed_assets_are_listed_and_not_counted(register):
    closed = set(register.assets["id"][register.assets["status"] == "closed"])
    ended = next(one for one, held in register.organisations.by_organisation.items() if set(held.get("runs", ())) & closed)
    profile = organisation_profile(ended, register)
    assert set(profile.by_role["runs"]) & closed <= set(profile.ids)
    assert not set(profile.running["id"]) & closed
    assert profile.operating <= len(profile.running)


def test_a_partner_runs_nothing(register):
    partner = next(one for one, held in register.organisations.by_organisation.items() if set(held) == {"partner"})
    profile = organisation_profile(partner, register)
    assert profile.ids and profile.running.empty and profile.clusters.empty and profile.authorities.empty
    assert partner not in running_several(register).index


def test_tallies_hold_together(register):
    for identity, row in running_several(register).iterrows():
        profile = organisation_profile(identity, register)
        assert (len(profile.running), profile.operating) == (row["assets"], row["operating"])
        assert profile.authorities["assets"].sum() == row["assets"]
        assert len(profile.clusters) == row["clusters"]


def test_an_unknown_one_is_not_found(register):
    with pytest.raises(NotFoundError):
        organisation_profile("", register)
