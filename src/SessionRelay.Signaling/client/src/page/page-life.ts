export interface PageLife {
  /** The network or the page is back: whatever was waited for may be there now. */
  woke(): void;
  /** The page is being closed, reloaded or put away. */
  closing(): void;
  /** The browser took the page out of its cache, as it was when it was put away. */
  restored(): void;
}

/** Hears what happens to the page. Gives what ends that. */
export function watchPage(life: PageLife): () => void {
  const ears = new AbortController();
  const { signal } = ears;
  window.addEventListener("online", () => life.woke(), { signal });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && life.woke(), { signal });
  window.addEventListener("pagehide", () => life.closing(), { signal });
  window.addEventListener("pageshow", (event) => event.persisted && life.restored(), { signal });
  return () => ears.abort();
}
