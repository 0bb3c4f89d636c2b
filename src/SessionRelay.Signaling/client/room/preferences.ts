/** Small choices that outlive a reload. A browser that keeps nothing loses them, without a word. */
export const preferences = {
  read(key: Key): string | null {
    try {
      return place(key).getItem(prefix + key);
    } catch {
      return null;
    }
  },
  write(key: Key, value: string): void {
    try {
      place(key).setItem(prefix + key, value);
    } catch {
      // private windows may refuse storage: the choice then holds until the page closes
    }
  },
};

type Key = "who" | "back" | "microphone" | "camera" | "shortcuts" | "notify";

const prefix = "sessionrelay.room.";

/** Who the link is for, and what was on, belong to this tab; how somebody likes to work belongs to the browser. */
function place(key: Key): Storage {
  return key === "who" || key === "back" || key === "microphone" || key === "camera" ? sessionStorage : localStorage;
}
