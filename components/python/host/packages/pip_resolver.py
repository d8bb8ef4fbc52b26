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
    rejected = prepare(request["markers"])
    with tempfile.TemporaryDirectory() as directory:
        report = os.path.join(directory, "report.json")
        status, log = run_pip(arguments(request, directory, report), directory)
        if status == 0:
            with open(report, encoding="utf-8") as file:
                result = {"packages": [package(item) for item in json.load(file)["install"]]}
        else:
            unreachable = [line for line in log.splitlines() if re.search(r"connection (?:broken|error)|Could not fetch URL", line)]
            result = {"log": log, "missing": missing(log, rejected), "unreachable": unreachable}
    with open(result_file, "w", encoding="utf-8") as file:
        json.dump(result, file)


def prepare(markers):
    """pip evaluates markers for the Python it runs in, and tells nobody which files it passed over."""
    from pip._internal.index import package_finder
    from pip._vendor.packaging import markers as pip_markers

    pip_markers.default_environment = lambda: dict(markers)
    rejected = {}
    evaluate = package_finder.LinkEvaluator.evaluate_link

    def evaluate_link(self, link):
        result = evaluate(self, link)
        rejected.setdefault(self._canonical_name, set()).add(link.filename)
        return result

    package_finder.LinkEvaluator.evaluate_link = evaluate_link
    return rejected


def arguments(request, directory, report):
    requirements = os.path.join(directory, "requirements.txt")
    constraints = os.path.join(directory, "constraints.txt")
    for name, lines in ((requirements, request["requirements"]), (constraints, request["constraints"])):
        with open(name, "w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
    given = ["install", "--dry-run", "--ignore-installed", "--no-user", "--target", os.path.join(directory, "target")]
    given += ["--report", report, "--only-binary=:all:", "--no-input", "--progress-bar=off", "--no-color"]
    given += ["--disable-pip-version-check", "--quiet", "--retries=2", "--platform", request["platform"]]
    given += ["--python-version", request["python"], "--implementation", "cp"]
    for abi in ("cp314", "abi3", "none"):
        given += ["--abi", abi]
    for option, value in request["options"]:
        given += [option] if value is None else [option, value]
    return [*given, "-c", constraints, "-r", requirements]


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


def package(item):
    info, metadata = item["download_info"], item["metadata"]
    hashes = info.get("archive_info", {}).get("hashes", {})
    found = {"name": metadata["name"], "version": metadata["version"], "url": info["url"]}
    return {**found, "sha256": hashes.get("sha256"), "requiresPython": metadata.get("requires_python")}


def missing(log, rejected):
    """The packages that pip found nothing for, and what there is instead."""
    from pip._vendor.packaging import requirements, specifiers, utils, version

    packaging = specifiers, utils, version
    wanted = re.findall(r"satisfies the requirement (.+?) \(from versions:", log)
    found = []
    for text in dict.fromkeys(re.sub(r" \(from .*", "", each) for each in wanted):
        try:
            requirement = requirements.Requirement(text)
        except requirements.InvalidRequirement:
            continue
        name = utils.canonicalize_name(requirement.name)
        found.append(wheels_instead(packaging, name, str(requirement.specifier), rejected.get(name, ())))
    return found


main(*sys.argv[1:])
