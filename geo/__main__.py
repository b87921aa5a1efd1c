"""The command line: `python -m geo validate | export | stats | release | publish | corrections | links | minutes | mcp`.

Exit status: 0 all is well, 1 the data has an error (or a link is broken), 2 what was asked cannot
be done; the message on stderr says why.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
from tqdm import tqdm

from geo.crs import WGS84
from geo.errors import DataError, FilterError, GeoError, NotFoundError
from geo.export import ExportContext, export_context, known_suffixes, write_export
from geo.package_check import issues_of_package
from geo.register import evidence_quality, releases
from geo.register.accept_correction import accept
from geo.register.assets import Register, load_register
from geo.register.corrections import OPEN, STATES, Suggestion, open_store
from geo.register.datapackage import open_package
from geo.register.link_checks import BROKEN, OUTCOMES, LinkResult, Manners, check_links, collect_links, write_report
from geo.select.filter_names import filters_named
from geo.select.filter_words import FACET_LABELS, count_words
from geo.select.filters import FACET_COLUMNS, FacetIndex, Filters, index_facets
from geo.settings import DATA_ROOT, release_database

NO_REASON = "No reason was noted."
OK, PROBLEMS, CANNOT = 0, 1, 2
METAVARS = {
    "layer": "L",
    "cluster": "C",
    "city": "NAME",
    "authority": "GSS",
    "status": "S",
    "technology": "T",
    "opened": "YEAR",
    "kind": "K",
    "confidence": "LEVEL",
    "speaks": "WHO",
    "evidence": "YEAR",
    "run_by": "ORGANISATION",
}
MEASURE_TITLES = {
    "location": "Location evidence",
    "confidence": "Confidence",
    "age": "Age of the youngest evidence",
    "precision": "Precision of the pin",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; errors of this library become one message."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except GeoError as error:
        print(f"geo: {error}", file=sys.stderr)
        return CANNOT
    except BrokenPipeError:
        # Whoever read the output (`| head`) has enough; Python must not complain again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK


# ---- commands ----


def _validate(options: argparse.Namespace) -> int:
    package = open_package(options.data)
    issues = issues_of_package(package, on=date.today())
    for issue in issues:
        print(issue)
    errors = sum(issue.severity == "error" for issue in issues)
    print(f"{_counted(errors, 'error')}, {_counted(len(issues) - errors, 'warning')} in the data package {package.root}.")
    return PROBLEMS if errors else OK


def _export(options: argparse.Namespace) -> int:
    register = load_register(open_package(options.data))
    index = index_facets(register)
    filters = _filters(options, register, index)
    context = export_context(register, filters, index=index, title=options.title, link=options.link)
    if options.tour:
        context = _tour_context(options, register, index, filters)
    for path in write_export(context, options.out):
        print(f"Wrote {path} ({path.stat().st_size / 1000:,.0f} kB).")
    print(f"{count_words(len(context.assets))}.")
    _warn_of_left_out(register)
    return OK


def _tour_context(options: argparse.Namespace, register: Register, index: FacetIndex, filters: Filters) -> ExportContext:
    # Imported here: tours bring the map library with them, for which a CSV should not wait.
    from geo.export.tour_document import tour_context
    from geo.tours.tour import find_tour, load_tours

    tour = find_tour(load_tours(register)[0], options.tour)
    told = tour_context(register, index, tour, authority=next(iter(filters.authority), ""))
    return replace(told, title=options.title or told.title, link=options.link)


def _stats(options: argparse.Namespace) -> int:
    register = load_register(open_package(options.data))
    print(f"{register.package.descriptor['title']}, version {register.package.version}: {count_words(len(register.assets))}.")
    for by in evidence_quality.GROUPS:
        _section(f"By {by}", evidence_quality.status_counts(register, by=by))
    print("\nAn asset in two clusters counts in both.")
    if options.quality:
        _print_quality(register, on=date.today())
    _warn_of_left_out(register)
    return OK


def _release(options: argparse.Namespace) -> int:
    """Say what the next release would record; with a number, cut it."""
    package = open_package(options.data)
    if not options.number:
        changes, notes = releases.draft_release(package, otherwise=NO_REASON)
        for change in changes:
            print(releases.change_text(change))
        print(f"{_counted(len(changes), 'change')}; {_counted(len(notes), 'note')} without one. Nothing was written.")
        return OK
    errors = [issue for issue in issues_of_package(package, on=date.today()) if issue.severity == "error"]
    if errors:
        raise DataError(f"The data has {_counted(len(errors), 'error')}.", mend="`python -m geo validate` names them; mend them first.")
    changes = releases.cut_release(package, options.number, words=options.words, on=options.on or date.today())
    for kind, number in Counter(change.what for change in changes).items():
        print(f"{number:>5}  {kind}")
    print(f"Release {options.number} is recorded in {package.path('changes')}; describe it in CHANGELOG.md.")
    return OK


def _publish(options: argparse.Namespace) -> int:
    # Imported here: the database's tables bring libraries with them for which no other command should wait.
    from geo.store.publish import publish

    if not (url := release_database()):
        raise DataError("No PostgreSQL database is named.", mend="Set INNOVATION_MAP_DATABASE, like postgresql://user@host/name.")
    made = publish(options.data, url=url)
    told = f"Published as number {made.id}" if made.is_new else f"Nothing changed: number {made.id} is in force"
    print(f"{told}: version {made.version}, {count_words(made.assets)}.")
    return OK


def _corrections_list(options: argparse.Namespace) -> int:
    states = tuple(STATES) if options.all else OPEN
    found = open_store().list(states=states)
    for made in found:
        print(f"{made.reference}  {made.made_at[:10]}  {made.state:<9} {made.asset or 'a new asset'}: {_changed(made)}")
    print(f"{_counted(len(found), 'suggestion')}.")
    return OK


def _corrections_show(options: argparse.Namespace) -> int:
    _print_suggestion(open_store().get(options.reference))
    return OK


def _corrections_accept(options: argparse.Namespace) -> int:
    package, store = open_package(options.data), open_store()
    made = store.get(options.reference)
    if not made.is_open:
        raise FilterError(f"{made.reference} is decided already: {made.state}.")
    also = dict(pair.split("=", 1) for pair in options.set if "=" in pair)
    written = accept(package, made, reason=options.reason, also=also, on=date.today(), layer=options.layer)
    _decided(store.decide(made.reference, accepted=True, reason=options.reason), made)
    print(f"Written: {', '.join(written) or 'nothing that was not there'}. The next release carries it.")
    return OK


def _corrections_reject(options: argparse.Namespace) -> int:
    store = open_store()
    made = store.get(options.reference)
    _decided(store.decide(made.reference, accepted=False, reason=options.reason), made)
    return OK


def _corrections_ask(options: argparse.Namespace) -> int:
    made = open_store().ask(options.reference, options.question)
    print(f"{made.reference} shows the question." + (f" Tell {made.email}." if made.email else ""))
    return OK


def _decided(now: Suggestion, before: Suggestion) -> None:
    told = f" Tell {before.email}, whose address is deleted now." if before.email else ""
    print(f"{now.reference} is {STATES[now.state]}.{told}")


def _changed(made: Suggestion) -> str:
    return ", ".join(fact.field for fact in made.facts) or made.words[:60]


def _print_suggestion(made: Suggestion) -> None:
    print(f"{made.reference}, {made.kind}, {STATES[made.state]}, made {made.made_at} on release {made.release or 'none'}")
    print(f"Asset:  {made.asset or '(a new one)'}")
    for fact in made.facts:
        print(f"  {fact.field}: {fact.before!r} -> {fact.after!r}")
    told = {"Page": made.page, "Words": made.words, "E-mail": made.email, "Asked": made.question, "Answer": made.reply, "Reason": made.reason}
    for what, text in told.items():
        if text:
            print(f"{what + ':':<8}{text}")


def _minutes(options: argparse.Namespace) -> int:
    # Imported here: the road graph brings scipy with it, for which a CSV should not wait.
    from geo.analysis.drive_time import drive_from, drives_to, method_words, road_graph
    from geo.gazetteer.locate import load_gazetteer, locate

    register = load_register(open_package(options.data))
    index, gazetteer = index_facets(register), load_gazetteer(register)
    start, stop = (locate(text, gazetteer=gazetteer, register=register, index=index) for text in (options.start, options.stop))
    drive = drive_from(road_graph(register), start.point)
    to_stop = drives_to(drive, gpd.GeoSeries([stop.point], crs=WGS84)).iloc[0]
    if pd.isna(to_stop["minutes"]):
        raise NotFoundError(f"No drive to {stop.label} is known.", mend="It is further than 1 km from a road of this map.")
    print(f"{start.label} to {stop.label}: {to_stop['minutes']:.0f} minutes, {to_stop['km']:.1f} km.")
    print(f"Method: {method_words(register.package)}; speeds fitted to published drive times (data/roads).")
    if drive.near_edge or to_stop["near_edge"]:
        print("One end lies near the edge of the road map: a quicker way outside it would not be known.")
    return OK


def _links(options: argparse.Namespace) -> int:
    register = load_register(open_package(options.data))
    links = collect_links(register.assets)
    manners = Manners(delay_seconds=options.delay, timeout_seconds=options.timeout, retries=options.retries)
    checked = tqdm(check_links(links, manners=manners), total=len(links), unit="link", file=sys.stderr)
    results = _collected(checked)
    if options.out:
        write_report(results, options.out)
        print(f"Wrote {options.out}.")
    return _print_links(results)


# ---- validate ----


def _warn_of_left_out(register: Register) -> None:
    rows = {(issue.file, issue.row) for issue in register.issues if issue.severity == "error"}
    if rows:
        print(f"geo: {_counted(len(rows), 'row')} of the data broke a rule and may be left out; `python -m geo validate` names them.", file=sys.stderr)


# ---- filters ----


def _filters(options: argparse.Namespace, register: Register, index: FacetIndex) -> Filters:
    """The filters asked for, by code or by name."""
    chosen = {facet: getattr(options, facet) for facet in FACET_COLUMNS}
    return filters_named(chosen, options.q, since=options.since, register=register, index=index, mark="--")


# ---- mcp ----


def _mcp(options: argparse.Namespace) -> int:
    # Imported here: the protocol brings libraries with it for which no other command should wait.
    from geo.api.assistant_server import assistant_server
    from geo.api.assistant_tools import load_tools

    tools = load_tools(open_package(options.data), root=options.address)
    assistant_server(lambda request: tools).run()
    return OK


# ---- stats ----


def _print_quality(register: Register, *, on: date) -> None:
    facts = evidence_quality.headline(register)
    print(f"\nQuality on {on.isoformat()}; the data was checked on {facts.checked_on}.")
    print(
        f"{facts.operating_with_location} of {facts.operating} assets known to operate "
        f"({facts.location_share:.0%}) have location evidence; {facts.last_confirmed} operated when last confirmed; {facts.unverified} of all "
        f"{facts.assets} are unverified."
    )
    for measure in evidence_quality.MEASURES:
        for by in ("layer", "authority"):
            table = evidence_quality.quality_counts(register, by=by, measure=measure, on=on)
            _section(f"{MEASURE_TITLES[measure]} by {by}", table)
    _section("The oldest evidence (closed assets left out)", evidence_quality.oldest(register, on=on).set_index("id"))
    _print_searched(evidence_quality.searched(register))


def _print_searched(table: pd.DataFrame | None) -> None:
    if table is None or table.empty:
        print("\nSearched, nothing found: none is recorded.")
    else:
        _section("Searched, nothing found", table.set_index(table.columns[0]))


def _section(title: str, table: pd.DataFrame) -> None:
    print(f"\n{title}\n{'-' * len(title)}\n{_aligned(table)}")


def _aligned(table: pd.DataFrame) -> str:
    """A frame as text: its index and texts to the left, numbers to the right."""
    table = table.reset_index()
    columns = []
    for name in table.columns:
        cells = [str(name).replace("_", " "), *map(str, table[name])]
        width = max(map(len, cells))
        right = pd.api.types.is_numeric_dtype(table[name])
        columns.append([cell.rjust(width) if right else cell.ljust(width) for cell in cells])
    return "\n".join("  ".join(cells).rstrip() for cells in zip(*columns, strict=True))


# ---- links ----


def _collected(results: Iterable[LinkResult]) -> list[LinkResult]:
    """All results; those so far if somebody stops it, so that an hour's work is not lost."""
    done: list[LinkResult] = []
    try:
        for result in results:
            done.append(result)  # noqa: PERF402 - what came before an interrupt is kept
    except KeyboardInterrupt:
        print("Stopped; the report holds what was checked so far.", file=sys.stderr)
    return done


