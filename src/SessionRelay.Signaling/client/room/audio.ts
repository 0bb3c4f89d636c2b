let context: AudioContext | null = null;

/** The page's one AudioContext, for the level meter and the chime. Browsers let it run once the person has pressed something; until then it is silent. */
export function pageAudio(): AudioContext | null {
  if (typeof AudioContext === "undefined") return null;
  if (context === null) {
    context = new AudioContext();
    const wake = (): void => void context?.resume().catch(() => undefined);
    for (const gesture of ["pointerdown", "keydown"] as const) addEventListener(gesture, wake, { passive: true });
    wake();
  }
  return context;
}

/** Two soft notes, a fifth apart: somebody waits. */
export function chime(): void {
  const audio = pageAudio();
  if (audio === null) return;
  if (audio.state === "running") return notes(audio);
  const asked = performance.now();
  audio.resume().then(
    () => {
      if (performance.now() - asked < StaleAfterMs) notes(audio);
    },
    () => undefined,
  );
}

const StaleAfterMs = 2_000; // a browser may wait for a gesture: a chime that late would tell of nobody

function notes(audio: AudioContext): void {
  note(audio, 587.33, 0);
  note(audio, 880, 0.22);
}

const Loudness = 0.12; // of full scale: heard beside a voice, never startling
const NoteSeconds = 0.9;

function note(audio: AudioContext, frequency: number, after: number): void {
  const start = audio.currentTime + after;
  const oscillator = new OscillatorNode(audio, { type: "sine", frequency });
  const gain = new GainNode(audio, { gain: 0 });
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(Loudness, start + 0.03);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + NoteSeconds);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(start + NoteSeconds);
}

/** A short two-note sound as a WAV file in memory, so that it can be played through a chosen speaker by an `<audio>` element. */
export function testSound(): Blob {
  const rate = 16_000;
  const samples = new Int16Array(rate);
  for (let i = 0; i < samples.length; i++) {
    const frequency = i < rate / 2 ? 523.25 : 659.25;
    const within = (i % (rate / 2)) / (rate / 2);
    samples[i] = Math.sin((2 * Math.PI * frequency * i) / rate) * Math.sin(Math.PI * within) * 0.3 * 32_767;
  }
  const header = new DataView(new ArrayBuffer(44));
  const text = (offset: number, letters: string): void => [...letters].forEach((letter, i) => header.setUint8(offset + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  header.setUint32(4, 36 + samples.byteLength, true);
  text(8, "WAVEfmt ");
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true); // PCM
  header.setUint16(22, 1, true); // one channel
  header.setUint32(24, rate, true);
  header.setUint32(28, rate * 2, true);
  header.setUint16(32, 2, true);
  header.setUint16(34, 16, true);
  text(36, "data");
  header.setUint32(40, samples.byteLength, true);
  return new Blob([header, samples], { type: "audio/wav" });
}
