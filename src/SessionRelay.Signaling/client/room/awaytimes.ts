/** So long a connection is given to come back by itself before the phone is thought of, in milliseconds. */
export const PhoneAfterMs = 20_000;

/** Since when each person has been on their way back, as this page has seen it. */
export class AwayTimes {
  readonly #since = new Map<string, number>();

  /** Who has been away for long enough at `now` (milliseconds of any steady clock), in the order given. */
  longAway<T extends { readonly id: string; readonly state: string }>(people: readonly T[], now: number): readonly T[] {
    for (const id of this.#since.keys()) if (!people.some((person) => person.id === id && person.state === "reconnecting")) this.#since.delete(id);
    return people.filter((person) => {
      if (person.state !== "reconnecting") return false;
      const since = this.#since.get(person.id) ?? now;
      this.#since.set(person.id, since);
      return now - since >= PhoneAfterMs;
    });
  }
}
