"""The modules that rules can import: there are no files to import others from."""

import importlib
import sys

__all__ = ["import_all"]

_MODULES = """
__future__ _strptime abc argparse array ast base64 binascii bisect builtins calendar cmath codecs codeop
collections.abc colorsys configparser contextlib contextvars copy copyreg csv dataclasses datetime decimal difflib dis
email.message email.parser email.policy enum errno fnmatch fractions functools gc graphlib gzip hashlib heapq hmac
html.entities html.parser http importlib.metadata importlib.resources importlib.util inspect io ipaddress itertools
json keyword linecache locale logging marshal math numbers opcode operator os os.path pathlib pickle pickletools
platform plistlib pprint queue quopri random re reprlib sched secrets shlex stat statistics string string.templatelib
stringprep struct symtable sys tarfile textwrap threading time timeit token tokenize tomllib traceback types typing
unicodedata unittest unittest.mock urllib.parse uuid warnings weakref xml.dom.minidom xml.etree.ElementTree
xml.sax.handler xml.sax.saxutils zipfile zlib zoneinfo
""".split()

# Their twins in Python ask the module `time`, which can be told not to.
_IN_PYTHON = ["_datetime", "_zoneinfo"]

_ENCODINGS = """
ascii cp1252 cp437 idna iso8859_1 iso8859_15 latin_1 punycode utf_16 utf_16_be utf_16_le utf_32 utf_32_be utf_32_le
utf_7 utf_8 utf_8_sig
""".split()


def import_all() -> None:
    """To be called while there are files."""
    for module in _IN_PYTHON:
        sys.modules[module] = None
    for module in _MODULES:
        importlib.import_module(module)
    for encoding in _ENCODINGS:
        importlib.import_module(f"encodings.{encoding}")
        "".encode(encoding)  # encodings are looked up by name, once
    for module in _IN_PYTHON:
        del sys.modules[module]
