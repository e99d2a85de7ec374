"""
How gdb shows values of dialect types, as TypeScript would write them, and finds TypeScript names.

gdb can only be extended in Python, so this file is the one exception to "everything is TypeScript".
The C back end names types after the dialect's (compiler/backend-c/types.ts), which is what the
printers here go by; its symbols (compiler/backend-c/names.ts) are what `$ts` and `tsbreak` make of
TypeScript names.

Used by: tools/debug.ts, .vscode/launch.json.            Uses: gdb's Python API.
"""

import re

import gdb

WORD = (1 << 64) - 1


def grouped(value):
    """Lower-case hexadecimal in groups of four digits, as the kernel's log writes addresses."""
    digits = format(value & WORD, "x")
    first = len(digits) % 4
    groups = [digits[:first]] if first else []
    groups += [digits[i : i + 4] for i in range(first, len(digits), 4)]
    return "0x" + "_".join(groups)


def names_of_bits(value, names):
    """The names of the bits of `value` that are 1; `bit 9` for one without a name."""
    set_bits = [bit for bit in range(64) if value >> bit & 1]
    return " ".join(names.get(bit, "bit %d" % bit) for bit in set_bits)


def source_name(name):
    """The dialect's name of a field.

    The back end appends `_` to a name that C has taken (`signed_`) and puts x before one that begins
    as its own do (`x_Spare`); the dialect's own style has neither.
    """
    return re.sub(r"^x(?=_|kx_|rt_|KX_)|_$", "", name)


class TextOnly:
    """A value that is shown as a text that is known already."""

    def __init__(self, text):
        self.text = text

    def to_string(self):
        return self.text


class AddressPrinter:
    """PhysAddr and VirtAddr: `virt 0xffff_8000_0000_1000`."""

    def __init__(self, value, word):
        self.value = value
        self.word = word

    def to_string(self):
        return "%s %s" % (self.word, grouped(int(self.value)))


class EntryPrinter:
    """An entry of a page table: its address and the names of the bits that are 1.

    The level is not known, so that a bit 12 that selects the memory type of a large page is shown
    as a part of the address, and bit 7 with both its meanings.

    Source: [SDM3] "4-Level Paging", the formats of paging-structure entries; bit 11 is ours, see
    kernel/mm/page-table-entry.ts.
    """

    ADDRESS = 0x000F_FFFF_FFFF_F000
    PRESENT = 1
    BITS = {
        0: "present",
        1: "writable",
        2: "user",
        3: "write-through",
        4: "cache-disable",
        5: "accessed",
        6: "dirty",
        7: "page-size/pat",
        8: "global",
        11: "permanent",
        63: "no-execute",
    }

    def __init__(self, value):
        self.value = int(value) & WORD

    def to_string(self):
        if self.value == 0:
            return "not present"
        names = names_of_bits(self.value & ~self.ADDRESS, self.BITS)
        shown = "phys %s %s" % (grouped(self.value & self.ADDRESS), names)
        return shown if self.value & self.PRESENT else ("not present: %s" % shown).rstrip()


class FlagsPrinter:
    """PageFlags: the names of the bits that are 1. See kernel/mm/page-flags.ts."""

    BITS = {
        **{bit: EntryPrinter.BITS[bit] for bit in (0, 1, 2, 3, 4, 8, 63)},
        9: "write-combining",
    }

    def __init__(self, value):
        self.value = int(value) & WORD

    def to_string(self):
        return names_of_bits(self.value, self.BITS) or "no flags"


class NullablePrinter:
    """`T | null`: the value, or null."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        if not self.value["present"]:
            return "null"
        return self.value["value"].format_string()


class TextPrinter:
    """A string constant."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        length = int(self.value["length"])
        if length == 0:
            return '""'
        bytes_ = gdb.selected_inferior().read_memory(int(self.value["bytes"]), min(length, 200))
        return '"%s"' % bytes(bytes_).decode("ascii", "replace")


