"""
How gdb shows values of dialect types: as TypeScript would write them.

gdb can only be extended in Python, so this file is the one exception to "everything is TypeScript".
The C back end names types after the dialect's (compiler/backend-c/types.ts), which is what the
printers here go by.

Used by: tools/debug.ts.            Uses: gdb's Python API.
"""

import gdb

WORD = (1 << 64) - 1


def grouped(value):
    """Lower-case hexadecimal in groups of four digits, as the kernel's log writes addresses."""
    digits = format(value & WORD, "x")
    first = len(digits) % 4
    groups = [digits[:first]] if first else []
    groups += [digits[i : i + 4] for i in range(first, len(digits), 4)]
    return "0x" + "_".join(groups)


class AddressPrinter:
    """PhysAddr and VirtAddr: `virt 0xffff_8000_0000_1000`."""

    def __init__(self, value, word):
        self.value = value
        self.word = word

    def to_string(self):
        return "%s %s" % (self.word, grouped(int(self.value)))


class EntryPrinter:
    """An entry of a page table: its address and the names of the bits that are 1.

    Source: [SDM3] "4-Level Paging", the formats of paging-structure entries.
    """

    BITS = [
        (0, "present"),
        (1, "writable"),
        (2, "user"),
        (3, "write-through"),
        (4, "cache-disable"),
        (5, "accessed"),
        (6, "dirty"),
        (7, "page-size/pat"),
        (8, "global"),
        (63, "no-execute"),
    ]

    def __init__(self, value):
        self.value = int(value) & WORD

    def to_string(self):
        if self.value == 0:
            return "not present"
        names = [name for bit, name in self.BITS if self.value >> bit & 1]
        address = self.value & 0x000F_FFFF_FFFF_F000
        return "phys %s %s" % (grouped(address), " ".join(names))


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
        name = self.type.name or self.type.tag or "enum"
        for field in self.type.fields():
            if field.enumval == self.value:
                return "%s.%s" % (name, field.name[len(name) + 1 :])
        return "%d (not a %s)" % (self.value, name)


def printer_for(value):
    """The printer for a value, or None where gdb's own way is right."""
    name = value.type.unqualified().name
    if name == "VirtAddr":
        return AddressPrinter(value, "virt")
    if name == "PhysAddr":
        return AddressPrinter(value, "phys")
    if name == "PageTableEntry":
        return EntryPrinter(value)
    stripped = value.type.strip_typedefs().unqualified()
    if stripped.code == gdb.TYPE_CODE_ENUM:
        return EnumPrinter(value, stripped)
    if stripped.code != gdb.TYPE_CODE_STRUCT or stripped.tag is None:
        return None
    if stripped.tag == "Text":
        return TextPrinter(value)
    if stripped.tag == "DataView":
        return ViewPrinter(value)
    if stripped.tag.startswith("Nullable_"):
        return NullablePrinter(value)
    return None


gdb.pretty_printers.insert(0, printer_for)
