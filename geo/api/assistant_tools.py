"""What an assistant can ask of the register: each answer with its sources and the link to the view that shows the same.

Nothing is answered that a reader cannot see on that view. Filters are taken by code or by name; what names nothing is refused
in words, with what is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from geo import vocabulary
from geo.addresses import page_url
from geo.analysis import nearby
from geo.analysis.area_profile import profile_of
from geo.analysis.area_report import area_sentences, sources_line
from geo.analysis.area_search import Lookups, area_asked, load_lookups
from geo.analysis.claims import VERDICTS, Claim, count_claim, load_claims
from geo.analysis.clusters import cluster_profile
from geo.errors import FilterError
from geo.gazetteer.locate import Gazetteer, load_gazetteer, locate
from geo.register.assets import Register, load_register
from geo.register.credits import full_credits
from geo.register.datapackage import DataPackage
from geo.select.filter_names import filters_named
from geo.select.filter_words import filter_words, label_words
from geo.select.filters import FacetIndex, Filters, index_facets
from geo.vocabulary import HIDDEN_STATUS

FEW, MOST = 10, 50
Chosen = Mapping[str, Iterable[str]]
Said = dict[str, Any]


@dataclass(frozen=True, eq=False)
class AssistantTools:
    """The register and all it is described by; `root` is the app's address with its last slash, "" where links stay relative to it."""

    register: Register
    index: FacetIndex
    lookups: Lookups
    gazetteer: Gazetteer
    claims: tuple[Claim, ...]
    root: str = ""

    def search_assets(self, text: str = "", *, chosen: Chosen, limit: int = FEW) -> Said:
        """The assets that answer a text and filters, the best match first."""
        filters = self._filters(text, chosen)
        found = self.register.assets.iloc[self.index.places(filters)]
        return {
            "assets_found": len(found),
            "filters": filter_words(self.register, filters) or "none",
            "search_read_as": self.index.text.reading(filters.q).sentences(),
            "assets": [self._brief(row) for row in found.iloc[: _few(limit)].to_dict("records")],
            "view": self._link("", **filters.to_query()),
            **self._about(),
        }

    def read_asset(self, asset: str) -> Said:
        """All that is known of one asset, found by its id or its name, with the evidence for it and for its place.

        Raises FilterError, naming what was found, where the text does not name one.
        """
        row = self.register.asset(self._asset_id(asset)).to_dict()
        return self._brief(row) | {
            "other_names": list(row["aliases"]),
            "organisations": [
                {"id": one, "name": self.register.organisations.names[one], "role": role}
                for one, role in self.register.organisations.by_asset.get(row["id"], ())
            ],
            "technologies": list(row["technologies"]),
            "clusters": [self.register.clusters["name"].get(cluster, cluster) for cluster in row["clusters"]],
            "address": row["address"],
            "postcode": row["postcode"],
            "latitude": row["lat"],
            "longitude": row["lon"],
            "pin_stands_for": vocabulary.PRECISION_WORDS.get(row["position_precision"], row["position_precision"]),
            "pin_from": row["position_source"],
            "website": row["website"],
            "successor": row["successor"],
            "notes": row["notes"],
            "confidence_means": vocabulary.CONFIDENCE_WORDS[row["confidence"]],
            "evidence": [
                {
                    "for": what,
                    "title": row[f"{part}_title"],
                    "url": row[f"{part}_url"],
                    "publisher": row[f"{part}_publisher"],
                    "says": row[f"{part}_evidence"],
                    "date": row[f"{part}_date"],
                }
                for part, what in (("source", "what it is and how it stands"), ("location", "where it is"))
                if row[f"{part}_title"]
            ],
            "checked_on": row["checked_on"],
            **self._about(),
        }

    def profile_area(self, area: str) -> Said:
        """What an area has and how it compares, in sentences, with its figures and their sources.

        `area` is a local authority by name or GSS code, a county, a town or postcode in one, "WMCA" or the region.

        Raises NotFoundError or PostcodeError for what is not known.
        """
        found = area_asked(area, self.register, self.lookups)
        profile = profile_of(found, self._open(), register=self.register, figures=self.lookups.figures)
        figures = profile.figures.reset_index(drop=True)[["label", "value", "unit", "year", "source_title", "source_url", "note"]]
        one = {"authority": list(found.codes)} if len(found.codes) == 1 else {"area": found.id}
        return {
            "area": found.name,
            "summary": area_sentences(profile, self.register),
            "assets_by_type": dict(zip(profile.layers["label"], profile.layers["assets"].astype(int).tolist(), strict=True)),
            "figures": [row for row in figures.to_dict("records") if not pd.isna(row["value"])],
            "counted": "Closed assets are left out; planned ones count.",
            "sources": sources_line(profile, self.register),
            "view": self._link("places", **one),
            **self._about(),
        }

    def profile_cluster(self, cluster: str) -> Said:
        """What a Plan for Growth cluster is, where it concentrates, who anchors it. Raises FilterError for one that is not known."""
        (identity,) = self._filters("", {"cluster": [cluster]}).cluster
        profile, row = cluster_profile(identity, self._open(), register=self.register), self.register.clusters.loc[identity]
        shares = profile.authority_shares.reset_index()
        return {
            "cluster": row["name"],
            "definition": row["definition"],
            "headline_figures": row["headline_figures"],
            "assets": len(profile.assets),
            "by_authority": _records(shares, MOST),
            "anchors": _records(profile.anchors.reset_index(), FEW),
            "technologies": _records(profile.technologies.reset_index(), FEW),
            "mind": "Fewer than five assets: shares say little." if profile.small else "",
            "source": {"title": row["source_title"], "url": row["source_url"]},
            "view": self._link("clusters", cluster=identity),
            **self._about(),
        }

    def find_near(self, place: str, *, radius_km: float = nearby.RADIUS_KM, text: str = "", chosen: Chosen, limit: int = FEW) -> Said:
        """The assets within a straight-line distance of a place, nearest first, and the nearest of each type.

        Raises what `locate` raises for a place that is not found, FilterError for filters that name nothing.
        """
        filters, spot = self._filters(text, chosen), locate(place, gazetteer=self.gazetteer, register=self.register, index=self.index)
        radius = nearby.read_radius_km(str(radius_km))
        assets = self.register.assets[self.index.mask(filters)]
        found = nearby.answer(nearby.Question("point", spot=spot, radius_km=radius), assets, register=self.register)
        query = filters.to_query() | {"near": spot.text, "radius_km": f"{radius:g}"}
        return {
            "place": spot.label,
            "place_note": spot.note,
            "radius_km": radius,
            "distances": "Straight lines, in kilometres.",
            "filters": filter_words(self.register, filters) or "none",
            "assets_found": len(found.found),
            "assets": [self._brief(row) | {"distance_km": round(row["distance_m"] / 1000, 2)} for row in found.found.iloc[: _few(limit)].to_dict("records")],
            "view": self._link("nearby", **query),
            **self._about(),
        }

    def list_claims(self, verdict: str = "") -> Said:
        """What the region says of itself, what the evidence says, and what this map counts.

        Raises FilterError for a verdict that is none.
        """
        if verdict and verdict not in VERDICTS:
            raise FilterError(f"There is no verdict {verdict[:40]!r}.", mend=f"There are: {', '.join(VERDICTS)}.")
        return {
            "verdicts": VERDICTS,
            "claims": [self._claim(claim) for claim in self.claims if not verdict or claim.verdict == verdict],
            "view": self._link("claims"),
            **self._about(),
        }

    # ---- parts ----

    def _filters(self, text: str, chosen: Chosen) -> Filters:
        return filters_named(chosen, text, register=self.register, index=self.index)

    def _open(self) -> gpd.GeoDataFrame:
        return self.register.assets[(self.register.assets["status"] != HIDDEN_STATUS).to_numpy()]

    def _asset_id(self, text: str) -> str:
        if text in self.register.by_id:
            return text
        ranked, names = self.index.text.ranked(text), self.register.assets["name"]
        exact = [place for place in ranked if names.iloc[place].casefold() == text.casefold().strip()]
        found = exact or list(ranked)
        if not text.strip() or len(found) != 1:
            first = "; ".join(f"{names.iloc[place]} ({self.register.assets['id'].iloc[place]})" for place in found[:FEW]) if text.strip() else "nothing"
            raise FilterError(f"{text[:60]!r} names {len(found) if text.strip() else 0} assets: {first or 'none'}.", mend="Give the id of one.")
        return str(self.register.assets["id"].iloc[found[0]])

    def _brief(self, row: Mapping[str, Any]) -> Said:
        words = label_words(self.register)
        return {
            "id": row["id"],
            "name": row["name"],
            "type": self.register.layer_names["name"].get(row["layer"], row["layer"]),
            "kind": words["kind"].get(row["kind"], row["kind"]),
            "place": row["place"],
            "authority": row["authority"],
            "status": vocabulary.standing_words(row["status"], row["status_date"]),
            "opened": row["opened"],
            "run_by": row["operator"],
            "summary": row["summary"],
            "confidence": row["confidence"],
            "source": {"title": row["source_title"], "url": row["source_url"], "date": row["source_date"], "who_says_so": row["source_publisher"]},
            "view": self._link("asset", asset=row["id"]),
        }

    def _claim(self, claim: Claim) -> Said:
        counts = [
            {"counting": count.label, "note": count.note, "assets": count.assets, "view": self._link("", **count.filters.to_query())}
            for count in count_claim(claim, self.index)
            if count.assets is not None
        ]
        return {
            "id": claim.id,
            "headline": claim.headline,
            "who": claim.who,
            "when": claim.when,
            "verdict": claim.verdict,
            "finding": claim.finding,
            "caution": claim.caution,
            "claimed_at": claim.claim_url,
            "primary_source": {"title": claim.primary_source_title, "url": claim.primary_source_url, "date": claim.primary_source_date},
            "further_sources": [{"title": one.title, "url": one.url, "date": one.date, "says": one.says} for one in claim.sources],
            "counted_here": counts,
            "checked_on": claim.checked_on,
        }

    def _link(self, page: str, /, **query: Any) -> str:
        return self.root + page_url(page, **query)

    def _about(self) -> Said:
        package = self.register.package
        return {
            "data": {
                "title": package.descriptor["title"],
                "version": package.version,
                "checked_on": package.descriptor["checked_on"],
                "licence": package.descriptor["licenses"][0]["title"],
                "credits": list(full_credits(package)),
            }
        }


def load_tools(package: DataPackage, *, root: str = "") -> AssistantTools:
    """Load all that the tools answer from. Raises DataError where nothing could be shown."""
    register = load_register(package)
    return AssistantTools(register, index_facets(register), load_lookups(package), load_gazetteer(register), load_claims(package), root)


def _few(limit: int) -> int:
    return max(1, min(limit, MOST))


def _records(table: pd.DataFrame, most: int) -> list[Said]:
    """The first rows as plain values: lists for tuples, None where nothing is known, no geometry."""
    kept = table.drop(columns=[name for name in table if name in ("geometry", "index")]).head(most)
    return [{str(name): _plain(value) for name, value in row.items()} for row in kept.to_dict("records")]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list | frozenset | set):
        return [_plain(one) for one in value]
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return None
    return value.item() if hasattr(value, "item") else value