def _print_links(results: list[LinkResult]) -> int:
    for outcome, words in OUTCOMES.items():
        found = [result for result in results if result.outcome == outcome]
        if found:
            print(f"{outcome}: {len(found)} ({words})")
        if outcome != "ok":
            for result in found:
                print(f"  {result.status or '-'} {result.url} [{', '.join(result.used_by)}]")
    return PROBLEMS if any(result.outcome in BROKEN for result in results) else OK


# ---- options ----


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m geo", description="A register of a region's innovation assets: checks, counts, files.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _command(commands, "validate", _validate, "check the whole data package and print every problem")
    export = _command(commands, "export", _export, "write the assets as a file, its format told by the suffix")
    export.add_argument("out", type=Path, metavar="OUT", help=f"the file to write; its name ends in one of {', '.join(known_suffixes())}")
    for facet, metavar in METAVARS.items():
        export.add_argument(f"--{facet}", action="append", default=[], metavar=metavar, help=f"{FACET_LABELS[facet].lower()}, by code or name; may repeat")
    export.add_argument("--q", default="", metavar="TEXT", help="words to search for")
    export.add_argument("--since", default="", metavar="WHEN", help="only what is new or changed since a release (1.1) or a date (2026-05)")
    export.add_argument("--title", default="", help="title of the document")
    export.add_argument("--link", default="", metavar="URL", help="address of the same view on the web")
    export.add_argument("--tour", default="", metavar="ID", help="the scenes of a tour, a slide each (.pptx); one about an authority needs --authority")
    stats = _command(commands, "stats", _stats, "print counts by layer, cluster and authority")
    stats.add_argument("--quality", action="store_true", help="and how good the evidence is")
    release = _command(commands, "release", _release, "record what changed since the last release as the next one")
    release.add_argument("number", nargs="?", default="", metavar="NUMBER", help="number of the release (1.2.0); without it, only say what would be recorded")
    release.add_argument("--words", default=NO_REASON, metavar="TEXT", help="what the release is about; the reason of what has none of its own")
    release.add_argument("--on", type=date.fromisoformat, metavar="DAY", help="its day (today)")
    _command(commands, "publish", _publish, "check the data and publish it to the database that INNOVATION_MAP_DATABASE names, for all replicas")
    _correction_commands(commands)
    minutes = _command(commands, "minutes", _minutes, "say how long the drive is from one place to another, offline")
    minutes.add_argument("start", metavar="FROM", help="a postcode, street, landmark, town, asset or latitude, longitude")
    minutes.add_argument("stop", metavar="TO", help="the same")
    links = _command(commands, "links", _links, "ask every web address of the data whether it still answers")
    defaults = Manners()
    links.add_argument("--out", type=Path, metavar="CSV", help="write a report")
    links.add_argument("--delay", type=float, default=defaults.delay_seconds, metavar="SECONDS", help="between two requests to one host (%(default)s)")
    links.add_argument("--timeout", type=float, default=defaults.timeout_seconds, metavar="SECONDS", help="how long to wait for an answer (%(default)s)")
    links.add_argument("--retries", type=int, default=defaults.retries, help="after a failure (%(default)s)")
    mcp = _command(commands, "mcp", _mcp, "answer an assistant by the Model Context Protocol, over standard input and output")
    mcp.add_argument("--address", default="", metavar="URL", help="address of the map, with its last slash, for the links in the answers")
    return parser


