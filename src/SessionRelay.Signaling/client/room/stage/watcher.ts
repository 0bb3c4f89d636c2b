import { watchSize, worthTelling, type WatchSize } from "../watchsize.js";
import type { FloatingSize } from "./floating.js";

type Tell = (slot: number, size: WatchSize) => void;

interface Watched {
  readonly element: Element;
  width: number;
  height: number;
  inSight: boolean;
  told: WatchSize | undefined;
}

const GatherMs = 120; // a layout that moves is told once it rests

/** Tells the relay what each slot's element can show: its size in device pixels, and whether anybody can see it. */
export class Watcher {
  readonly #tell: Tell;
  readonly #slots = new Map<number, Watched>();
  readonly #sizes = new ResizeObserver((entries) => this.#resized(entries));
  readonly #sights = new IntersectionObserver((entries) => this.#sighted(entries));
  #floating: { readonly element: Element; readonly size: FloatingSize } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: Tell) {
    this.#tell = tell;
    document.addEventListener("visibilitychange", this.#flush);
  }

  /** From now on this element shows the slot. */
  show(slot: number, element: Element): void {
    if (this.#slots.get(slot)?.element === element) return;
    this.drop(slot);
    this.#slots.set(slot, { element, width: element.clientWidth, height: element.clientHeight, inSight: true, told: undefined });
    this.#sizes.observe(element);
    this.#sights.observe(element);
    this.#flush();
  }

  /** The element's picture is in a window of its own, of this size, and seen whether or not the page is; null when it is back. */
  float(element: Element, size: FloatingSize | null): void {
    if (size !== null) this.#floating = { element, size };
    else if (this.#floating?.element === element) this.#floating = null;
    this.#gather();
  }

  /** The slot is shown nowhere any more. */
  drop(slot: number): void {
    const watched = this.#slots.get(slot);
    if (watched === undefined) return;
    this.#slots.delete(slot);
    if ([...this.#slots.values()].some((other) => other.element === watched.element)) return;
    this.#sizes.unobserve(watched.element);
    this.#sights.unobserve(watched.element);
  }

  close(): void {
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#flush);
    this.#sizes.disconnect();
    this.#sights.disconnect();
    this.#slots.clear();
  }

  #resized(entries: ResizeObserverEntry[]): void {
    for (const entry of entries)
      for (const watched of this.#slots.values())
        if (watched.element === entry.target) {
          watched.width = entry.contentRect.width;
          watched.height = entry.contentRect.height;
        }
    this.#gather();
  }

  #sighted(entries: IntersectionObserverEntry[]): void {
    for (const entry of entries) for (const watched of this.#slots.values()) if (watched.element === entry.target) watched.inSight = entry.isIntersecting;
    this.#gather();
  }

  #gather(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#flush, GatherMs);
  }

  #flush = (): void => {
    const hidden = document.visibilityState === "hidden";
    for (const [slot, watched] of this.#slots) {
      const floats = this.#floating?.element === watched.element ? this.#floating.size : null;
      const size = floats
        ? watchSize(floats.width, floats.height, devicePixelRatio, true, false)
        : watchSize(watched.width, watched.height, devicePixelRatio, watched.inSight, hidden);
      if (!worthTelling(watched.told, size)) continue;
      watched.told = size;
      this.#tell(slot, size);
    }
  };
}
