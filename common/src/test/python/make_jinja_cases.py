#!/usr/bin/env python3
"""Makes src/test/resources/chat/jinja_cases.json: templates, variables, and the outputs of Jinja2.

    python make_jinja_cases.py ../resources/chat/jinja_cases.json

Made with jinja2 3.1.6 and markupsafe 3.0.4, set up as in transformers 4.57 (utils/chat_template_utils.py). The
templates are written for this test; those of the second half follow the manner of published chat templates.
"""

import json
import sys
from datetime import datetime
from importlib.metadata import version

import jinja2
import jinja2.ext
from jinja2.sandbox import ImmutableSandboxedEnvironment

NOW = datetime(2024, 7, 26, 9, 5, 3)


class Generation(jinja2.ext.Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_support"), [], [], body).set_lineno(line)

    def _support(self, caller):
        return caller()


def environment():
    env = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True,
                                        extensions=[Generation, jinja2.ext.loopcontrols])

    def raise_exception(message):
        raise jinja2.exceptions.TemplateError(message)

    def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)

    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = raise_exception
    env.globals["strftime_now"] = NOW.strftime
    return env


V = {
    "s": "  Hello, World \n", "t": "na\u00efve \u00df \u01c6 caf\u00e9 \U0001f6b2 \u4f60\u597d", "e": "", "n": 7, "z": 0, "f": 2.5, "b": True, "x": None,
    "l": [3, 1, 2], "m": {"a": 1, "b": [1, 2, {"c": "d"}], "items": "own", "get": 5}, "w": ["b", "A", "c", "a"],
    "messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hi <you> & 'me' \"x\""},
                 {"role": "assistant", "content": "Yes\u2026"}],
    "people": [{"name": "Zoe", "age": 3, "city": "Ulm"}, {"name": "adam", "age": 3, "city": "Bonn"},
               {"name": "Bob", "age": 1, "city": "ulm"}],
    "tree": [{"v": 1, "kids": [{"v": 2, "kids": []}, {"v": 3, "kids": [{"v": 4, "kids": []}]}]}, {"v": 5, "kids": []}],
    "quote": "it's \"both\"", "lines": "one\ntwo\n\nthree", "spaces": "a  b \t c", "big": 1e21, "small": 1.5e-7,
}

