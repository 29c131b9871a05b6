import { describe, expect, it } from "vitest";
import { grouped, inserted, written } from "./fields";

const field = (name: string, group: string) => ({ name, label: name, group });

describe("the fields of a template", () => {
  it("stand under their groups, in their order", () => {
    const groups = grouped([field("date", "Lettre"), field("contact.nom", "Contact"), field("contact.ville", "Contact")]);
    expect(groups.map((one) => [one.group, one.fields.length])).toEqual([
      ["Lettre", 1],
      ["Contact", 2],
    ]);
  });

  it("are written between braces, a list as a loop", () => {
    expect(written("contact.nom")).toBe("{{ contact.nom }}");
    expect(written("contact.conditions")).toContain("{% for taux in contact.conditions %}");
  });

  it("take the place of what is selected", () => {
    expect(inserted("Bonjour X.", 8, 9, "{{ contact.nom }}")).toEqual({ text: "Bonjour {{ contact.nom }}.", caret: 25 });
  });
});
