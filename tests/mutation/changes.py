"""Each guard wrong in one place: which places there are, and what may be wrong with each of them.

A change that any test notices that notices another one is left out: `a or b` for `a and b`, where `a` alone is tried;
a comparison turned, where it is a whole condition, and both answers to it are tried.
"""

import ast
import copy
from collections.abc import Iterator
from typing import Any

TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
JOINED: dict[type[ast.operator], ast.operator] = {
    ast.BitAnd: ast.BitOr(),
    ast.BitOr: ast.BitAnd(),
    ast.Add: ast.Sub(),
    ast.Sub: ast.Add(),
}
SWAPPED = {"all": "any", "any": "all", "filter": "exclude", "exclude": "filter"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def mutants(source: str) -> Iterator[tuple[str, int, str, ast.Module]]:
    """(name of the function, line, what was changed, the whole tree with it)."""
    tree = ast.parse(source)
    for name, function in functions(tree):
        yes_or_no = ast.unparse(function.returns or function.args).startswith(("bool", "TypeGuard"))
        parents = {child: node for node in ast.walk(function) for child in ast.iter_child_nodes(node)}
        for place in [node for child in function.body for node in walk(child)]:
            for wrong in changes(place, parents[place], yes_or_no=yes_or_no):
                said = f"{shown(place)} -> {shown(wrong)}"
                changed = copy.deepcopy(tree, {id(place): wrong})
                yield name, getattr(place, "lineno", 0), said, ast.fix_missing_locations(changed)


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """All that is run: what a variable is said to be is for the types alone."""
    yield node
    for name, value in ast.iter_fields(node):
        if name != "annotation":
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from walk(child)


def functions(tree: ast.AST, within: str = "") -> Iterator[tuple[str, Function]]:
    """Those that a module or a class has; what is nested in one is changed with it."""
    for node in getattr(tree, "body", []):
        if isinstance(node, ast.ClassDef):
            yield from functions(node, f"{within}{node.name}.")
        elif isinstance(node, Function):
            yield f"{within}{node.name}", node


def announced(source: str, call: str) -> ast.Module:
    """The module, in which each function first calls `call` with its own name."""
    tree = ast.parse(source)
    for name, function in functions(tree):
        said = ast.Expr(ast.Call(ast.Name(call, ast.Load()), [ast.Constant(name)], []))
        function.body.insert(0, said)
    return ast.fix_missing_locations(tree)


def changes(node: ast.AST, parent: ast.AST, *, yes_or_no: bool) -> Iterator[ast.AST]:
    """The same piece of the tree, wrong in one way each."""
    if isinstance(node, ast.Compare):
        if len(node.ops) > 1 or not is_condition(parent):
            for number, operator in enumerate(node.ops):
                wrong = copy.deepcopy(node)
                wrong.ops[number] = TURNED[type(operator)]()
                yield wrong
    elif isinstance(node, ast.BoolOp):
        for left in without_one(node.values):
            yield left[0] if len(left) == 1 else ast.BoolOp(node.op, left)
    elif isinstance(node, ast.BinOp) and type(node.op) in JOINED:
        yield ast.BinOp(copy.deepcopy(node.left), JOINED[type(node.op)], copy.deepcopy(node.right))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        if not is_condition(parent):
            yield copy.deepcopy(node.operand)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield ast.Constant(node.value + 1)
    elif isinstance(node, ast.Return) and node.value and not isinstance(node.value, ast.Constant):
        for value in answers(node.value) if yes_or_no else (None,):
            yield ast.Return(ast.Constant(value))
    elif isinstance(node, ast.If | ast.IfExp):
        for value in answers(node.test):
            answered = copy.deepcopy(node)
            answered.test = ast.Constant(value)
            yield answered
    elif isinstance(node, ast.comprehension):
        for left in without_one(node.ifs):
            yield ast.comprehension(copy.deepcopy(node.target), copy.deepcopy(node.iter), left, node.is_async)
    elif isinstance(node, ast.Raise) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        alone = isinstance(parent, ast.If) and parent.body == [
            node
        ]  # the condition is answered with no already
        if not alone and "super()" not in ast.unparse(node):  # what that closes over would be missing
            yield ast.Pass()
    elif isinstance(node, ast.Set) or (isinstance(node, ast.Tuple) and isinstance(parent, ast.Compare)):
        for left in without_one(node.elts) if len(node.elts) > 1 else ():
            yield ast.Set(left) if isinstance(node, ast.Set) else ast.Tuple(left, ast.Load())
    elif isinstance(node, ast.Call):
        yield from called_otherwise(node)


def is_condition(parent: ast.AST) -> bool:
    return isinstance(parent, ast.If | ast.IfExp | ast.BoolOp | ast.Return)


def answers(node: ast.expr) -> tuple[bool, ...]:
    """Of a condition of several parts, the one that leaving out a part does not imply."""
    if isinstance(node, ast.BoolOp):
        return (isinstance(node.op, ast.Or),)
    return (True, False)


def called_otherwise(node: ast.Call) -> Iterator[ast.Call]:
    """What a query asks for, one condition less; and the opposite of what is asked."""
    asked = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if asked not in SWAPPED:
        return
    wrong = copy.deepcopy(node)
    if isinstance(wrong.func, ast.Attribute):
        wrong.func.attr = SWAPPED[asked]
    elif isinstance(wrong.func, ast.Name):
        wrong.func.id = SWAPPED[asked]
    if not node.keywords:
        yield wrong
    for left in without_one(node.keywords):
        yield ast.Call(copy.deepcopy(node.func), copy.deepcopy(node.args), left)


def without_one(several: list[Any]) -> Iterator[list[Any]]:
    for number in range(len(several)):
        yield [copy.deepcopy(one) for at, one in enumerate(several) if at != number]


def shown(node: ast.AST) -> str:
    said = f"if {ast.unparse(node.test)}" if isinstance(node, ast.If) else ast.unparse(node)
    return " ".join(said.split())