EXPRESSIONS = r"""
s|trim
s
1 + 2 * 3
7 // 2, -7 // 2, 7 % 3, -7 % 3, 7 / 2, 2 ** 3, 2 ** -1
1.5 + 1, 7.5 // 2, -7.5 % 2
2 ** 3 ** 2
-2 ** 2
-2|abs
"a" ~ 1 + 2 ~ "b"
"a" ~ 1 ~ none ~ true ~ 1.0
"a" + "b" * 3
[1] + [2, 3] * 2
(1, 2) + (3,)
1 < 2 < 3, 1 < 2 > 3, 1 == 1.0, true == 1, "a" < "b", [1, 2] < [1, 3]
"ell" in s, "x" not in s, 3 in l, 9 in l, "a" in m, "q" not in m
not e, not not s, not x is defined, not x is none
x is none, x is not none, q is defined, q is undefined, x is defined
n is odd, n is even, n is divisibleby 7, n is divisibleby(3)
n is number, n is integer, f is float, b is boolean, b is true, x is false, s is string, m is mapping
l is sequence, s is sequence, m is sequence, n is sequence, l is iterable, n is iterable, q is iterable, q is sequence
n is eq 7, n is ne 7, n is gt 3, n is lessthan 3, n is in [7, 8], "a" is in m, n is sameas 7
"abc" is lower, "ABC" is upper, "aBc" is lower, "" is lower, raise_exception is callable, n is callable
1 if b else 2, (1 if z), 1 if z else 2 if z else 3
"yes" if "a" in m and m.a == 1 else "no"
e or "d", s and 1, z or none, none and 1, "" or 0 or []
l[0], l[-1], l[5], l[1:], l[:-1], l[::-1], l[::2], l[5:], l[-2:], l[-9:2]
s[2], t[0], t[-2:], t[::-1], t[100:], "abc"[-100:100:2]
t|length, t[16], t|list
m.a, m["a"], m.b[2].c, m.b.2.c, m["q"], m.q, m.q is defined
m.items(), m["items"], m.keys()|list, m.values()|list, m.get("a"), m.get("zz"), m.get("zz", 4)
m|items|list, m|length, m|list, m|first
l|first, l|last, l|length, l|count, l|sum, l|min, l|max, l|sort, l|sort(reverse=true), l|reverse|list, l|join("-")
e|first, []|last, []|min, [] | sum
w|sort, w|sort(case_sensitive=true), w|unique|list, ["a","A","b"]|unique|list, ["a","A"]|unique(true)|list
people|map(attribute="name")|list, people|map(attribute="zip", default="-")|join(","), w|map("upper")|join
people|sort(attribute="name")|map(attribute="name")|list, people|sort(attribute="age,name")|map(attribute="name")|list
people|selectattr("age", "equalto", 3)|map(attribute="name")|list, people|rejectattr("age", "gt", 2)|list|length
people|selectattr("name")|list|length, people|selectattr("zip", "defined")|list, people|selectattr("zip", "undefined")|list|length
l|select("odd")|list, l|reject("odd")|list, [0, 1, "", "a", none]|select|list, l|select("gt", 1)|list
people|groupby("city")|map("first")|list, people|groupby("city", case_sensitive=true)|map(attribute="grouper")|list
people|sum(attribute="age"), people|max(attribute="age"), people|min(attribute="name")
l|batch(2)|list, l|batch(2, "x")|list, l|slice(2)|list, l|slice(2, 0)|list
m|dictsort, {"b": 1, "A": 2}|dictsort, {"b": 1, "A": 2}|dictsort(true), {"b": 1, "A": 2}|dictsort(by="value", reverse=true)
s|upper, s|lower, "hello wORLD"|capitalize, "hello wORLD-x (y"|title, "x"|center(5) ~ "|", "x"|center(4) ~ "|"
t|upper, t|lower, t|capitalize, t|title, "\u00df"|capitalize, "\u01c6"|title
s.upper(), s.strip(), s.lstrip(), s.rstrip(), s.title(), "hello wORLD x".title(), "hello".capitalize()
"xxaxx".strip("x"), "xxaxx".lstrip("x"), "xyaxy".rstrip("yx"), "xxaxx"|trim("x"), "--a--"|trim
"a,b,,c".split(","), "a,b,c".split(",", 1), spaces.split(), " a b c ".split(none, 1), "a,b,c".rsplit(",", 1), "".split(), "".split(",")
lines.splitlines(), lines.splitlines(true), "a\r\nb\n".splitlines()
"abcabc".replace("b", "X"), "abcabc".replace("b", "X", 1), "abc".replace("", "-"), "abc".replace("", "-", 2), "aaaa"|replace("a", "b", 2), "ab"|replace("", ".")
"abc".startswith("ab"), "abc".startswith(("x", "a")), "abc".endswith("bc"), "abc".startswith("b", 1), "abc".endswith("b", 0, 2)
"abcb".find("b"), "abcb".find("x"), "abcb".rfind("b"), "abcb".index("c"), "abcb".count("b"), "aaa".count("aa"), "ab".count("")
"-".join(["a", "b"]), ", ".join(w), "".join([])
"a.b".partition("."), "ab".partition("."), "a.b.c".rpartition("."), "ab".rpartition(".")
"42".zfill(5), "-42".zfill(5), "x".ljust(3) ~ "|", "x".rjust(3), "x".center(4, "*"), "xy".center(5, "*")
"abc".isalpha(), "ab1".isalnum(), "12".isdigit(), " ".isspace(), "".isspace(), "Ab".isupper(), "AB1".isupper()
"pre-x".removeprefix("pre-"), "x.py".removesuffix(".py"), "x".removeprefix("y")
"{} and {}".format(1, "b"), "{1}{0}".format("a", "b"), "{a}{b[0]}".format(a=1, b=[2]), "{{}}".format(), "{:>5}|{:<5}|{:^5}".format("a", "b", "c")
"{:.2f} {:5d} {:05d} {:,} {:x} {:+d} {!r}".format(3.14159, 42, 42, 1234567, 255, 5, "q")
"%s is %d, %.2f%% %5s|%-5s|%05d %r" % ("x", 3.7, 2.345, "a", "b", 42, "q")
"%s" % 5, "%s" % "a", "%s" % [1], "%(a)s" % m, "%s %s"|format("a", "b"), "%x %X %o" % (255, 255, 8)
"42"|int, "4.7"|int, "x"|int, "x"|int(9), "0x1f"|int(0, 16), 3.9|int, true|int, none|int, " 12 "|int, "ff"|int(base=16)
"4.5"|float, "x"|float, "x"|float(1.5), 3|float, "1e3"|float, ("inf" ~ e)|float, none|float
2.5|round, 3.5|round, 2.567|round(2), 2.1|round(method="ceil"), 2.9|round(0, "floor"), 5|round, -2.5|round, 42.55|round(1, "floor")
q|default("d"), x|default("d"), x|default("d", true), e|d("d"), e|default("d", boolean=true), q|default
0.1 + 0.2, 1e16, 1e15, 123456789012345680.0, 1e-5, 0.0001, 1.0, -0.0, 100.0, big, small, 1/3, 2.0**70, 5e-324, 1.7976931348623157e308
10**15, 1_000, 0x1F, 0b101, 0o17, 1e3, 1.5E+2, 1_0.2_5
none, true, false, None, True, False, [none, true], (none,), {"a": none}
[], (), {}, [[]], (1,), (1, 2), [1.0, "a", 'b"', "it's", quote], {"k": {"n": [1]}, 1: 2, 1.5: 3, none: 4, true: 5}
"\n\t\\\"\'", "\x41\u00e9\U0001f600\101", "\q", 'a' "b" 'c', "\a\b"|length
"tab\there\u200b\u00a0\x7f\ud83d" is string, ["tab\there\n\u200b\u00a0\x7f\\"]
quote, [quote], ["'"], ['"']
range(5)|list, range(2, 8, 3)|list, range(5, 0, -2)|list, range(3), range(1, 9, 2), range(5)[1], range(5)|length, 3 in range(5), range(0)|list
dict(a=1, b=2), dict({"x": 1}, y=2), dict([("p", 1)]), namespace(a=1).a, namespace({"k": 2}).k
m|tojson, m|tojson(indent=2), t|tojson, t|tojson(ensure_ascii=true), messages|tojson, [1, 2.0, none, true, "\u0001\u007f/"]|tojson
{"b": 1, "a": [{}, [], [1, [2]]]}|tojson(indent=4), {"b": 1, "a": 2}|tojson(sort_keys=true), {"b": 1, "a": 2}|tojson(separators=(",", ":")), [1, {"a": 2}]|tojson(indent=0), [1, 2]|tojson(indent="--")
{1: "a", none: "b", true: "c", 1.5: "d"}|tojson, (1, 2)|tojson, "x"|tojson|tojson, big|tojson, 1e400|tojson
messages[1].content|e, "<a>"|escape, "<b>"|forceescape, "<c>"|safe, 5|string + "x", [1]|string
lines|indent, lines|indent(2), lines|indent(2, true), lines|indent(width=3, blank=true), lines|indent("> "), "a"|indent(4, first=true)
"one two three four five"|truncate(10), "one two three four five"|truncate(10, true), "short"|truncate(4), "one two three"|truncate(8, leeway=0, end="!")
"one two, three's"|wordcount, "abc"|reverse, l|reverse|first, "abc"|list, "abc"|first, "abc"|last, "abc"|length
m|attr("a"), l|attr("zz"), m|attr("nope") is defined
l is defined and l|length > 2, (l|length) > 2 and not z
messages[-1]["role"], messages[0].role == "system", messages[1:]|length, messages|map(attribute="role")|join(", ")
messages|selectattr("role", "equalto", "user")|map(attribute="content")|first, (messages|selectattr("role", "in", ["user", "system"])|list)|length
("a" if b) ~ ("c" if z), [1, 2, 3][l[1]], {"a": 1}["a"], {"a": {"b": 2}}.a.b, [1,2,][0], {"a": 1,}.a
m is mapping and m.b is iterable and m.b is not string
"a" "b"|upper, ("a" "b")|upper, "x"|upper|lower ~ "Y"|lower
1 is in [1] and 2 is not in [1], 1 is not none, n is not defined
"Ab".swapcase is defined, "x".nope is defined, l.append is defined, m.update is defined, q is callable
[1, 2, 3]|map("string")|list, ["1", "2"]|map("int")|sum, [[1, 2], [3]]|map("length")|list, ["a b", "c"]|map("replace", " ", "_")|list
[{"a": {"b": 1}}, {"a": {"b": 2}}]|map(attribute="a.b")|list, [[1, 2], [3, 4]]|map(attribute=1)|list, [[1, 2], [3, 4]]|map("first")|list
[3, 1] == [3, 1], [1] == (1,), {"a": 1} == {"a": 1.0}, "a" != "b", none == none, q == r, q == none, q == ""
1 and 2 or 3, 0 or 0.0 or "" or "end", not 1 == 2, not (1 == 2) and true
loop is defined, namespace is callable, joiner is defined, cycler is defined
strftime_now("%d %b %Y"), strftime_now("%Y-%m-%d %H:%M:%S"), strftime_now("%A, %B %-d, %j %y %I%p %%")
"a\u00a0".strip()|length, "\u2003x\u2003"|trim, "\x1cx".strip(), "\u200bx".strip()|length
[1, 2, 3, 4]|sum / 4, 10 - 2 - 3, 2 * 3 % 4, 10 / 4 * 2, 1 - -1, - - 1, +n
1 if 0 else (2, 3), (1), ((1)), ((1),), 1,
m.b|map("string")|list, [x, b, f]|join("/"), [q]|join, [[]]|join, (1, 2)|join("+")
"%s" % (("a", "b"),), "%s" % none, "%d" % true, "%5.1f|" % 2.25, "%+d" % 3, "% d" % 3, "%c" is string
"straße".upper(), "ΑΣ".lower(), "İ".lower()|length, "ǆ".title(), "hELLO"|title, "o'neil x-y"|title, "o'neil".title()
"é" in t, "\u4f60" in t, t.find("\u4f60"), t.split("\u4f60"), t[5:8]
""".strip().split("\n")

