"""Resolves requirements with micropip, inside Pyodide. Uses the parts of micropip that install nothing, which are private
to it, so that it runs with the one version that it was written for."""

import json

from micropip import package_index
from micropip._compat import compatibility_layer
from micropip._vendored.packaging.src.packaging import specifiers, utils, version
from micropip._vendored.packaging.src.packaging.markers import default_environment
from micropip.transaction import Transaction

from wheels_instead import wheels_instead

files = {}
problems = {}
conflicts = []
parse = package_index.ProjectInfo._parse_pep691_response


def parse_and_keep(response, index_base_url):
    """micropip drops the names of files that do not fit."""
    files[utils.canonicalize_name(response["name"])] = [file["filename"] for file in response["files"]]
    return parse(response, index_base_url)


package_index.ProjectInfo._parse_pep691_response = staticmethod(parse_and_keep)


class Layer(compatibility_layer):
    """micropip takes a server that cannot be reached for one that does not know the package."""

    @staticmethod
    async def fetch_string_and_headers(url, kwargs):
        try:
            return await compatibility_layer.fetch_string_and_headers(url, kwargs)
        except Exception as error:
            if getattr(error, "status", None) != 404:
                problems[url] = f"{url}: {error}"
            raise


class Resolution(Transaction):
    """micropip does not go back on a choice, and takes a package that needs another one for one that has no wheel."""

    def check_version_satisfied(self, req, **options):
        try:
            return super().check_version_satisfied(req, **options)
        except ValueError:
            chosen = self.locked.get(req.name)
            conflicts.append(f"{req} is needed, but {req.name} {chosen.version if chosen else ''} was chosen already")
            raise


async def resolve(request_text):
    request = json.loads(request_text)
    transaction = Resolution(
        _compat_layer=Layer,
        ctx=default_environment(),
        ctx_extras=[],
        keep_going=True,
        deps=True,
        pre=request["pre"],
        fetch_kwargs={},
        index_urls=request["indexUrls"] or package_index.DEFAULT_INDEX_URLS,
        constraints=request["constraints"],
    )
    try:
        await transaction.gather_requirements(request["requirements"])
    except (OSError, TypeError, ValueError) as error:
        log = str(error).partition(". One common reason")[0]
        return json.dumps({"log": log, "missing": [], "unreachable": list(problems.values())})
    if conflicts:
        return json.dumps({"log": "\n".join(conflicts), "missing": [], "unreachable": []})
    if transaction.failed:
        missing = [instead(requirement) for requirement in transaction.failed]
        return json.dumps({"log": "", "missing": missing, "unreachable": list(problems.values())})
    packages = [package(wheel) for wheel in transaction.wheels]
    return json.dumps({"packages": packages, "pyodide": [each.name for each in transaction.pyodide_packages]})


def instead(requirement):
    name = utils.canonicalize_name(requirement.name)
    return wheels_instead((specifiers, utils, version), name, str(requirement.specifier), files.get(name, ()))


def package(wheel):
    prefix = "Requires-Python:"
    requires = [line[len(prefix) :].strip() for line in wheel._metadata.metadata if line.startswith(prefix)]
    found = {"name": wheel.name, "version": str(wheel.version), "url": wheel.url, "sha256": wheel.sha256}
    return {**found, "requiresPython": requires[0] if requires else None}
