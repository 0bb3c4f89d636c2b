/** A quarter of a second, as the worker's. */
const TICK_MS = 250;

/** Calls `tick` four times a second, in a hidden tab too. Where no worker can be had the page's own timer does it, once a second when hidden. */
export class Ticker {
  #worker: Worker | null = null;
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(
    private readonly workerUrl: string,
    private readonly tick: () => void,
  ) {}

  start(): void {
    if (this.#worker || this.#timer !== null) {
      return;
    }
    try {
      const worker = (this.#worker = new Worker(this.workerUrl, { type: "module" }));
      worker.onmessage = () => this.tick();
      worker.onerror = () => this.#useTimer();
      worker.postMessage({ ticks: true });
    } catch {
      this.#useTimer();
    }
  }

  stop(): void {
    this.#worker?.terminate();
    this.#worker = null;
    if (this.#timer !== null) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
  }

  #useTimer(): void {
    this.stop();
    this.#timer = setInterval(() => this.tick(), TICK_MS);
  }
}