MARKUP = r"""
"<b>"|safe, "<b>"|safe ~ "<i>", ("<b>"|safe) + "<i>", "<i>" + ("<b>"|safe), ("<b>"|safe) + ("<i>"|safe), ["<b>"|safe]
("<b>"|safe) * 2, 2 * ("<b>"|safe), [("<b>"|safe) + "&" + quote]
("%s|%s"|safe) % ("<", "<i>"|safe), ("%(a)s"|safe) % {"a": "<"}, ("<%s>"|safe) % "'", "<%s>" % ("<i>"|safe), ("%s"|safe) % 5, ("%s"|safe) % [["<"]]
("%d %.1f"|safe) % ("3", "2.5"), ("%r"|safe) % "<", ("%5s|"|safe) % "<", ("%s"|safe) % none, ("%s"|safe) % q, ("%%"|safe) % (), ("%c" % 65)
("<br>"|safe).join(["<", "<i>"|safe, 3, none]), "<br>".join(["<i>"|safe, "<"]), ["<", "<i>"|safe]|join("<br>"|safe), ["<", "<i>"|safe]|join
("{} {a}"|safe).format("<", a="<i>"|safe), ("{0[0]} {0!r}"|safe).format(["<"]), ("{:>4}|"|safe).format("<"), "{}".format("<"|safe)
("a<b"|safe).replace("a", "<"), ("a<b"|safe).replace("<", "&lt;"|safe), ("a<b"|safe)|replace("a", "<"), "a<b"|replace("a", "<b>"|safe)
[("a<b"|safe).upper(), ("A<"|safe).lower(), ("a<"|safe).title(), ("a<"|safe).capitalize(), ("a<"|safe).swapcase(), (" <"|safe).strip(), ("<"|safe).zfill(3)]
["a<b"|safe|upper, "A"|safe|lower, "a"|safe|capitalize, "a b"|safe|title, " a "|safe|trim, "a"|safe|center(5), "a"|safe|string, "abc"|safe|reverse]
["a<b"|safe|first, "a<b"|safe|last, ("a<b"|safe)[1], ("a<b"|safe)[1:], ("a<b"|safe)[::-1], "ab"|safe|list, ("ab"|safe)|length]
[("a<b<c"|safe).split("<"), ("a b"|safe).split(), ("a<b"|safe).rsplit("<", 1), ("a\nb"|safe).splitlines(), ("a<b"|safe).partition("<"), ("ab"|safe).rpartition("<")]
[("<"|safe).ljust(3, "."), ("<"|safe).rjust(3), ("<"|safe).center(3, "*"|safe), ("pre<"|safe).removeprefix("pre"), ("a<"|safe).removesuffix("<")]
("<"|safe) == "<", ("<"|safe) != "<", "<" in ("a<"|safe), ("<"|safe) in "a<", ("<"|safe) in ["<"], {"<": 1}[("<"|safe)], {("<"|safe): 1}["<"], ("a"|safe) < "b"
"<"|safe is escaped, "<" is escaped, "<"|e is escaped, "<"|safe is string, "<"|safe is sameas "<", "a"|safe is lower, "<"|safe is iterable, ("<"|safe) is eq "<"
["<"|e, "<"|escape|escape, "<"|safe|e, "<"|e|forceescape, "<"|e + "<", [1, "<"]|e, none|e, 3|e]
["one two three four five"|safe|truncate(10), "one two three"|safe|truncate(8, end="<"), "<b>"|safe|truncate(3), "one two three four"|safe|truncate(9, true, "<"|safe)]
[lines|safe|indent, lines|safe|indent("<"), "a\nb"|indent("<"|safe), lines|safe|indent(2, true, true), "<\nb"|indent("> "|safe, true)]
"<a>"|safe|tojson, ["<"|safe]|tojson, ["x"|safe, "x"]|unique|list, ["b"|safe, "A"]|sort, "x y"|safe|wordcount, "3"|safe|int, "2.5"|safe|float, {"x"|safe: 1}|tojson
"%s"|safe|format("<"), "%s"|format("<"|safe), "%(a)s"|safe|format(a="<"), ["%s"|safe|format("<")], ["<"|safe|default("x"), q|default("<"|safe)]
("<"|safe).find("<"), ("a<a"|safe).count("a"), ("<a"|safe).startswith("<"), ("<"|safe).isalpha(), ["<"|safe|attr("upper") is callable], m["a"|safe], m.get("a"|safe)
""".strip().split("\n")

