"""Compares our checks of identifiers with those of python-stdnum, over random and mutated strings.

    cargo xtask oracle [--count 100000] [--seed 1]

Prints how many strings each kind had, how many both accept, and every difference that `README.md` does not name. Exit
code 1 when there is one.
"""

import argparse
import collections
import json
import random
import subprocess
import sys

from stdnum import iban, luhn
from stdnum.eu import vat
from stdnum.exceptions import ValidationError
from stdnum.fr import siren, siret, tva

KINDS = ["siren", "siret", "vat_number", "vat_number", "iban"]
SPACES = [" ", "\u00a0", "\u202f", ".", "\u2009", "-", "/", "\t"]
ANYTHING = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ .-/\u00a0\u202f" + "é٣*+_'\"abc"
EU = {
    "AT": ["U########"], "BE": ["0#########", "1#########", "#########"], "BG": ["#########", "##########"],
    "CY": ["########@"], "CZ": ["########", "#########", "##########"], "DE": ["#########"], "DK": ["########"],
    "EE": ["#########"], "EL": ["#########", "########"], "GR": ["#########"], "ES": ["@#######?", "########@"],
    "FI": ["########"], "HR": ["###########"], "HU": ["########"], "IE": ["#######@", "#######@@", "#?#####@"],
    "IT": ["###########"], "LT": ["#########", "############"], "LU": ["########"], "LV": ["###########"],
    "MT": ["########"], "NL": ["#########B##"], "PL": ["##########"], "PT": ["#########"],
    "RO": ["##", "######", "##########"], "SE": ["##########01"], "SI": ["########"], "SK": ["##########"],
    "XI": ["#########", "GD###", "HA###"],
}


def digits(rng, count):
    return "".join(rng.choice("0123456789") for _ in range(count))


def a_siren(rng):
    head = digits(rng, 8)
    return head + luhn.calc_check_digit(head)


def a_siret(rng):
    if rng.random() < 0.15:
        return "356000000" + digits(rng, 5)
    head = a_siren(rng) + digits(rng, 4)
    return head + luhn.calc_check_digit(head)


def a_french_vat(rng):
    company = "000" + digits(rng, 6) if rng.random() < 0.1 else a_siren(rng)
    if rng.random() < 0.5:
        return "FR%02d%s" % (int(company + "12") % 97, company)
    alphabet = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    return "FR" + rng.choice(alphabet) + rng.choice(alphabet) + company


def a_european_vat(rng):
    country = rng.choice(list(EU))
    signs = {"#": "0123456789", "@": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "?": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ+*"}
    # Most random numbers of a country have a wrong key: try some, so that the reference accepts a good part.
    for _ in range(60):
        number = country + "".join(rng.choice(signs.get(c, c)) for c in rng.choice(EU[country]))
        if reference("vat_number", number):
            break
    return number


def an_iban(rng):
    countries = [prefix for (_, prefix, _, info, _) in iban._ibandb.prefixes if "bban" in info]
    country = rng.choice(countries + ["FR"] * 20)
    structure = iban._ibandb.info(country)[0][1]["bban"]
    body = ""
    for count, kind in iban._struct_re.findall(structure):
        signs = {"n": "0123456789", "a": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "c": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}[kind]
        body += "".join(rng.choice(signs) for _ in range(int(count)))
    return country + iban.calc_check_digits(country + "00" + body) + body


MAKE = {
    "siren": [a_siren],
    "siret": [a_siret],
    "vat_number": [a_french_vat, a_european_vat],
    "iban": [an_iban],
}


def mutated(rng, text):
    text = list(text)
    for _ in range(rng.choice([0, 0, 0, 1, 1, 2, 5])):
        at = rng.randrange(len(text) + 1)
        what = rng.randrange(5)
        if what == 0 and text:
            text[at % len(text)] = rng.choice("0123456789")
        elif what == 1 and len(text) > 1:
            del text[at % len(text)]
        elif what == 2:
            text.insert(at, rng.choice(ANYTHING))
        elif what == 3 and len(text) > 1:
            other = (at + 1) % len(text)
            text[at % len(text)], text[other] = text[other], text[at % len(text)]
        else:
            text.insert(at, rng.choice(SPACES))
    if rng.random() < 0.2:
        text = list("".join(text).lower())
    return "".join(text)


def a_string(rng, kind):
    chance = rng.random()
    if chance < 0.08:
        return "".join(rng.choice(ANYTHING) for _ in range(rng.randrange(30)))
    if chance < 0.12:
        return "0" * rng.randrange(20)
    return mutated(rng, rng.choice(MAKE[kind])(rng))


def reference(kind, text):
    """The compact form that stdnum gives, None when it refuses."""
    checks = {
        "siren": siren.validate,
        "siret": siret.validate,
        "vat_number": vat.validate,
        "iban": lambda text: iban.validate(text, check_country=False),
    }
    try:
        return checks[kind](text)
    except ValidationError:
        return None


def plain(text):
    """What we set aside in entry, and stdnum does not everywhere."""
    blank = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
    return "".join(c for c in text if not c.isspace() and c not in blank and c not in ".-/\u2010\u2011\u2012\u2013\u2014\u2015")


def deliberate(kind, text, ours, theirs):
    """The number of the line of README.md that explains a difference."""
    compact = plain(text).upper()
    if ours and not theirs:
        if reference(kind, plain(text)):
            return 1
        if kind == "vat_number" and ours == "FR" + compact and reference(kind, ours):
            return 6
        if kind == "vat_number" and not compact.startswith("FR"):
            return 2
    if theirs and not ours:
        if set(compact.removeprefix("FR")[-9:]) == {"0"} or set(compact[:9]) == {"0"}:
            return 3
        if kind == "iban" and not compact[2:4].isdigit():
            return 4
    if kind == "vat_number" and ours and theirs and compact.startswith("GR") and ours[2:] == theirs[2:]:
        return 5
    return None


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("cli")
    arguments.add_argument("--count", type=int, default=100_000)
    arguments.add_argument("--seed", type=int, default=1)
    asked = arguments.parse_args()
    rng = random.Random(asked.seed)
    strings = []
    for at in range(asked.count):
        kind = KINDS[at % len(KINDS)]
        strings.append((kind, a_string(rng, kind)))
    lines = "".join(json.dumps({"kind": kind, "value": text}) + "\n" for kind, text in strings)
    done = subprocess.run([asked.cli, "identifiers", "check", "--stdin"], input=lines.encode(), stdout=subprocess.PIPE)
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert len(answers) == len(strings), (len(answers), len(strings))
    count, accepted, named, unnamed = (collections.Counter() for _ in range(4))
    shown = 0
    for (kind, text), answer in zip(strings, answers):
        theirs, ours = reference(kind, text), answer["value"] if answer["valid"] else None
        count[kind] += 1
        if ours == theirs:
            accepted[kind] += ours is not None
            continue
        line = deliberate(kind, text, ours, theirs)
        if line:
            named[kind, line] += 1
            continue
        unnamed[kind] += 1
        if shown < 60:
            print(f"{kind}: {text!r}: ours {ours!r} ({answer['reason']}), stdnum {theirs!r}")
            shown += 1
    for kind in count:
        lines = {line: named[of, line] for of, line in sorted(named) if of == kind}
        print(f"{kind}: {count[kind]} strings, {accepted[kind]} accepted by both with the same form, "
              f"deliberate differences by line {lines}, others {unnamed[kind]}")
    sys.exit(1 if unnamed else 0)


if __name__ == "__main__":
    main()
