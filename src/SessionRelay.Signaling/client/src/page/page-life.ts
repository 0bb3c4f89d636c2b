export interface PageLife {
  /** The network or the page is back: whatever was waited for may be there now. */
  woke(): void;
  /** The page is being closed, reloaded or put away. */
  closing(): void;
  /** The browser took the page out of its cache, as it was when it was put away. */
  restored(): void;
}

/** What the Network Information API tells where there is one (Chromium on phones): lib.dom.d.ts has it not. */
interface NetworkKind extends EventTarget {
  /** `wifi`, `cellular` and the like; undefined where the browser keeps it to itself. */
  readonly type?: string;
}

/** Hears what happens to the page. Gives what ends that. */
export function watchPage(life: PageLife): () => void {
  const ears = new AbortController();
  const { signal } = ears;
  window.addEventListener("online", () => life.woke(), { signal });
  watchNetwork(() => life.woke(), signal);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && life.woke(), { signal });
  window.addEventListener("pagehide", () => life.closing(), { signal });
  window.addEventListener("pageshow", (event) => event.persisted && life.restored(), { signal });
  return () => ears.abort();
}

/** From Wi-Fi to mobile and back. The event also tells of guesses at the speed, which mean nothing here. */
function watchNetwork(changed: () => void, signal: AbortSignal): void {
  const network = (navigator as { connection?: NetworkKind }).connection;
  let type = network?.type;
  network?.addEventListener(
    "change",
    () => {
      if (network.type === type) return;
      type = network.type;
      changed();
    },
    { signal },
  );
}