# Impossible, extreme or wrong arguments: the result may be a value or a failure.
HOSTILE = r"""
[l|batch(-1)|list, l|batch(0)|list, []|batch(0)|list, l|batch(2.0)|list, l|batch("x")|list, l|batch(99)|list, l|batch(5, 0)|list, l|batch(-1, 0)|list, l|batch(none)|list]
l|batch("x", 1)|list
l|batch(4.5, 1)|list
l|slice(0)|list
[l|slice(-1)|list, l|slice(5)|list, l|slice(5, 9)|list, []|slice(2)|list, l|slice(true)|list]
l|slice(2.0)|list
l|slice("2")|list
n is divisibleby(0)
n is divisibleby(0.0)
"%s" is divisibleby(3)
[7 is divisibleby(-7), 7.0 is divisibleby(3.5), true is divisibleby(1), -3 is odd, -4 is even, 2.0 is even, 2.5 is odd]
x is odd
q is even
1 % 0
1 // 0
1.5 % 0
1.5 // 0
1 / 0.0
0 ** -1
0.0 ** -1
2.0 ** 10000
[2 ** -2, (-2) ** 3, (-2) ** -1, 0 ** 0, 2 ** 0.5, 1 ** 99999999, (-1) ** 99999999, 0 ** 99999999, 1 ** -5, 2 ** 62]
[5 // -2, -5 // -2, 5 % -2, -5 % -2, 5.5 // -2, 5.5 % -2, -0.0 % 3, 7 % (("inf" ~ e)|float), -7 % (("inf" ~ e)|float), 7 // (("inf" ~ e)|float), 7 // -(("inf" ~ e)|float), ("1e308" ~ e)|float * 10, 0.0 * -1]
[(("inf" ~ e)|float) - (("inf" ~ e)|float), (("inf" ~ e)|float) == (("inf" ~ e)|float), (("inf" ~ e)|float) > 5, ((("inf" ~ e)|float) - (("inf" ~ e)|float)) == ((("inf" ~ e)|float) - (("inf" ~ e)|float)), ((("inf" ~ e)|float) - (("inf" ~ e)|float)) < 1, -0.0 < 0.0, -0.0 == 0, 9007199254740993 == 9007199254740992.0, 9007199254740993 > 9007199254740992.0]
range(0, 10, 0)
range(1.0)
range("3")
range(none)
range()
[range(-5)|list, range(5, 0)|list, range(0, -5, -2)|list, range(-3, 3)[::-1], range(10)[2:8:3], range(10)[-1], range(10)[99], range(9, 0, -3)[::-1]|list, range(0) == range(2, 2), range(0, 3, 2) == range(0, 4, 2)]
l[::0]
s[::0]
l["a":]
l[:1.5]
n[1:2]
q[1:2]
[l[-99:99], l[99:-99], l[::-99], l[2:0:-1], l[-1:-99:-1], s[5:2], s[-3:], s[99:], s[::-2], t[-1:-3:-1], (1, 2, 3)[::-2], l[true], l[:true]]
[l[9], l["x"], l[1.5], s[99], s["x"], n["x"], m[none], m[[1]] is defined, l[none] is defined, m[range] is defined]
[2.5|round(400), 2.5|round(-400), 1234|round(-2), 1250|round(-2), 1234|round(5), 1e300|round(5), true|round, -2.5|round(0), 0.5|round, 1.5|round, (("inf" ~ e)|float)|round, 15|round(-1), 25|round(-1)]
[2.345|round(2, "ceil"), 2.345|round(-1, "floor"), 7|round(1, "ceil"), -7.5|round(0, "floor"), 1e300|round(2, "ceil")]
2.5|round(1e9)
2.5|round("2")
2.5|round(1, "up")
"2"|round
x|round
q|round
(("inf" ~ e)|float)|round(0, "ceil")
1.5e308|round(-308)
["a"|center(0), "a"|center(-5), "a".ljust(-1), "a".rjust(0), "a".zfill(-3), "".zfill(2), "+".zfill(3), "a".center(4), "ab".center(5)]
"a"|center("5")
"a".center(5, "")
"a".center(5, "ab")
"a".ljust(2.5)
"a".zfill("3")
"a"|truncate(2)
"abcdefgh"|truncate(3)
["abcdefgh"|truncate(3, leeway=0), "abcdefghij"|truncate(4, true), "abcdefghi"|truncate(3, end=""), "a b c d e f g h i"|truncate(5)]
"abcdefghij"|truncate(5, leeway=-1)
"abc"|truncate("x")
123|truncate(1)
[lines|indent(0), lines|indent(-3), lines|indent(true), ""|indent, "\n"|indent(2, true, true), "a\r\nb\u2028c"|indent(1)]
5|indent
lines|indent(2.5)
lines|indent(none)
["a"|replace("", "x", -1), "aaa"|replace("a", "b", 0), "abc".replace("", "-", 0), "aaa".replace("a", "", -5), "aaa".replace("aa", "b"), ""|replace("", "x"), "a"|replace("a", 5)]
"a".replace("a", 5)
"a".replace(none, "b")
"a"|replace("a", "b", "c")
"a,b".split("")
"a,b".split(5)
"a,b".partition("")
[" a b ".split(none, 0), "a b c".rsplit(none, 1), "  a  b ".rsplit(none, 0), "a,b".split(",", 0), "a,b".rsplit(",", 0), "a,b,c".rsplit(","), "".rsplit(","), " ".split(), "aXbXc".rsplit("X", 99), "aaa".split("aa"), "aaa".rsplit("aa")]
"a b".split(" ", "x")
["abcabc".find("b", 2), "abcabc".rfind("b", 0, 3), "abc".find("", 3), "abc".find("", 4), "abc".count("", 4), "abc".count("", 1), "abc".rfind(""), "abcabc".index("c", -2), "abcabc".count("b", 2, 5), t.find("\u4f60", 3), "aab".find("ab"), "ababac".find("abac")]
"abc".find(5)
"abc".index("a", 1)
"abc".count(none)
"abc".startswith(5)
"abc".startswith(("a", 5)) is true
"abc".endswith(("x", 5))
"abc".strip(5)
["xyabyx".strip("yx"), "a".strip(""), "aXbXa".strip("Xa"), "\u00e9a".strip("\u00e9"), "abc".lstrip("ab"), "abc".rstrip("cb")]
"abc".upper(1)
"abc".removeprefix(1)
"%d" % "x"
"%d" % none
"%d" % (("inf" ~ e)|float)
"%x" % 1.5
"%c" % "ab"
"%c" % -1
"%q" % 1
"%" % 1
"%(a" % m
"%(zz)s" % m
"%(a)s" % l
"%*d" % ("x", 1)
["%*d|%-*d|" % (5, 1, 4, 2), "%.*f" % (2, 1.005), "%.3d" % 5, "%+.1e" % 12345.678, "%g" % 0.0001, "%g" % 1e-5, "%g" % 123456789, "%G" % 1e-10, "%#x" % 255, "%#o" % 8, "%x" % -255, "%08.3f" % -3.14159, "%+d" % -3, "% 5d" % 42, "%.0f" % 0.5, "%.0f" % 1.5, "%#.0f" % 2, "%e" % 0, "%.2s|" % "abc", "%5.1s|" % "abc", "%a" % "x", "%i" % 3.9, "%05d" % -3, "%-05d|" % 3, "%%%s" % 1, "%(a)d" % m, "%s" % (1,), "x" % [], "x" % m, "%ld" % 5]
"x" % 5
"{" .format(1)
"}".format(1)
"{}".format()
"{a}".format()
"{5}".format(1)
"{} {0}".format(1)
"{0} {}".format(1)
"{!z}".format(1)
"{:q}".format(1)
"{:d}".format("x")
"{:d}".format(1.5)
"{:s}".format(1)
"{:.2d}".format(1)
"{:=5}".format("x")
"{:5}".format([1])
"{:5}".format(none)
"{:{}}".format("a", "{}")
"{:.}".format(1.0)
["{:{}}|".format("a", 5), "{:*^9}".format("mid"), "{:>{w}}".format(1, w=4), "{:+}".format(5), "{: d}".format(5), "{:#x} {:#b} {:#o}".format(255, 5, 8), "{:e}".format(12345.678), "{:g}".format(0.00001), "{:.3}".format(3.14159), "{:.3}".format(123.0), "{:.3}".format(1234.5), "{:.10}".format(1.5), "{:%}".format(0.256), "{:.1%}".format(0.256), "{:,}".format(1234567.891), "{:_}".format(1234567), "{:_x}".format(1048575), "{:c}".format(65), "{:05}".format(-3), "{:^5}|".format(1), "{:<5}|".format(1), "{:5}|".format(true), "{:n}".format(5), "{:d}".format(true), "{:.2}|".format("abc"), "{:e}".format(0), "{:G}".format(1e-10), "{0.real}|".format(1) is defined, "{0[b][0]}".format(m), "{:010.2f}".format(-3.14159), "{:x}".format(-255), "{!s:>3}|".format(1), "{!r}".format("a")]
["12"|int(0, 99), "12"|int(0, 1), "z"|int(0, 36), "0b11"|int(0, 2), "0o17"|int(0, 8), "0x_ff"|int(0, 16), "1_000"|int, "_1"|int(7), "1__0"|int(7), "-0x1f"|int(0, 16), "0x1f"|int(5, 0), "010"|int(5, 0), "12"|int(5, 0), "1e3"|int, "inf"|int(4), "nan"|int(4), "+5"|int, "--5"|int(3), ""|int(2), "9.99"|int, [1]|int(8), m|int(9)]
["1_0.5"|float, "1e5"|float, ".5"|float, "5."|float, "."|float(7), "e5"|float(7), "1e"|float(7), "1_"|float(7), "1._5"|float(7), " 1.5\n"|float, ("-inf" ~ e)|float, ("NaN" ~ e)|float|string, "+.5e-1"|float, "0x10"|float(7), "infinit"|float(7), [1]|float(2)]
"9" * 30|int
(("inf" ~ e)|float)|int(6)
[[3, 1]|sum, [1.5, true]|sum, [[1], [2]]|sum(start=[]), []|sum(start=5), [0.1] * 3|sum(start=0.0) if false else 1]
["a"]|sum
["a"]|sum(start="")
[1, "a"]|sort
[none, 1]|sort
[1, none]|max
[q, 1]|sort
[[2, 1], [1, 5]]|sort|list, [(1, "b"), (1, "a")]|sort, [true, 0, 2.5]|sort, [[]]|max, [[1], [1, 0]]|max, ["b", "A"]|min, ["b", "A"]|min(true), []|max is defined
5|sort
m|dictsort(by="other")
l|dictsort
[[1], [2]]|unique|list
[1, 1.0, true, 0, false, "1"]|unique|list, [(1, 2), (1.0, 2)]|unique|list, [none, none]|unique|list
people|groupby("nope")|list
people|groupby("nope", default=3)|map("first")|list
people|groupby(none)
people|map("nosuch")|list
people|map|list
l|select("nosuch")|list
people|selectattr|list
people|selectattr(none)|list
l|map("round", "x")|list
5|list
none|list
[q|list, q|length, q|join, q|first is defined, q|sort, q|upper, q|string, q|trim, q|wordcount, q|default(1), q|sum, q|reverse|list]
q|abs
q|float
x|abs
"a"|abs
[-5|abs, -0.0|abs, true|abs, -(("inf" ~ e)|float)|abs]
none|length
x|upper
5|length
5|first
5|last
5|join
[5]|join(5), [5]|join(none), 'abc'|join('-'), m|join(',')
5|reverse
l|items|list
5|items|list
q|items|list, {}|items|list
[1, 2]|tojson(indent=-2), [1]|tojson(indent=true), {}|tojson(indent=2), [[]]|tojson(indent=1), [1, 2]|tojson(separators=["; ", "="]), [1, 2]|tojson(indent=1, separators=["|", "="])
[1]|tojson(indent=1.5)
[1]|tojson(separators=[","])
[1]|tojson(separators=5)
{(1, 2): 3}|tojson
{1: 2, "a": 3}|tojson(sort_keys=true)
range(3)|tojson
m.items()|tojson
{[1]: 2}
{{}: 2}
{(1, [2]): 3}
dict(5)
dict([(1, 2, 3)])
dict([1])
dict({}, {})
dict([([], 1)])
dict([(1, 2), (1.0, 3), (true, 4)]), dict(a=1, **{"b": 2}), {1: "a", 1.0: "b", true: "c"}, {(1,): 2}[(1.0,)], {none: 1}[none], {-0.0: 1}[0], {2: 1}[2.0]
dict(**{1: 2})
namespace(5)
namespace().x is defined, namespace([("a", 1)]).a
cycler()
joiner(5)() ~ joiner(5)()
raise_exception()
strftime_now()
strftime_now(5)
strftime_now("%%%")
-"a"
-none
+[]
-q
1 + none
"a" * 1.5
[] * "a"
"a" - "b"
[1] + (1,)
{} + {}
["a" * -1, "a" * 0, [1] * -1, -1 * (1,), true * "a", "a" * true, true + true, -true, +true]
1 in 5
none in "a"
[] in {}
[1 in [1.0], true in [1], "" in "", "" in "a", [1] in [[1.0]], none in [none], q in [q], (1,) in {(1,): 1}]
n < none
[] < {}
"a" < 1
{} < {}
[1, "a"] < [1, 2]
[[1, 2] < [1, 2, 0], [1, 2] <= [1, 2], (1,) < (2,), "a" < "\U0001f6b2", "\uffff" < "\U0001f6b2", [] >= [], 1 < 2.5 < 3, true < 2, [(("inf" ~ e)|float)] == [(("inf" ~ e)|float)]]
n is in 5
n is sameas
n is defined(1)
n is lt "a"
n is nosuch(1)
loop.cycle
l|batch
"a"|replace("a")
"a"|center(1, 2, 3)
"a"|upper(1)
"a"|nosuch
"a"|default(nosuch=1)
m.get()
m.get([])
m.items(1) is defined
l.index(9)
l.count(1), l.index(2), l.copy(), m.copy() == m, l.count([1])
m.keys()[0] is defined
m.nosuch()
s.nosuch()
(l|attr("index"))(3)
l|attr(5)
"a".join(5)
"a".join([1])
"a".join(none)
"{}"|format(1)
"%s"|format
"%s"|format(1, a=2)
"%s %s"|format(1)
x|title, 5|title, ["a"]|title, 5|capitalize, none|trim, 5|center(3), true|upper, 1.5|string, x|e, 5|wordcount
"a b"|wordcount(1)
[1, 2]|first(1)
range(3)()
"a"()
l()
(l|map("string"))|length
(l|map("string"))[0] is defined, l|map("string")|first, l|map("string")|join, l|map("string") is iterable, l|map("string") is sequence
(l|map("string"))|last
""" .strip().split("\n")

