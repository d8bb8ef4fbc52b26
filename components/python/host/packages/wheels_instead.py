"""Says which wheels a package has, where it has none for Pyodide. Runs in the system's Python and in Pyodide alike."""


def wheels_instead(packaging, name, specifier, files):
    """The newest version that `specifier` allows, or the newest of all, and its files.

    packaging: the modules `specifiers`, `utils` and `version` of the packaging library, in this order.
    """
    specifiers, utils, version = packaging
    by_version = {}
    for file in files:
        try:
            if file.endswith(".whl"):
                found, key = utils.parse_wheel_filename(file)[:2]
            elif file.endswith((".tar.gz", ".zip")):
                found, key = utils.parse_sdist_filename(file)
            else:
                continue
        except (utils.InvalidWheelFilename, utils.InvalidSdistFilename, version.InvalidVersion):
            continue
        if found == name:  # a folder of wheels has those of other packages too
            by_version.setdefault(key, []).append(file)
    allowed = list(specifiers.SpecifierSet(specifier).filter(by_version))
    chosen = max(allowed or by_version, default=None)
    return {
        "name": name,
        "specifier": specifier,
        "allowed": len(allowed) > 0,
        "version": None if chosen is None else str(chosen),
        "files": sorted(by_version.get(chosen, [])),
    }
