// Writes towns.tsv (postal code → towns) from the package @etalab/decoupage-administratif, installed beside this script:
//   npm install --no-save @etalab/decoupage-administratif@6.0.0 && node towns.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const communes = JSON.parse(readFileSync(require.resolve("@etalab/decoupage-administratif/data/communes.json"), "utf8"));
const towns = new Map();
for (const commune of communes) {
  // The arrondissements of Paris, Lyon and Marseille are told by their town.
  if (!["commune-actuelle", "commune-deleguee", "commune-associee"].includes(commune.type)) continue;
  for (const code of commune.codesPostaux ?? []) {
    if (!towns.has(code)) towns.set(code, new Map());
    // Towns of today come before those that were merged into them.
    towns.get(code).set(commune.nom, Math.max(commune.population ?? 0, towns.get(code).get(commune.nom) ?? 0));
  }
}
// Not a French town, so not among them; its post has French codes (Universal Postal Union, addressing of Monaco).
towns.set("98000", new Map([["Monaco", 0]]));
const lines = [...towns]
  .sort(([a], [b]) => a.localeCompare(b))
  .map(([code, names]) => [code, ...[...names].sort(([a, x], [b, y]) => y - x || a.localeCompare(b, "fr")).map(([name]) => name)].join("\t"));
writeFileSync(new URL("towns.tsv", import.meta.url), lines.join("\n") + "\n");