TEMPLATES = {
    "trim_blocks": "a\n{% if b %}\nb\n{% endif %}\nc\n",
    "lstrip_blocks": "a\n   {% if b %}\n  b {{ n }}\n\t{% endif %}\n  {# gone #}\n  c {# here #} d\n",
    "lstrip_not_in_line": "x {% if b %} y {% endif %} z\n  {{ n }}\n",
    "minus": "a \n {%- if b -%} \n b \n {%- endif -%} \n c {{- n -}} d {#- gone -#} e",
    "plus": "a\n  {%+ if b +%}\nb\n  {%+ endif +%}\nc {#+ x +#}\nd\n",
    "mixed_signs": "a\n  {%- if b +%}\n  b\n  {%+ endif -%}\n  c",
    "variable_plus": "a  {{+ n }}\n b",
    "variable_keeps_newline": "{{ n }}\n{{ n }}\n\n",
    "two_trailing_newlines": "x\n\n",
    "no_trailing_newline": "x",
    "only_newline": "\n",
    "empty": "",
    "carriage_returns": "a\r\n{% if b %}\r\nb\r{% endif %}\nc\r\n",
    "unicode_blank_stripped": "a\u2003\n {%- if b %}\u00a0x\u00a0{%- endif %}",
    "raw": "{% raw %}{{ not this }} {% if %}{% endraw %}!",
    "raw_stripped": "a {%- raw -%}  {{ x }}  {%- endraw -%} b",
    "raw_newlines": "a\n  {% raw %}\n  {{ x }}\n  {% endraw %}\nb\n",
    "raw_plus": "a\n  {%+ raw %}\nx\n  {%+ endraw +%}\nb",
    "comment_with_code": "a{# {{ x }} {% if %} #}b\n{#\n multi\n#}\nc",
    "comment_dashes": "a {#- one -#} b {#-#} c {#--#} d",
    "braces": "{ {{ {'a': {'b': 1}} }} } {% set d = {'k': '}}'} %}{{ d.k }} {{ '%}' }} { % }",
    "percent_in_block": "{% set a = 7 %2 %}{{ a }}{% set a = 7%2%}{{ a }}",
    "for_loop_variables": "{% for i in l %}{{ loop.index }}/{{ loop.length }} {{ loop.index0 }} {{ loop.revindex }} {{ loop.revindex0 }} {{ loop.first }} {{ loop.last }} {{ loop.depth }} {{ loop.depth0 }} {{ loop.previtem }} {{ loop.nextitem }} {{ loop.cycle('a', 'b') }} {{ loop.changed(i > 1) }}\n{% endfor %}",
    "for_else": "{% for i in [] %}x{% else %}none{% endfor %}{% for i in q %}x{% else %} undefined{% endfor %}",
    "for_filter": "{% for i in range(10) if i % 3 == 1 %}{{ loop.index }}:{{ i }}{% if not loop.last %}, {% endif %}{% endfor %}",
    "for_filter_else": "{% for i in l if i > 9 %}x{% else %}nothing{% endfor %}",
    "for_unpacking": "{% for k, v in m.items() %}{{ k }}={{ v }};{% endfor %}{% for (a, (c, d)) in [(1, (2, 3))] %}{{ a }}{{ c }}{{ d }}{% endfor %}",
    "for_dict": "{% for k in m %}{{ k }},{% endfor %}{% for c in 'ab\U0001f6b2' %}[{{ c }}]{% endfor %}",
    "for_recursive": "{% for node in tree recursive %}{{ node.v }}@{{ loop.depth }}{% if node.kids %}({{ loop(node.kids) }}){% endif %}{% if not loop.last %} {% endif %}{% endfor %}",
    "for_nested": "{% for a in [1, 2] %}{% for c in 'xy' %}{{ loop.index }}{{ c }}{{ a }} {% endfor %}{{ loop.index }}|{% endfor %}",
    "for_outer_loop": "{% for a in [1, 2] %}{% set outer = loop %}{% for c in 'xy' %}{{ outer.index }}.{{ loop.index }} {% endfor %}{% endfor %}",
    "for_break_continue": "{% for i in range(10) %}{% if i == 2 %}{% continue %}{% endif %}{% if i > 4 %}{% break %}{% endif %}{{ i }}{% endfor %}",
    "for_scope": "{% set v = 1 %}{% for i in l %}{% set v = v + i %}{{ v }} {% endfor %}{{ v }}",
    "for_scope_if": "{% set v = 1 %}{% if b %}{% set v = 2 %}{% endif %}{{ v }}{% for i in [1] %}{% if b %}{% set v = 3 %}{% endif %}{{ v }}{% endfor %}{{ v }}",
    "for_shadowed": "{% for s in [1] %}{{ s }}{% endfor %}{{ s|trim }}",
    "for_over_generator": "{% set g = l|select('odd') %}{% for i in g %}{{ i }}{% if not loop.last %},{% endif %}{% endfor %}|{% for i in g %}{{ i }}{% else %}used up{% endfor %}",
    "generator_is_true": "{% if messages|selectattr('role', 'equalto', 'nobody') %}true{% else %}false{% endif %}",
    "if_elif": "{% if n == 1 %}one{% elif n == 7 %}seven{% elif n == 7 %}again{% else %}other{% endif %}",
    "if_tuple": "{% if 1, %}t{% endif %}{% if () %}t{% else %}f{% endif %}",
    "set_tuple": "{% set a, c = 1, 2 %}{{ a }}{{ c }}{% set d = 1, 2 %}{{ d }}{% set (p, q) = [3, 4] %}{{ p }}{{ q }}",
    "set_block": "{% set a %}\n  text {{ n }}\n{% endset %}[{{ a }}]{% set c | upper | trim %} x {% endset %}[{{ c }}]",
    "set_block_scope": "{% set v = 1 %}{% set a %}{% set v = 2 %}{{ v }}{% endset %}{{ a }}{{ v }}",
    "namespace": "{% set ns = namespace(found=false, n=0) %}{% for i in l %}{% if i == 1 %}{% set ns.found = true %}{% endif %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.found }} {{ ns.n }} {{ ns.other is defined }}",
    "namespace_text": "{% set ns = namespace(text='') %}{% for x in messages %}{% set ns.text = ns.text ~ x.role ~ ';' %}{% endfor %}{{ ns.text }}",
    "macro": "{% macro hi(name, greeting='Hi', mark=greeting ~ '!') %}\n  {{ greeting }} {{ name }}{{ mark }}\n{% endmacro %}{{ hi('Bob') }}{{ hi('Al', 'Yo') }}{{ hi(greeting='Hey', name='X') }}{{ hi() }}",
    "macro_varargs": "{% macro f(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ f(1, 2, 3, k=4) }}",
    "macro_caller": "{% macro box(t) %}<{{ t }}>{{ caller() }}</{{ t }}>{% endmacro %}{% call box('p') %}in {{ n }}{% endcall %}",
    "macro_caller_arguments": "{% macro each(xs) %}{% for i in xs %}{{ caller(i, loop.index) }}{% endfor %}{% endmacro %}{% call(i, k) each(l) %}{{ k }}:{{ i }} {% endcall %}",
    "macro_scope": "{% set v = 1 %}{% macro f() %}{% set v = 2 %}{{ v }}{{ w2 }}{% endmacro %}{% set w2 = 9 %}{{ f() }}{{ v }}",
    "macro_recursive": "{% macro show(nodes) %}{% for x in nodes %}[{{ x.v }}{{ show(x.kids) }}]{% endfor %}{% endmacro %}{{ show(tree) }}",
    "macro_default_false": "{% macro f(a=none, c=false) %}{{ a }}{{ c }}{% endmacro %}{{ f() }}{{ f(1, c=2) }}",
    "call_spread": "{% macro f(a, c=0) %}{{ a }}-{{ c }}{% endmacro %}{{ f(*[1, 2]) }}{{ f(1, **{'c': 5}) }}",
    "filter_block": "{% filter upper %}abc {{ n }}{% endfilter %}{% filter replace('a', 'x') | trim %} banana {% endfilter %}",
    "with_block": "{% with a = 1, c = n %}{{ a }}{{ c }}{% endwith %}{{ a is defined }}",
    "print_statement": "{% print n, s|trim %}",
    "generation": "a\n{% generation %}\n  {{ n }}\n{% endgeneration %}\nb{% generation %}{% set v = 5 %}{{ v }}{% endgeneration %}{{ v is defined }}",
    "cycler_joiner": "{% set c = cycler('a', 'b') %}{% set j = joiner(', ') %}{% for i in l %}{{ j() }}{{ c.next() }}{{ i }}{% endfor %}{{ c.current }}{{ c.reset() }}{{ c.current }}",
    "colon_after_tag": "{% if b: %}x{% endif %}{% for i in l: %}{{ i }}{% endfor %}",
    "undefined_prints_nothing": "[{{ q }}][{{ m.q }}][{{ q ~ 'a' }}][{{ q|upper }}][{{ q|length }}][{{ q or 'd' }}][{{ 'a' in q }}]",
    "nested_quotes": "{{ \"a'b\" }}{{ 'a\"b' }}{{ 'a\\'b' }}",
    "late_name": "{% for i in [1] %}{{ n }}{% endfor %}",
    "name_set_after_inner_use": "{% for i in [1] %}[{{ n }}]{% endfor %}{% set n = 2 %}{{ n }}",
    "name_set_after_macro_use": "{% macro f() %}[{{ n }}]{% endmacro %}{{ f() }}{% set n = 2 %}{{ f() }}",
    "name_set_in_branch_after_inner_use": "{% for i in [1] %}[{{ n }}]{% endfor %}{% if b %}{% set n = 2 %}{% endif %}{{ n }}",
    "name_read_then_set": "{{ n }}{% for i in [1] %}[{{ n }}]{% endfor %}{% set n = n + 1 %}{{ n }}",
    "name_set_in_loop_after_inner_use": "{% for i in [1, 2] %}{% for k in [1] %}[{{ n }}]{% endfor %}{% set n = 5 %}{{ n }}{% endfor %}{{ n }}",
    "unicode_names": "{% set \u00e4\u00f6 = 1 %}{{ \u00e4\u00f6 }}",
    "keyword_like_names": "{% set recursive = 1 %}{{ recursive }}{% set ifx = 2 %}{{ ifx }}{% set notx = 3 %}{{ notx }}{{ {'if': 4}['if'] }}{{ {'for': 5}.for }}",
    # Constructs of published templates.
    "chatml": "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}",
    "chatml_default_system": "{% for message in messages[1:] %}{% if loop.first and messages[1]['role'] != 'system' %}{{ '<|im_start|>system\nYou are a helper.<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}",
    "alternating": "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}{% set system_message = messages[0]['content'] %}{% else %}{% set loop_messages = messages %}{% set system_message = false %}{% endif %}{% for message in loop_messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}{% if loop.index0 == 0 and system_message != false %}{% set content = '<<SYS>>\n' + system_message + '\n<</SYS>>\n\n' + message['content'] %}{% else %}{% set content = message['content'] %}{% endif %}{% if message['role'] == 'user' %}{{ '[INST] ' + content.strip() + ' [/INST]' }}{% elif message['role'] == 'assistant' %}{{ ' ' + content.strip() + ' ' + eos_token }}{% endif %}{% endfor %}",
    "tools_hermes": "{%- if tools %}\n    {{- '<|im_start|>system\\n' }}\n    {{- \"# Tools\\n\\n<tools>\" }}\n    {%- for tool in tools %}\n        {{- \"\\n\" }}\n        {{- tool | tojson }}\n    {%- endfor %}\n    {{- \"\\n</tools><|im_end|>\\n\" }}\n{%- endif %}\n{%- for message in messages %}\n    {%- if (message.role == \"user\") or (message.role == \"system\" and not loop.first) or (message.role == \"assistant\" and not message.tool_calls) %}\n        {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}\n    {%- elif message.role == \"tool\" %}\n        {%- if (loop.index0 == 0) or (messages[loop.index0 - 1].role != \"tool\") %}\n            {{- '<|im_start|>user' }}\n        {%- endif %}\n        {{- '\\n<tool_response>\\n' }}\n        {{- message.content }}\n        {{- '\\n</tool_response>' }}\n    {%- endif %}\n{%- endfor %}\n",
    "thinking": "{%- set ns = namespace(multi_step=true, last=messages|length - 1) %}\n{%- for message in messages[::-1] %}\n    {%- set index = (messages|length - 1) - loop.index0 %}\n    {%- if ns.multi_step and message.role == \"user\" and not(message.content.startswith('<tool') and message.content.endswith('</tool>')) %}\n        {%- set ns.multi_step = false %}\n        {%- set ns.last = index %}\n    {%- endif %}\n{%- endfor %}\n{%- for message in messages %}\n    {%- set content = message.content %}\n    {%- if '</think>' in content %}\n        {%- set content = content.split('</think>')[-1].lstrip('\\n') %}\n    {%- endif %}\n    {{- loop.index0 ~ ':' ~ content ~ (' last' if loop.index0 == ns.last else '') ~ '\\n' }}\n{%- endfor %}\n{%- if enable_thinking is defined and enable_thinking is false %}\n    {{- '<think>\\n\\n</think>\\n\\n' }}\n{%- endif %}",
    "dated": "{%- if not date_string is defined %}\n    {%- if strftime_now is defined %}\n        {%- set date_string = strftime_now(\"%d %b %Y\") %}\n    {%- else %}\n        {%- set date_string = \"26 Jul 2024\" %}\n    {%- endif %}\n{%- endif %}\n{{- \"Today Date: \" + date_string + \"\\n\\n\" }}",
    "images_and_text": "{% for message in chat %}{{ message.role|upper }}: {# images first #}{% for content in message['content'] | selectattr('type', 'equalto', 'image') %}{{ '<image>\n' }}{% endfor %}{% for content in message['content'] | selectattr('type', 'equalto', 'text') %}{{ content['text'] }}{% endfor %}{{ '\n' }}{% endfor %}",
    "counted_images": "{% set c = namespace(value=0) %}{% for message in chat %}<|im_start|>{{ message['role'] }}\n{% if message['content'] is string %}{{ message['content'] }}<|im_end|>\n{% else %}{% for content in message['content'] %}{% if content['type'] == 'image' or 'image' in content %}{% set c.value = c.value + 1 %}Picture {{ c.value }}: <|image_pad|>{% elif 'text' in content %}{{ content['text'] }}{% endif %}{% endfor %}<|im_end|>\n{% endif %}{% endfor %}",
    "json_schema_macro": "{%- macro render(spec, depth=0) -%}\n    {%- if spec.type == 'object' -%}\n        {{- '{\\n' }}\n        {%- for name, part in spec.properties.items() -%}\n            {{- '  ' * (depth + 1) + name }}\n            {%- if name not in (spec.required or []) -%}?{%- endif -%}\n            {{- ': ' + render(part, depth + 1) }}\n            {%- if not loop.last %}{{ ',' }}{% endif -%}\n            {{- '\\n' }}\n        {%- endfor -%}\n        {{- '  ' * depth + '}' -}}\n    {%- elif spec.type is string -%}\n        {{- spec.type -}}\n    {%- elif spec.type is iterable -%}\n        {{- spec.type | join(' | ') -}}\n    {%- endif -%}\n{%- endmacro -%}\n{%- for tool in tools -%}\n    type {{ tool.function.name }} = {{ render(tool.function.parameters) }};\n{% endfor %}",
    "documents": "{%- if documents %}{% for d in documents %}{{ d.title }}: {{ d.text }}\n{% endfor %}{% elif documents is none %}no documents{% endif %}{{ documents is defined }}",
    "loop_controls_over_messages": "{%- for m in messages -%}\n  {%- if m.role == 'system' -%}{%- continue -%}{%- endif -%}\n  {{ m.role }}\n  {%- break -%}\n{%- endfor -%}",
}

