"""Structured fields (RFC 8941) as signatures need them: one reading of a text, or none."""

import pytest

from federation.structured_fields import BadField, InnerList, Token, parse_dictionary, serialize


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", {}),
        ("  \t", {}),
        ("a", {"a": (True, {})}),
        ("a;x, b;y=?0", {"a": (True, {"x": True}), "b": (True, {"y": False})}),
        ("a=1,b=-2 ,\tc=3", {"a": (1, {}), "b": (-2, {}), "c": (3, {})}),
        ("a=1.5", {"a": (1.5, {})}),
        ("a=123456789012345", {"a": (123456789012345, {})}),
        ('a="x"', {"a": ("x", {})}),
        ('a=""', {"a": ("", {})}),
        (r'a="x\"y\\z"', {"a": (r'x"y\z', {})}),
        ("a=:YWI=:", {"a": (b"ab", {})}),
        ("a=::", {"a": (b"", {})}),
        ("a=?1", {"a": (True, {})}),
        ("a=tok/en:1", {"a": (Token("tok/en:1"), {})}),
        ("*a.b-c_1=1", {"*a.b-c_1": (1, {})}),
        ('a="x"; y=1;z', {"a": ("x", {"y": 1, "z": True})}),
        ("a=()", {"a": (InnerList(()), {})}),
        ('a=( "x"  "y";req );k=1', {"a": (InnerList((("x", {}), ("y", {"req": True})), {"k": 1}), {})}),
        ("a=(1 2);k, b=2", {"a": (InnerList(((1, {}), (2, {})), {"k": True}), {}), "b": (2, {})}),
    ],
)
def test_a_dictionary_is_read(text, read):
    found = parse_dictionary(text)
    assert found == read
    assert [type(value) for value, _ in found.values()] == [type(value) for value, _ in read.values()]


@pytest.mark.parametrize(
    "text",
    [
        "A=1",
        "1=1",
        "=1",
        "a=",
        "a=,b=1",
        "a=1,",
        "a=1, ",
        "a=1 b=2",
        "a=1;",
        "a=1;X",
        "a=1, a=2",
        "a, a",
        "a=1;x;x",
        "a=(1;x;x)",
        'a="',
        'a="é"',
        'a="x\ny"',
        r'a="\x"',
        "a=:YWI:",
        "a=:Y!WI=:",
        "a=:YWI=AAAA:",
        "a=:YWI=",
        "a=?2",
        "a=?",
        "a=--1",
        "a=1234567890123456",
        "a=1.2345",
        "a=@",
        "a=(",
        "a=(1",
        "a=(1 2",
        'a=("x""y")',
        "a=((1))",
        "a=(1,2)",
    ],
)
def test_what_is_no_dictionary_is_refused(text):
    with pytest.raises(BadField):
        parse_dictionary(text)


@pytest.mark.parametrize(
    "text",
    [
        '("@method" "@target-uri";req "x\\"y\\\\z");created=1;keyid="k";t=tok;f=?0;w;n=-1.5;b=:YWI=:',
        "()",
        "(1 tok ?1)",
    ],
)
def test_an_inner_list_is_written_as_it_was_signed(text):
    listed = parse_dictionary(f"sig={text}")["sig"][0]
    assert serialize(listed) == text
