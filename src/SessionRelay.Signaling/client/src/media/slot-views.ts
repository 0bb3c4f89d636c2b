export interface SlotView {
  readonly maxWidth: number;
  readonly maxHeight: number;
  readonly paused: boolean;
}

/** Sizes change with every frame of a resize; the relay needs the last one. */
const SETTLE_MS = 150;

/** What each slot's element can show, sent when it has settled, and again to a relay that may not know it. */
export class SlotViews {
  readonly #views = new Map<number, SlotView>();
  readonly #changed = new Set<number>();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly send: (slot: number, view: SlotView) => void) {}

  set(slot: number, view: SlotView): void {
    const known = this.#views.get(slot);
    if (known?.maxWidth === view.maxWidth && known.maxHeight === view.maxHeight && known.paused === view.paused) {
      return;
    }
    this.#views.set(slot, { ...view });
    this.#changed.add(slot);
    this.#timer ??= setTimeout(() => this.#flush(), SETTLE_MS);
  }

  /** Everything again: the relay may have forgotten. */
  repeat(): void {
    for (const slot of this.#views.keys()) {
      this.#changed.add(slot);
    }
    this.#flush();
  }

  stop(): void {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
    this.#views.clear();
    this.#changed.clear();
  }

  #flush(): void {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const slot of changed) {
      const view = this.#views.get(slot);
      if (view) {
        this.send(slot, view);
      }
    }
  }
}
