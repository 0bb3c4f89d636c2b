/** Keeps the screen of a phone lit during a session, where the browser can. The system drops the lock with the tab; it is asked for again on return. */
export class ScreenAwake {
  #lock: WakeLockSentinel | null = null;
  #wanted = false;

  constructor() {
    document.addEventListener("visibilitychange", () => void this.#take());
  }

  keep(on: boolean): void {
    this.#wanted = on;
    if (on) void this.#take();
    else {
      void this.#lock?.release().catch(() => undefined);
      this.#lock = null;
    }
  }

  async #take(): Promise<void> {
    if (!this.#wanted || document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    if (this.#lock !== null && !this.#lock.released) return;
    try {
      this.#lock = await navigator.wakeLock.request("screen");
    } catch {
      this.#lock = null; // a low battery refuses it; the session goes on with a screen that dims
    }
  }
}
