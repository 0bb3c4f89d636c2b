/** Typed events. A handler that throws does not keep the others from hearing. */
export class Emitter<Events extends { [K in keyof Events]: unknown[] }> {
  readonly #handlers: { [K in keyof Events]?: Set<(...args: Events[K]) => void> } = {};

  on<K extends keyof Events>(event: K, handler: (...args: Events[K]) => void): () => void {
    const handlers = (this.#handlers[event] ??= new Set());
    handlers.add(handler);
    return () => handlers.delete(handler);
  }

  emit<K extends keyof Events>(event: K, ...args: Events[K]): void {
    for (const handler of [...(this.#handlers[event] ?? [])]) {
      try {
        handler(...args);
      } catch (error) {
        reportError(error);
      }
    }
  }
}
