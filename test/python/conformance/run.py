"""Runs cases: `python run.py core actors …` with Ray, or with the library that `--library` names.

A case is a function `test_*` of a file beside this one that takes the library. One line per case tells how it went.
"""

import importlib
import os
import sys
import time
import traceback


def run(cases, ray):
    """Runs every case of a namespace. Returns the names of those that failed."""
    failed = []
    for name, case in list(cases.items()):
        if not name.startswith("test_") or not callable(case):
            continue
        began = time.monotonic()
        try:
            case(ray)
            outcome = "ok"
        except BaseException:
            traceback.print_exc()
            outcome = "FAILED"
            failed.append(name)
        print("{} {} ({:.2f} s)".format(outcome, name, time.monotonic() - began), flush=True)
    return failed


def main(args):
    library = "ray"
    if args and args[0] == "--library":
        library, args = args[1], args[2:]
    ray = importlib.import_module(library)
    ray.init(num_cpus=2)
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    failed = [name for level in args for name in run(vars(importlib.import_module(level)), ray)]
    print("failed: {}".format(", ".join(failed) or "nothing"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