def _correction_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    corrections = commands.add_parser("corrections", help="what readers suggest, and what becomes of it")
    queue = corrections.add_subparsers(required=True, metavar="COMMAND")
    listed = _command(queue, "list", _corrections_list, "list what waits for a decision, the oldest first")
    listed.add_argument("--all", action="store_true", help="and what is decided")
    shown = _command(queue, "show", _corrections_show, "print one suggestion")
    taken = _command(queue, "accept", _corrections_accept, "write a suggestion into its row, after all checks, for the next release")
    taken.add_argument("--set", action="append", default=[], metavar="COLUMN=TEXT", help="another column of the row, such as lat or source_url; may repeat")
    taken.add_argument("--layer", default="", metavar="L", help="the layer of a new asset")
    refused = _command(queue, "reject", _corrections_reject, "close a suggestion without a change")
    asked = _command(queue, "ask", _corrections_ask, "ask the reader something; the page of the reference shows it")
    for one in (shown, taken, refused, asked):
        one.add_argument("reference", metavar="REFERENCE", help="such as ABCD-2345")
    for one in (taken, refused):
        one.add_argument("--reason", required=True, metavar="TEXT", help="why, in words that anybody may read")
    asked.add_argument("question", metavar="QUESTION")


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: Callable[[argparse.Namespace], int], help_text: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=help_text, description=f"{help_text.capitalize()}.")
    parser.add_argument("--data", type=Path, default=DATA_ROOT, metavar="DIR", help="the data package's folder")
    parser.set_defaults(run=run)
    return parser


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


if __name__ == "__main__":
    sys.exit(main())