FAILURES = {
    "raised": "a\n{{ raise_exception('Only ' ~ n ~ ' allowed') }}",
    "raised_in_branch": "{% if not s is string %}x{% else %}\n\n{{- raise_exception(\"no strings\") }}{% endif %}",
    "raised_in_macro": "{% macro f() %}{{ raise_exception('deep') }}{% endmacro %}\n{{ f() }}",
    "undefined_attribute": "x\n{{ q.a }}",
    "undefined_call": "{{ q() }}",
    "undefined_arithmetic": "{{ q + 1 }}",
    "string_plus_number": "{{ 'a' + 1 }}",
    "string_plus_list": "{{ '<' + messages }}",
    "number_plus_string": "{{ 1 + 'a' }}",
    "none_iterated": "{% for i in x %}{% endfor %}",
    "number_iterated": "{% for i in n %}{% endfor %}",
    "number_length": "{{ n|length }}",
    "generator_length": "{{ l|select|length }}",
    "list_appended": "{{ l.append(1) }}",
    "dict_updated": "{{ m.update({}) }}",
    "division_by_zero": "{{ 1 / 0 }}",
    "unknown_filter": "{{ n|nosuch }}",
    "unknown_test": "{{ n is nosuch }}",
    "unknown_tag": "{% nosuch %}",
    "unclosed_if": "{% if b %}x",
    "unclosed_for": "{% for i in l %}x{% endif %}",
    "unclosed_comment": "a {# b",
    "unclosed_print": "{{ n",
    "unclosed_raw": "{% raw %} x",
    "unclosed_string": "{{ 'a }}",
    "wrong_bracket": "{{ [1) }}",
    "empty_print": "{{ }}",
    "chained_tests": "{{ n is defined is string }}",
    "assign_to_constant": "{% set none = 1 %}",
    "namespace_needed": "{% set m.a = 2 %}",
    "macro_too_many": "{% macro f(a) %}{% endmacro %}{{ f(1, 2) }}",
    "macro_unknown_keyword": "{% macro f(a) %}{% endmacro %}{{ f(c=2) }}",
    "tuple_unpacking": "{% set a, c = [1] %}",
    "mixed_comparison": "{{ 1 < 'a' }}",
    "none_in": "{{ 1 in none }}",
    "number_in_string": "{{ 1 in 'a' }}",
    "json_of_undefined": "{{ q|tojson }}",
    "break_outside": "{% break %}",
    "huge_range": "{% for i in range(1000000000) %}{% endfor %}",
    "too_few_format": "{{ '%s %s' % 'a' }}",
    "too_many_format": "{{ '%s' % (1, 2) }}",
    "call_of_number": "{{ n() }}",
    "not_recursive": "{% for i in l %}{{ loop([1]) }}{% endfor %}",
    "bad_character": "{{ n ? 1 }}",
    "missing_index": "{{ 'abc'.index('z') }}",
    "join_of_numbers": "{{ ','.join([1]) }}",
    "subscript_of_undefined": "{{ q['a'] }}",
    "int_of_undefined": "{{ q|int }}",
    "hidden_attribute_called": "{{ ''.__class__.mro() }}",
}

