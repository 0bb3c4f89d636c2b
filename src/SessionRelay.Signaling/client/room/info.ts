/** What the server says about itself to the page; all of it optional. */
export interface RelayInfo {
  readonly demo: boolean;
  /** The practice's name, for the page's head. */
  readonly practice: string | null;
}

const LongestName = 80;

/** Reads `/relay/info.json`. The page works without it, so a failure is no news. */
export async function readInfo(): Promise<RelayInfo> {
  try {
    const answer = await fetch("/relay/info.json", { credentials: "omit", cache: "no-store" });
    return answer.ok ? infoFrom(await answer.json()) : infoFrom(null);
  } catch {
    return infoFrom(null);
  }
}

/** Takes from an answer what is understood. */
export function infoFrom(answer: unknown): RelayInfo {
  const fields = typeof answer === "object" && answer !== null ? (answer as Record<string, unknown>) : {};
  const practice = fields["practice"];
  return { demo: fields["demo"] === true, practice: typeof practice === "string" && practice.trim() !== "" ? practice.trim().slice(0, LongestName) : null };
}
