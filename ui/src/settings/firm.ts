// The settings of the firm while they are typed: texts of the form against what is kept.
import type { FirmSettings } from "../lib/commands";

export type SettingField = keyof FirmSettings;
export type TypedSettings = { [field in SettingField]: FirmSettings[field] extends number ? number | null : FirmSettings[field] };

export function typedOf(settings: FirmSettings): TypedSettings {
  return { ...settings };
}

const FIELDS = (settings: object): SettingField[] => Object.keys(settings) as SettingField[];

/** The fields that say otherwise than what is kept. */
export function changedFields(typed: TypedSettings, kept: FirmSettings): SettingField[] {
  return FIELDS(kept).filter((field) => typed[field] !== kept[field]);
}

/** What is typed over settings that were changed elsewhere meanwhile: untouched fields follow, touched ones stay. */
export function followed(typed: TypedSettings, before: FirmSettings, now: FirmSettings): TypedSettings {
  const touched = Object.fromEntries(changedFields(typed, before).map((field) => [field, typed[field]]));
  return { ...typedOf(now), ...touched };
}

/** The number fields that are empty: they can't be. */
export function missing(typed: TypedSettings): SettingField | null {
  return FIELDS(typed).find((field) => typed[field] === null) ?? null;
}

/** « 30 » → 30; null for what is no whole number of days. */
export function daysOf(text: string): number | null {
  return /^\d{1,4}$/.test(text.trim()) ? Number(text.trim()) : null;
}
