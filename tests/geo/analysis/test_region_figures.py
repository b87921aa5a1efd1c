from geo.analysis.region_figures import asset_figures, region_figures


def test_the_figures_are_those_of_the_register(register):
    assets = register.assets[register.assets["status"] != "closed"]
    figures = dict((label, value) for value, label in region_figures(register))
    assert figures["innovation assets"] == f"{len(assets):,}"
    assert figures["known to operate"] == f"{int((register.assets['status'] == 'operating').sum()):,}"
    assert figures["local authorities"] == str(len(set(assets["gss_code"])))
    assert figures["data checked"].endswith(register.package.descriptor["checked_on"][:4])


def test_the_figures_of_some_assets_speak_of_them_alone(register):
    some = register.assets.iloc[::7]
    values = [value for value, _ in asset_figures(some)]
    assert values == [str(len(some)), str(list(some["status"]).count("operating")), str(len(set(some["gss_code"])))]
    assert [label for _, label in asset_figures(some)] == [label for _, label in region_figures(register)][:3]
    assert [value for value, _ in asset_figures(some.iloc[:0])] == ["0", "0", "0"]
