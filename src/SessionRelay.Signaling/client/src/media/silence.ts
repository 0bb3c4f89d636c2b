/** How long an AudioContext may take to run before it is held back for want of a gesture, in milliseconds. */
const RUNNING_WITHIN_MS = 250;

/** Chromium's own; not in the standard, so it is used only where an AudioContext would send nothing. */
declare const MediaStreamTrackGenerator: (new (init: { kind: "audio" }) => MediaStreamTrack & { readonly writable: WritableStream }) | undefined;

/**
 * A track of silence that makes packets from the page's first moment on: what somebody without a microphone sends.
 * An AudioContext that no gesture has released yet sends silence in Firefox and nothing in Chromium; there the frames are written by a worker.
 */
export class Silence {
  readonly #workerUrl: string;
  #track: MediaStreamTrack | null = null;
  #context: AudioContext | null = null;
  #worker: Worker | null = null;

  /** `changed` is called when another track takes the place of the first. */
  constructor(
    workerUrl: string,
    private readonly changed: () => void,
  ) {
    this.#workerUrl = workerUrl;
  }

  /** The track, made at the first call. Null only where the browser has neither way. */
  get track(): MediaStreamTrack | null {
    if (this.#track === null && typeof AudioContext !== "undefined") {
      this.#track = this.#fromContext();
    }
    return this.#track;
  }

  stop(): void {
    this.#track?.stop();
    this.#track = null;
    this.#worker?.terminate();
    this.#worker = null;
    void this.#context?.close();
    this.#context = null;
  }

  #fromContext(): MediaStreamTrack | null {
    const context = (this.#context = new AudioContext());
    const destination = context.createMediaStreamDestination();
    const source = context.createConstantSource();
    source.offset.value = 0;
    source.connect(destination);
    source.start();
    context.resume().catch(() => {
      // Closed before a gesture came: the worker makes the silence.
    });
    if (context.state !== "running") {
      setTimeout(() => {
        if (this.#context === context && context.state !== "running" && typeof MediaStreamTrackGenerator !== "undefined") {
          this.#track = this.#fromGenerator(new MediaStreamTrackGenerator({ kind: "audio" }));
          this.changed();
        }
      }, RUNNING_WITHIN_MS);
    }
    return destination.stream.getAudioTracks()[0] ?? null;
  }

  #fromGenerator(generator: MediaStreamTrack & { readonly writable: WritableStream }): MediaStreamTrack {
    void this.#context?.close();
    this.#context = null;
    this.#worker = new Worker(this.#workerUrl, { type: "module" });
    this.#worker.postMessage({ silence: generator.writable }, [generator.writable]);
    return generator;
  }
}
