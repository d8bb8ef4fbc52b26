"""Resolves requirements with pip's own resolver, for Pyodide instead of this Python.

python pip_resolver.py PIP_WHEEL REQUEST RESULT: both files are JSON. What is used of pip beyond its command line is
private to it, so that PIP_WHEEL is the one version that this was written for.
"""

import json
import os
import re
import sys
import tempfile

from wheels_instead import wheels_instead


def main(wheel, request_file, result_file):
    sys.path.insert(0, wheel)
    with open(request_file, encoding="utf-8") as file:
        request = json.load(file)
    seen = prepare(request["markers"])
    # whoever asked takes it away, also where this is killed
    directory = tempfile.mkdtemp(dir=os.path.dirname(result_file))
    report = os.path.join(directory, "report.json")
    status, log = run_pip(arguments(request, directory, report), directory)
    if status == 0:
        with open(report, encoding="utf-8") as file:
            result = {"packages": [package(item) for item in json.load(file)["install"]]}
    else:
        unreachable = [line for line in log.splitlines() if re.search(r"connection (?:broken|error)|Could not fetch URL", line)]
        result = {"log": complaint(log), "missing": missing(log, seen), "unreachable": unreachable}
    with open(result_file, "w", encoding="utf-8") as file:
        json.dump(result, file)


def prepare(markers):
    """pip evaluates markers for the Python it runs in, and tells nobody which files it passed over.

    Returns, for each package that is looked up, the names of its files, and whether each can be used."""
    from pip._internal.index import package_finder
    from pip._vendor.packaging import markers as pip_markers

    pip_markers.default_environment = lambda: dict(markers)
    seen = {}
    evaluate = package_finder.LinkEvaluator.evaluate_link

    def evaluate_link(self, link):
        result = evaluate(self, link)
        usable = result[0] is package_finder.LinkType.candidate
        seen.setdefault(self._canonical_name, {})[link.filename] = usable
        return result

    package_finder.LinkEvaluator.evaluate_link = evaluate_link
    return seen


def arguments(request, directory, report):
    constraints = os.path.join(directory, "constraints.txt")
    with open(constraints, "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in request["constraints"])
    given = ["install", "--dry-run", "--ignore-installed", "--no-user", "--target", os.path.join(directory, "target")]
    given += ["--report", report, "--only-binary=:all:", "--no-input", "--progress-bar=off", "--no-color"]
    given += ["--disable-pip-version-check", "--retries=2", "--platform", request["platform"]]
    given += ["--python-version", request["python"], "--implementation", "cp"]
    for abi in ("cp314", "abi3", "none"):
        given += ["--abi", abi]
    for option, value in request["options"]:
        given += [option] if value is None else [option, value]
    return [*given, "-c", constraints, *request["requirements"]]


def run_pip(given, directory):
    """pip's exit status and what it said; it writes where file descriptors lead, from threads too."""
    from pip._internal.cli.main import main as pip_main

    log = os.path.join(directory, "log.txt")
    saved = os.dup(1), os.dup(2)
    with open(log, "wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        try:
            status = pip_main(given)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            for descriptor, number in zip(saved, (1, 2)):
                os.dup2(descriptor, number)
                os.close(descriptor)
    with open(log, encoding="utf-8", errors="replace") as file:
        return status, file.read()


def complaint(log):
    """What pip says is wrong, without what it did before and its advice."""
    lines = log.splitlines()
    start = next((i for i, line in enumerate(lines) if line.startswith("ERROR:")), 0)
    text = "\n".join(line for line in lines[start:] if line.strip() and not line.startswith(("INFO:", "WARNING:")))
    return re.split(r"\n(?:To fix this|Additionally, some packages|ERROR: ResolutionImpossible)", text)[0]


def package(item):
    info, metadata = item["download_info"], item["metadata"]
    hashes = info.get("archive_info", {}).get("hashes", {})
    found = {"name": metadata["name"], "version": metadata["version"], "url": info["url"]}
    return {**found, "sha256": hashes.get("sha256"), "requiresPython": metadata.get("requires_python")}


def missing(log, seen):
    """The packages that pip found nothing for, and what there is instead."""
    from pip._vendor.packaging import requirements, specifiers, utils, version

    # asked for: pip stops at the first; needed by others: pip tries all of those others, and calls it a conflict
    asked = re.findall(r"satisfies the requirement (.+?)(?: \(from .*)? \(from versions:", log)
    wanted = asked + [text.replace(" and ", ",") for text in re.findall(r"^ *\S+ \S+ depends on (.+)$", log, re.MULTILINE)]
    found = {}
    for text in wanted:
        try:
            requirement = requirements.Requirement(text)
        except requirements.InvalidRequirement:
            continue
        name = utils.canonicalize_name(requirement.name)
        files = seen.get(name, {})
        # in a conflict, what has wheels is not what is missing
        if name in found or (text not in asked and any(files.values())):
            continue
        found[name] = wheels_instead((specifiers, utils, version), name, str(requirement.specifier), files)
    return list(found.values())


main(*sys.argv[1:])
