let context: AudioContext | null = null;

const LOUDNESS = 0.12; // of full scale: heard across a desk, never startling
const NOTE_SECONDS = 0.9;
const STALE_AFTER_MS = 2_000; // a browser may wait for a gesture: a chime that late would tell of nobody

/** To be called by something that was pressed: browsers let a page sound from then on. */
export function wakeSound(): void {
  if (typeof AudioContext === "undefined") return;
  context ??= new AudioContext();
  void context.resume().catch(() => undefined);
}

/** Two soft notes, a fifth apart, as the room plays them: somebody waits. */
export function chime(): void {
  wakeSound();
  const audio = context;
  if (audio === null) return;
  const asked = performance.now();
  audio.resume().then(
    () => {
      if (performance.now() - asked > STALE_AFTER_MS) return;
      note(audio, 587.33, 0);
      note(audio, 880, 0.22);
    },
    () => undefined,
  );
}

function note(audio: AudioContext, frequency: number, after: number): void {
  const start = audio.currentTime + after;
  const oscillator = new OscillatorNode(audio, { type: "sine", frequency });
  const gain = new GainNode(audio, { gain: 0 });
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(LOUDNESS, start + 0.03);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + NOTE_SECONDS);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(start + NOTE_SECONDS);
}
