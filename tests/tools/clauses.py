#!/usr/bin/env python3
"""Which clauses of the protocol are shown, by what, and where they live.

    clauses.py HANDRAIL [--write]

Plays every file of tests/protocol with the program HANDRAIL (`handrail rehearse`), so that only what was shown in this very run
counts; asks it for the clauses of each edition and for what carries them (`handrail edition clauses`); prints the coverage by edition,
section, service and strength, and writes docs/clauses.md. Fails when a play fails, when a clause is shown by nothing and stands in no row of
tests/protocol/waived.toml, when such a row is not needed or has no reason, and when the waived are 3 % or more."""

import collections
import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLAYS = ROOT / "tests" / "protocol"
PAGE = ROOT / "docs" / "clauses.md"
EDITIONS = ["current", "2018"]
MOST_WAIVED = 0.03

# Which service carries out what is called by such a name; what is called by none of these is carried out by transfers.
CARRIED_OUT_BY = {
    "intake": r"front door|form of consent|rule (front-door|redirection|consent-|advocacy-|family-data|share-without|anonymised|training)",
    "escalation": r"ladder|rule (ladder|immediate-needs)$",
    "notifications": r"letter |rule (letters|cover)$|.*telling of ",
}


def handrail(program, *arguments):
    """What the program answers, one JSON document a line."""
    done = subprocess.run([program, "--json", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"handrail {' '.join(arguments)} failed:\n{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def shown_by_plays(program):
    """For each edition and clause, the plays that show it and how."""
    plays = sorted(PLAYS.glob("*/*.toml"))
    shown = collections.defaultdict(lambda: collections.defaultdict(list))
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        for play, documents in zip(plays, pool.map(lambda play: handrail(program, "rehearse", str(play)), plays)):
            for document in documents:
                for one in document["shown"]:
                    how = one["how"].removeprefix(one["clause"]).strip()
                    shown[one["edition"], one["clause"]][str(play.relative_to(PLAYS))].append(how)
    return shown


def waivers():
    """The clauses that nothing shows, with the reason."""
    file = PLAYS / "waived.toml"
    rows = tomllib.loads(file.read_text())["waived"] if file.exists() else []
    return {(row["edition"], row["clause"]): row["reason"] for row in rows}


def services(carriers):
    """The services that carry a clause out, by what carries it."""
    for carrier in carriers:
        named = [service for service, names in CARRIED_OUT_BY.items() if re.match(names, carrier)]
        yield from named or ["transfers"]


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def main():
    program = sys.argv[1]
    shown, waived = shown_by_plays(program), waivers()
    wrong, summary, page = [], [], []
    total = 0
    for edition in EDITIONS:
        clauses = handrail(program, "edition", "clauses", edition)[0]
        total += len(clauses)
        counted = collections.defaultdict(lambda: [0, 0])
        by_section = collections.defaultdict(list)
        for clause in clauses:
            key = edition, clause["id"]
            is_shown = key in shown
            groups = [("edition", edition), ("section", clause["section"]), ("strength", clause["strength"])]
            groups += [("service", service) for service in sorted(set(services(clause["carried_by"])))]
            for group in groups:
                counted[group][0] += is_shown
                counted[group][1] += 1
            if not is_shown and key not in waived:
                wrong.append(f"{edition} {clause['id']} ({clause['title']}): shown by no play, and not waived")
            if is_shown and key in waived:
                wrong.append(f"{edition} {clause['id']}: waived, although a play shows it")
            plays = sorted(f"{play.split('/')[1].removesuffix('.toml')}: {', '.join(sorted(set(how)))}" for play, how in shown.get(key, {}).items())
            by_section[clause["section"]].append(
                [clause["id"], cell(clause["title"]), cell("; ".join(clause["carried_by"])), cell("; ".join(plays) or f"waived: {waived.get(key, '')}")]
            )
        for (group, name), (done, of) in counted.items():
            summary.append([edition, group, name, f"{done} of {of}"])
        page.append(f"\n## Edition {edition}\n")
        for section, rows in by_section.items():
            page += [f"\n### {section}\n", *table(["clause", "title", "carried by", "shown by"], rows)]
    known = {key for key in shown}
    for edition, clause in waived:
        if not waived[edition, clause].strip():
            wrong.append(f"{edition} {clause}: waived without a reason")
    if len(waived) >= MOST_WAIVED * total:
        wrong.append(f"{len(waived)} of {total} clauses are waived: that is 3 % or more")
    head = [
        "# Clauses",
        "",
        "Written by `make clauses`, which plays `tests/protocol` and counts what is shown in that run. Where a clause lives is what carries",
        "it in the edition's files; how it is shown is a line of the play that names it.",
        "",
        *table(["edition", "by", "", "shown"], summary),
    ]
    PAGE.write_text("\n".join(head + page) + "\n")
    print("\n".join("  ".join(row) for row in summary))
    print(f"{sum(1 for key in known)} clauses shown, {len(waived)} waived, of {total}")
    if wrong:
        sys.exit("\n".join(wrong))


main()
