// Runs in a worker, whose timers no hidden tab slows: ticks for the path watch, and frames of silence where an AudioContext may not run yet.

/** A quarter of the second after which a silent path counts as broken. */
const TICK_MS = 250;

/** 10 ms of sound: what browsers encode at a time. */
const FRAME_MS = 10;
const SAMPLE_RATE = 48_000;
const FRAME_SAMPLES = (SAMPLE_RATE * FRAME_MS) / 1000;

/** After a stall no more than this is made up for; the rest is left out. */
const MAX_CATCH_UP_MS = 200;

interface Order {
  readonly ticks?: true;
  readonly silence?: WritableStream;
}

self.onmessage = ({ data }: MessageEvent<Order>): void => {
  if (data.ticks) {
    setInterval(() => self.postMessage(0), TICK_MS);
  }
  if (data.silence) {
    writeSilence(data.silence.getWriter());
  }
};

function writeSilence(writer: WritableStreamDefaultWriter): void {
  let next = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    next = Math.max(next, now - MAX_CATCH_UP_MS);
    for (; next <= now; next += FRAME_MS) {
      const frame = new AudioData({
        format: "f32-planar",
        sampleRate: SAMPLE_RATE,
        numberOfFrames: FRAME_SAMPLES,
        numberOfChannels: 1,
        timestamp: Math.round(next * 1000),
        data: new Float32Array(FRAME_SAMPLES),
      });
      writer.write(frame).catch(() => clearInterval(timer));
    }
  }, FRAME_MS);
}
