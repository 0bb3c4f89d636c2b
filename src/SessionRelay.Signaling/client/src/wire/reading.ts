/** Reads fields out of what came as JSON. A field that is missing or of another kind reads as empty, so that a newer or faulty relay breaks nothing here. */
export type Fields = Readonly<Record<string, unknown>>;

export function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function list(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fields) : [];
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function count(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

export function flag(value: unknown): boolean {
  return value === true;
}

export function date(value: unknown): Date {
  return new Date(typeof value === "string" ? value : NaN);
}

/** `value` when it is one of `words`, else `otherwise`. */
export function word<W extends string, O>(value: unknown, words: readonly W[], otherwise: O): W | O {
  return words.find((w) => w === value) ?? otherwise;
}