CHAT = [{"role": "user", "content": [{"type": "text", "text": "Look: "}, {"type": "image"}, {"type": "text", "text": "now?"}, {"type": "image"}]},
        {"role": "assistant", "content": "A walk."}]
TOOLS = [{"type": "function", "function": {"name": "weather", "description": "Says <if> it \u00e9s & rains.", "parameters": {
    "type": "object", "required": ["city"], "properties": {"city": {"type": "string"}, "days": {"type": ["integer", "null"]},
                                                         "more": {"type": "object", "properties": {"x": {"type": "number"}}}}}}}]
EXTRA = {
    "chatml": {"add_generation_prompt": True}, "chatml_default_system": {"add_generation_prompt": False},
    "alternating": {"bos_token": "<s>", "eos_token": "</s>"},
    "tools_hermes": {"tools": TOOLS, "messages": V["messages"] + [{"role": "tool", "content": "1"}, {"role": "tool", "content": "2"}]},
    "thinking": {"enable_thinking": False, "messages": V["messages"] + [{"role": "assistant", "content": "<think>a</think>\n\nb"}]},
    "images_and_text": {"chat": CHAT[:1]}, "counted_images": {"chat": CHAT}, "json_schema_macro": {"tools": TOOLS}, "documents": {"documents": None},
}


