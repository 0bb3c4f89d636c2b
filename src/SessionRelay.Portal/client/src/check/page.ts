import { measure } from "./measure.js";
import { busyPicture } from "./picture.js";
import { sit, type RelaySession } from "./relay.js";
import { advice, downWords, failureWords, lossWords, tripWords, upWords, type Verdict } from "./words.js";

const Seconds = 10;
const LongestWaitMs = 15_000;

/** Brings the device check's page to life. */
export function checkDevices(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-check]");
  if (form === null || typeof RTCPeerConnection === "undefined") return;
  document.querySelector<HTMLElement>("[data-check-script]")!.hidden = true;
  document.querySelector("[data-check-tone]")!.addEventListener("click", () => void tone());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void run(form);
  });
}

async function run(form: HTMLFormElement): Promise<void> {
  const button = form.querySelector("button")!;
  button.disabled = true;
  document.querySelector<HTMLElement>("[data-check-results]")!.hidden = false;
  say("The browser asks whether it may use camera and microphone. Allow both.");
  const ends: RelaySession[] = [];
  let stopMeter = (): void => undefined;
  try {
    const tickets = await room(form);
    ends.push(await sit(tickets.near), await sit(tickets.far));
    const near = ends[0]!;
    await near.local.start({ audio: true, video: true });
    const devicesAreGood = showDevices(near);
    stopMeter = meter(near.local.microphoneStream);
    if (near.local.cameraStream === null && near.local.microphoneStream === null) throw new Error("no-device");
    for (const end of ends) await end.local.shareScreen(busyPicture());
    say("Connecting to our relay…");
    for (const end of ends) watchAll(end);
    await Promise.all(ends.map((end) => end.enter()));
    await Promise.all(ends.map(live));
    const measured = await measure(ends, Seconds, (second) => say(`Measuring the connection: ${Seconds - second} s to go.`));
    const verdicts = [show("up", upWords(measured)), show("down", downWords(measured)), show("trip", tripWords(measured)), show("loss", lossWords(measured))];
    show("camera", near.local.cameraStream === null ? device(near.local.camera, "", "camera") : { words: "It works.", good: true });
    say(advice(verdicts, devicesAreGood));
  } catch (problem) {
    const code = (problem as { code?: string }).code ?? (problem as Error).message;
    say(code === "no-device" ? "Neither camera nor microphone could be used, so the connection was not measured. Allow them in the browser's settings for this page, and try again." : failureWords(code));
  } finally {
    stopMeter();
    await Promise.allSettled(ends.map((end) => end.leave()));
    for (const end of ends) end.local.stop();
    const picture = document.querySelector<HTMLVideoElement>("[data-check-picture]")!;
    picture.srcObject = null;
    picture.hidden = true;
    button.disabled = false;
    button.textContent = "Check again";
  }
}

async function room(form: HTMLFormElement): Promise<{ near: string; far: string }> {
  const answer = await fetch(location.href, { method: "POST", body: new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)])) });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as { near: string; far: string };
}

/** The relay sends what somebody watches: each end looks at the other in full. */
function watchAll(end: RelaySession): void {
  end.on("slots", () => {
    for (const { slot } of end.slots) end.watch(slot, { maxWidth: 1280, maxHeight: 720, paused: false });
  });
}

function live(end: RelaySession): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("ice-timeout")), LongestWaitMs);
    const look = (): void => {
      if (end.state !== "live") return;
      clearTimeout(timer);
      resolve();
    };
    end.on("state", look);
    look();
  });
}

function showDevices(near: RelaySession): boolean {
  const { camera, microphone, cameraStream } = near.local;
  const picture = document.querySelector<HTMLVideoElement>("[data-check-picture]")!;
  picture.srcObject = cameraStream;
  picture.hidden = cameraStream === null;
  void picture.play().catch(() => undefined);
  const verdicts = [
    show("camera", device(camera, "Do you see yourself? Then it works.", "camera")),
    show("microphone", device(microphone, "Say something: the bar should move.", "microphone")),
  ];
  return verdicts.every((verdict) => verdict.good);
}

function device(state: string, works: string, name: string): Verdict {
  if (state === "on") return { words: works, good: true };
  return {
    words: state === "none" ? `No ${name} was found. Is it plugged in?` : `The ${name} can't be used: allow it in the browser's settings for this page, and close other programs that use it.`,
    good: false,
  };
}

/** Shows how loud the microphone is; returns what ends it. */
function meter(stream: MediaStream | null): () => void {
  if (stream === null) return () => undefined;
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const bar = document.querySelector<HTMLMeterElement>("[data-check-level]")!;
  let loudest = 0;
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    bar.value = Math.min(1, 4 * Math.sqrt(samples.reduce((total, sample) => total + sample * sample, 0) / samples.length));
    loudest = Math.max(loudest, bar.value);
  }, 100);
  return () => {
    clearInterval(timer);
    show("microphone", loudest > 0.02 ? { words: "It works: we heard something.", good: true } : { words: "Nothing was heard. Is it muted, or is another one chosen in the browser?", good: false });
    bar.value = 0;
    void context.close();
  };
}

async function tone(): Promise<void> {
  const context = new AudioContext();
  const gain = context.createGain();
  gain.gain.setValueAtTime(0.2, context.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.8);
  const oscillator = context.createOscillator();
  oscillator.frequency.value = 523;
  oscillator.connect(gain).connect(context.destination);
  oscillator.start();
  oscillator.stop(context.currentTime + 0.8);
  await new Promise((resolve) => oscillator.addEventListener("ended", resolve));
  await context.close();
  show("speaker", { words: "Did you hear it? Then it works. If not, turn up the sound or choose another speaker.", good: true });
}

function show(of: string, verdict: Verdict): Verdict {
  const place = document.querySelector<HTMLElement>(`[data-check-of="${of}"]`)!;
  place.textContent = verdict.words;
  place.classList.toggle("bad", !verdict.good);
  return verdict;
}

function say(words: string): void {
  document.querySelector("[data-check-words]")!.textContent = words;
}
