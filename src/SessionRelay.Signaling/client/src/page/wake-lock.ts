/** Keeps the device's screen on during a session, where the browser can. It is lost whenever the page is hidden and taken again when it is shown. */
export class WakeLock {
  #wanted = false;
  #lock: WakeLockSentinel | null = null;

  async hold(): Promise<void> {
    this.#wanted = true;
    if (this.#lock?.released === false || !("wakeLock" in navigator) || document.visibilityState !== "visible") {
      return;
    }
    try {
      const lock = await navigator.wakeLock.request("screen");
      this.#lock = lock;
      if (!this.#wanted) {
        await lock.release();
      }
    } catch {
      // A device short of power refuses; the session goes on without.
    }
  }

  /** The page is shown again. */
  async renew(): Promise<void> {
    if (this.#wanted) {
      await this.hold();
    }
  }

  release(): void {
    this.#wanted = false;
    this.#lock?.release().catch(() => {
      // Gone already.
    });
    this.#lock = null;
  }
}
