import { pageAudio } from "./audio.js";
import { h } from "./dom.js";
import { strings } from "./strings.js";

/** How full the bar is, 0 to 1, for a loudness (root mean square, 0 to 1): −50 dB is empty, −10 dB is full. */
export function fullness(loudness: number): number {
  if (!(loudness > 0)) return 0;
  return Math.min(1, Math.max(0, (20 * Math.log10(loudness) + 50) / 40));
}

/** A bar that moves with the microphone. It reads only while it is followed and on the page. */
export class LevelMeter {
  readonly element: HTMLElement;
  readonly #bar = h("span", { class: "level-bar" });
  readonly #samples = new Float32Array(1_024);
  #source: MediaStreamAudioSourceNode | null = null;
  #analyser: AnalyserNode | null = null;
  #track: MediaStreamTrack | null = null;
  #frame = 0;
  #shown = -1;

  constructor() {
    this.element = h(
      "div",
      { class: "level", role: "meter", "aria-label": strings.prejoin.level, "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": 0 },
      this.#bar,
    );
  }

  /** Follows the sound of this stream from now on; null rests. */
  follow(stream: MediaStream | null): void {
    const track = stream?.getAudioTracks()[0] ?? null;
    if (track === this.#track) return;
    this.#release();
    const audio = track === null ? null : pageAudio();
    if (track === null || audio === null) return;
    this.#track = track;
    this.#analyser = new AnalyserNode(audio, { fftSize: this.#samples.length });
    this.#source = audio.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(this.#analyser);
    this.#read();
  }

  #read = (): void => {
    if (this.#analyser === null) return;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let sum = 0;
    for (const sample of this.#samples) sum += sample * sample;
    this.#draw(fullness(Math.sqrt(sum / this.#samples.length)));
    this.#frame = requestAnimationFrame(this.#read);
  };

  #draw(value: number): void {
    const percent = Math.round(value * 100);
    if (percent === this.#shown) return;
    this.#shown = percent;
    this.#bar.style.transform = `scaleX(${percent / 100})`;
    this.element.setAttribute("aria-valuenow", String(percent));
  }

  #release(): void {
    cancelAnimationFrame(this.#frame);
    this.#source?.disconnect();
    this.#source = this.#analyser = this.#track = null;
    this.#draw(0);
  }
}