def outcome(env, template, variables):
    try:
        return {"output": env.from_string(template).render(**variables)}
    except jinja2.exceptions.TemplateError as e:
        raised = type(e) is jinja2.exceptions.TemplateError
        return {"failure": "raised" if raised else "failed", "message": e.message}
    except Exception as e:
        return {"failure": "failed", "message": f"{type(e).__name__}: {e}"}


def main():
    env = environment()
    cases = []
    for text in EXPRESSIONS + MARKUP + HOSTILE:
        cases.append({"name": text, "template": "{% set v = [" + text + "] %}{% for i in v %}{{ i }}|{% endfor %}"
                      if not text.endswith(",") else "{{ " + text + " }}"})
    hostile = {case["name"] for case in cases[-len(HOSTILE):]}
    cases += [{"name": name, "template": template} for name, template in {**TEMPLATES, **FAILURES}.items()]
    for case in cases:
        if case["name"] in EXTRA:
            case["variables"] = EXTRA[case["name"]]
        case |= outcome(env, case["template"], {**V, **case.get("variables", {})})
        expected_failure = case["name"] in FAILURES
        if ("failure" in case) != expected_failure and case["name"] not in hostile:
            print("unexpected:", case, file=sys.stderr)
    document = {"made_with": {"jinja2": jinja2.__version__, "markupsafe": version("markupsafe"), "python": sys.version.split()[0]}, "now": NOW.isoformat(),
                "variables": V, "cases": cases}
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump(document, out, indent=1, ensure_ascii=True)
        out.write("\n")


if __name__ == "__main__":
    main()
