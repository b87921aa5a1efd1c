from geo.analysis.region_figures import region_figures


def test_the_figures_are_those_of_the_register(register):
    assets = register.assets[register.assets["status"] != "closed"]
    figures = dict((label, value) for value, label in region_figures(register))
    assert figures["innovation assets"] == f"{len(assets):,}"
    assert figures["known to operate"] == f"{int((register.assets['status'] == 'operating').sum()):,}"
    assert figures["local authorities"] == str(len(set(assets["gss_code"])))
    assert figures["data checked"].endswith(register.package.descriptor["checked_on"][:4])
