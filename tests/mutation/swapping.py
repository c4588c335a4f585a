"""The code of a function, exchanged in memory where everybody has imported it already; no file is touched."""

import ast
from types import CodeType, FunctionType, ModuleType
from typing import Any


def swap(module: ModuleType, name: str, tree: ast.Module) -> bool:
    """False for what cannot be reached so."""
    function = _function(module, name)
    code = compile(tree, module.__file__ or "", "exec")
    for part in name.split("."):
        code = next(one for one in code.co_consts if isinstance(one, CodeType) and one.co_name == part)
    if function is None or code.co_freevars != function.__code__.co_freevars:
        return False
    function.__code__ = code
    return True


def _function(module: ModuleType, name: str) -> FunctionType | None:
    """Behind properties, class methods, caches and decorators that say what they wrap."""
    found: Any = module
    for part in name.split("."):
        found = found.__dict__.get(part)
    found = getattr(found, "fget", None) or getattr(found, "func", None) or found
    found = getattr(found, "__func__", found)
    while hasattr(found, "__wrapped__"):
        found = found.__wrapped__
    return found if isinstance(found, FunctionType) else None
