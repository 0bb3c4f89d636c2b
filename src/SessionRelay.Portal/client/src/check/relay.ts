/** What the check uses of the relay's client library, which the node serves and the room page uses, too. */
export interface RelaySession {
  readonly state: string;
  readonly local: {
    readonly cameraStream: MediaStream | null;
    readonly microphoneStream: MediaStream | null;
    readonly camera: string;
    readonly microphone: string;
    start(wanted: { audio: boolean; video: boolean }): Promise<void>;
    shareScreen(picture: MediaStreamTrack): Promise<void>;
    stop(): void;
  };
  readonly slots: readonly { readonly slot: number }[];
  enter(): Promise<void>;
  leave(): Promise<void>;
  watch(slot: number, view: { maxWidth: number; maxHeight: number; paused: boolean }): void;
  on(event: "state" | "slots", handler: () => void): () => void;
  stats(): Promise<RelayStats>;
}

export interface RelayStats {
  readonly roundTripMs: number | null;
  readonly availableOutgoingBitrate: number | null;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly slots: readonly { readonly audioPackets: number; readonly audioLost: number }[];
}

interface Library {
  readonly Session: new (options: { ticket: string; storage: Storage; client: { name: string; version: string } }) => RelaySession;
}

const Address = "/relay/client.js";

/** A seat in the check's room. What the library keeps for a reload is kept for nobody here. */
export async function sit(ticket: string): Promise<RelaySession> {
  const { Session } = (await import(/* the node serves it */ Address)) as Library;
  return new Session({ ticket, storage: new Forgetful(), client: { name: "device-check", version: "0.1.0" } });
}

class Forgetful implements Storage {
  readonly #kept = new Map<string, string>();

  get length(): number {
    return this.#kept.size;
  }

  clear(): void {
    this.#kept.clear();
  }

  getItem(key: string): string | null {
    return this.#kept.get(key) ?? null;
  }

  key(index: number): string | null {
    return [...this.#kept.keys()][index] ?? null;
  }

  removeItem(key: string): void {
    this.#kept.delete(key);
  }

  setItem(key: string, value: string): void {
    this.#kept.set(key, value);
  }
}