class ViewPrinter:
    """A DataView: where its window lies and how long it is."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        return "DataView(virt %s, %d bytes)" % (
            grouped(int(self.value["address"])),
            int(self.value["length"]),
        )


class EnumPrinter:
    """`MapStatus.Ok`; a number that is no member says so."""

    def __init__(self, value, type_):
        self.value = int(value)
        self.type = type_

    def to_string(self):
        name = self.type.tag
        for field in self.type.fields():
            if field.enumval == self.value:
                return "%s.%s" % (name, field.name[len(name) + 1 :])
        return "%d (not a %s)" % (self.value, name)


class BytePrinter:
    """u8 and i8: a number, where gdb would add a character."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        # A value and no text, so that `print/x` works.
        return self.value.cast(gdb.lookup_type("int"))


class BytesPrinter:
    """A FixedArray of u8 or i8: numbers, where gdb would show a C string."""

    def __init__(self, value, element):
        self.value = value
        self.format = "d" if int(gdb.Value(-1).cast(element)) < 0 else "u"

    def to_string(self):
        return self.value.format_string(format=self.format, raw=True)


class BoolsPrinter:
    """A FixedArray of bool."""

    def __init__(self, value, type_):
        self.value = value
        self.type = type_

    def display_hint(self):
        return "array"

    def children(self):
        low, high = self.type.range()
        for index in range(low, high + 1):
            yield str(index), self.value[index]


class StructPrinter:
    """A struct or record: its fields under the names that they have in the dialect, no padding."""

    FILLERS = re.compile(r"^(padding_\d+_|empty_)$")

    def __init__(self, value, type_):
        self.value = value
        self.type = type_

    def children(self):
        for field in self.type.fields():
            if self.FILLERS.match(field.name):
                continue
            yield source_name(field.name), self.value[field]


class UnionPrinter:
    """A union of records: which variant it holds, and the fields of that variant only."""

    def __init__(self, value, type_):
        self.value = value
        self.type = type_

    def children(self):
        fields = self.type.fields()
        kind = int(self.value[fields[0]])
        prefix = len(self.type.tag) + 1
        tags = {tag.enumval: tag.name[prefix:] for tag in fields[0].type.fields()}
        tag = tags.get(kind)
        shown = "%d (no variant)" % kind if tag is None else "'%s'" % tag
        yield source_name(fields[0].name), shown
        # Only variants with fields have a place in the union, which is not there without any.
        variants = self.value[fields[1]] if len(fields) > 1 else None
        for variant in variants.type.fields() if variants is not None else []:
            if source_name(variant.name) == source_name(tag or ""):
                yield from StructPrinter(variants[variant], variant.type).children()


def is_union(struct):
    """Whether a C struct is a union of the dialect: it begins with an enum that has no name."""
    fields = struct.fields()
    return len(fields) > 0 and fields[0].type.code == gdb.TYPE_CODE_ENUM and not fields[0].type.tag


def is_byte(type_):
    stripped = type_.strip_typedefs()
    return stripped.code == gdb.TYPE_CODE_INT and stripped.sizeof == 1


def typedef_names(type_):
    """The names that a type has by `typedef`, without `unaligned_`."""
    names = []
    while type_.code == gdb.TYPE_CODE_TYPEDEF:
        names.append(re.sub("^unaligned_", "", type_.name))
        type_ = type_.target()
    return names


NAMED = {
    "VirtAddr": lambda value: AddressPrinter(value, "virt"),
    "PhysAddr": lambda value: AddressPrinter(value, "phys"),
    "PageTableEntry": EntryPrinter,
    "PageFlags": FlagsPrinter,
    "bool8": lambda value: TextOnly("true" if int(value) != 0 else "false"),
}


def printer_for_struct(value, struct):
    if struct.tag == "Text":
        return TextPrinter(value)
    if struct.tag == "DataView":
        return ViewPrinter(value)
    if struct.tag.startswith("Nullable_"):
        return NullablePrinter(value)
    return UnionPrinter(value, struct) if is_union(struct) else StructPrinter(value, struct)


