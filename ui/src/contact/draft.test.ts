import { describe, expect, it } from "vitest";
import { changeKind, differs, emptyDraft, nameOf, parseTyping, rebased, trimmed } from "./draft";
import { allFields, fieldsOf, fieldsOfKind, legalFormIn } from "./fields";

describe("a change of kind", () => {
  it("carries the name over and names what has no place in the new kind", () => {
    const person = {
      ...emptyDraft("natural_person"),
      civility: "Mme",
      birth_name: "Durand",
      first_names: "Anne",
      notes: "à rappeler",
    };
    const { draft, lost } = changeKind(person, "legal_person");
    expect(draft).toMatchObject({
      kind: "legal_person",
      organisation_name: "Durand",
      civility: "",
      first_names: "",
      notes: "à rappeler",
    });
    expect(lost).toEqual(["civility", "first_names"]);
  });

  it("loses nothing between an organisation and a court that have only a name", () => {
    const company = { ...emptyDraft("legal_person"), organisation_name: "Tribunal judiciaire de Brest", acronym: "TJ" };
    expect(changeKind(company, "court")).toMatchObject({
      lost: [],
      draft: { organisation_name: "Tribunal judiciaire de Brest", acronym: "TJ" },
    });
  });

  it("keeps « à vérifier » only for fields that stay", () => {
    const company = { ...emptyDraft("legal_person"), organisation_name: "X", siren: "123", to_check: ["siren"] };
    const { draft, lost } = changeKind(company, "court");
    expect(lost).toEqual(["siren"]);
    expect(draft.to_check).toEqual([]);
  });
});

describe("a typing", () => {
  it("differs from what is stored only by what a person would miss", () => {
    const base = { ...emptyDraft("natural_person"), id: "1", birth_name: "Durand" };
    expect(differs({ ...base, emails: [{ id: null, label: "", address: " ", to_check: false }] }, base)).toBe(false);
    expect(differs({ ...base, birth_name: "Durant" }, base)).toBe(true);
    expect(differs({ ...base, kind: "court" }, base)).toBe(true);
    expect(differs({ ...emptyDraft("court") }, emptyDraft("natural_person"))).toBe(false);
  });

  it("is sent without its empty rows", () => {
    const draft = trimmed({
      ...emptyDraft("natural_person"),
      phones: [
        { id: null, label: "Bureau", number: "" },
        { id: null, label: "", number: "01" },
      ],
      addresses: [{ id: null, label: "Siège", street: "", postal_code: "", town: "", country: "France" }],
    });
    expect(draft.phones.map((phone) => phone.number)).toEqual(["01"]);
    expect(draft.addresses).toEqual([]);
  });

  it("is read back from its copy, whatever the copy has become", () => {
    expect(parseTyping(null)).toBeNull();
    expect(parseTyping("{")).toBeNull();
    expect(parseTyping("[]")).toBeNull();
    expect(parseTyping('{"at":"2026-01-01","draft":null}')).toBeNull();
    const kept = parseTyping(JSON.stringify({ at: "2026-01-01T10:00:00Z", draft: { kind: "court", organisation_name: "TJ" } }));
    expect(kept?.draft).toMatchObject({ kind: "court", organisation_name: "TJ", emails: [] });
  });

  it("is named as the person or the organisation", () => {
    expect(nameOf({ ...emptyDraft("natural_person"), first_names: "Anne", birth_name: "Durand", usage_name: "Le Goff" })).toBe(
      "Anne Le Goff",
    );
    expect(nameOf({ ...emptyDraft("court"), organisation_name: " Tribunal " })).toBe("Tribunal");
  });

  it("shows a field of another kind as long as it holds something", () => {
    expect(fieldsOf({ ...emptyDraft("natural_person"), siret: "73282932000074" }, "identity")).toContain("siret");
    expect(fieldsOf(emptyDraft("natural_person"), "identity")).not.toContain("siret");
  });
});

describe("a contact changed by someone else during the typing", () => {
  const base = { ...emptyDraft("natural_person"), id: "1", birth_name: "Durand", notes: "a" };

  it("brings what was not touched here, and keeps what was", () => {
    const { draft, both } = rebased(base, { ...base, notes: "a b" }, { ...base, first_names: "Anne" });
    expect(draft).toMatchObject({ first_names: "Anne", notes: "a b" });
    expect(both).toEqual([]);
  });

  it("names what both have changed", () => {
    const { draft, both } = rebased(base, { ...base, notes: "ici" }, { ...base, notes: "là" });
    expect(draft.notes).toBe("ici");
    expect(both).toEqual(["Notes"]);
  });
});

describe("the fields", () => {
  it("each have a place in the form of some kind", () => {
    const placed = new Set((["natural_person", "legal_person", "court"] as const).flatMap(fieldsOfKind));
    expect(allFields.filter((field) => !placed.has(field))).toEqual([]);
  });

  it.each([
    ["SARL Dupont", "SARL"],
    ["Dupont et Fils S.A.S.", "SAS"],
    ["sci du Moulin", "SCI"],
    ["SARL", null],
    ["La Sarlat", null],
    ["Durand SA et associés", null],
  ])("read the legal form in « %s »", (name, form) => {
    expect(legalFormIn(name)).toBe(form);
  });
});
