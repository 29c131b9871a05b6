// Errors are for branching: a code for the program, a French sentence for the person.
import type { ApiError, ErrorCode } from "./commands";

/** Whatever was thrown, as an `ApiError`. */
export function asApiError(cause: unknown): ApiError {
  if (isApiError(cause)) return cause;
  if (typeof cause === "string") return { code: "internal", message: cause };
  console.error(cause);
  return { code: "internal", message: "Le programme n’a pas répondu. Réessayez ; si cela continue, fermez et rouvrez Themisia." };
}

export function isApiError(value: unknown): value is ApiError {
  return typeof value === "object" && value !== null && "code" in value && "message" in value;
}

/** The sentence to show. The program's own sentence comes first: it knows the file, the field, the reason. */
export function errorMessage(cause: unknown): string {
  const error = asApiError(cause);
  return error.message || errorTitle(error.code);
}

/** A short title for a code, for a dialog or a page. */
export function errorTitle(code: ErrorCode): string {
  switch (code) {
    case "not_found":
      return "Introuvable";
    case "invalid":
      return "Saisie à corriger";
    case "locked":
      return "Base verrouillée";
    case "wrong_secret":
      return "Code ou phrase secrète incorrects";
    case "newer_schema":
      return "Base plus récente que le programme";
    case "already_open":
      return "Base déjà ouverte";
    case "unsafe_folder":
      return "Dossier inadapté";
    case "base_exists":
      return "Une base existe déjà";
    case "damaged":
      return "Base endommagée";
    case "disk_full":
      return "Disque plein";
    case "cannot_undo":
      return "Annulation impossible";
    case "key_store":
      return "Trousseau indisponible";
    case "file":
      return "Fichier illisible";
    case "cancelled":
      return "Opération annulée";
    case "busy":
      return "Opération déjà en cours";
    case "unknown_command":
      return "Commande inconnue";
    case "internal":
      return "Erreur interne";
  }
}
