"""Who must be credited for what: read from the data package, written wherever a map or file leaves.

The exact strings stand in the resources' `attribution`; nothing is credited that is not used.
"""

from __future__ import annotations

from geo.register.datapackage import DataPackage

PARTS = "; "


def full_credits(package: DataPackage) -> tuple[str, ...]:
    """Every distinct credit of the package, in the order of its resources."""
    credits: list[str] = []
    for resource in package.resources.values():
        for credit in resource.get("attribution", "").split(PARTS):
            if credit.strip() and credit.strip() not in credits:
                credits.append(credit.strip())
    return (*package.descriptor.get("credits", ()), *credits)


def short_credits(package: DataPackage) -> str:
    """One line for the corner of a map: the package's own short form."""
    return package.descriptor["credit_line"]