def printer_for(value):
    """The printer for a value, or None where gdb's own way is right."""
    for name in typedef_names(value.type):
        if name in NAMED:
            return NAMED[name](value)
    stripped = value.type.strip_typedefs().unqualified()
    code = stripped.code
    if code == gdb.TYPE_CODE_ENUM and stripped.tag:
        return EnumPrinter(value, stripped)
    if code == gdb.TYPE_CODE_PTR and int(value) == 0:
        return TextOnly("null")
    if code == gdb.TYPE_CODE_ARRAY and is_byte(stripped.target()):
        is_bool = "bool8" in typedef_names(stripped.target())
        return BoolsPrinter(value, stripped) if is_bool else BytesPrinter(value, stripped.target())
    if code == gdb.TYPE_CODE_STRUCT and stripped.tag:
        return printer_for_struct(value, stripped)
    return BytePrinter(value) if is_byte(stripped) else None


gdb.pretty_printers.insert(0, printer_for)
# Statics of the kernel are larger than what gdb reads without being asked.
gdb.execute("set max-value-size unlimited")


# `mm/frame.alloc`, `lib/list.push<u64>`, `self-check.run.arrow1`: the module, the name at its top, and
# the type arguments or the number of an arrow function, as backtraces of the kernel write them.
NAME = re.compile(r"^(?P<path>.+)\.(?P<name>(?!arrow\d)\w+)(?P<types><.*>)?(?P<arrows>(\.arrow\d+)*)$")


def symbol_of(name):
    """The C symbol of a TypeScript name (docs/architecture.md, "Symbols"), whether there is one or not."""
    parts = NAME.match(name.strip())
    if parts is None:
        raise gdb.GdbError("%s: write the module as well, such as mm/frame.STATE" % name)
    module = identifier(re.sub(r"^kernel/|\.ts$", "", parts["path"]))
    types = "".join("__" + each for each in type_arguments(parts["types"] or ""))
    return "kx_%s__%s" % (module, identifier(parts["name"] + types + parts["arrows"].replace(".", "__")))


def identifier(text):
    return re.sub(r"[^A-Za-z0-9]", "_", text)


def type_arguments(text):
    """The parts of `<u64, FixedArray<u8, 4>>`: a comma inside brackets does not end one."""
    arguments, depth = [""], 0
    for character in text[1:-1]:
        depth += {"<": 1, "(": 1, "{": 1, ">": -1, ")": -1, "}": -1}.get(character, 0)
        if character == "," and depth == 0:
            arguments.append("")
        else:
            arguments[-1] += character
    return [each.strip() for each in arguments if text]


def missing(name, symbol):
    module = symbol[: symbol.index("__") + 2]
    return gdb.GdbError("%s: there is no %s; see `info functions ^%s`" % (name, symbol, module))


class TypeScriptValue(gdb.Function):
    """$ts("mm/frame.STATE"): the static of that name, or the function."""

    def __init__(self):
        super().__init__("ts")

    def invoke(self, name):
        symbol = symbol_of(name.string())
        if gdb.lookup_global_symbol(symbol) is None and gdb.lookup_static_symbol(symbol) is None:
            raise missing(name.string(), symbol)
        return gdb.parse_and_eval(symbol)


class TypeScriptBreak(gdb.Command):
    """tsbreak mm/frame.freeContiguous: stop at the beginning of a function.

    A generic function without type arguments is every instance of it.
    """

    def __init__(self):
        super().__init__("tsbreak", gdb.COMMAND_BREAKPOINTS)

    def invoke(self, argument, from_tty):
        symbol = symbol_of(argument)
        listed = gdb.execute("info functions -q -n ^%s" % symbol, to_string=True)
        found = re.findall(r"\b%s(?:__\w+)?(?=\()" % symbol, listed)
        functions = [each for each in found if not re.search(r"__arrow\d+$", each[len(symbol) :])]
        if not functions:
            raise missing(argument, symbol)
        for each in functions:
            gdb.Breakpoint(each)


TypeScriptValue()
TypeScriptBreak()
