#!/usr/bin/env node
// Makes the spoken prompts of a phone leg with espeak-ng (Debian's package of that name): 8 kHz, mono, G.711 µ-law in a WAV file.
//
//   node build/prompts/make.mjs                                      the shipped prompts, into src/SessionRelay/Phone/Audio/Prompts
//   node build/prompts/make.mjs FOLDER --name "Miller office"        name.wav for each language into FOLDER, to be the practice's own (docs/phone-prompts.md)
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const rate = 8000;
const cut = 3400; // Hz: what a phone carries
const loudness = 3500; // RMS of speech, of 32,768: -19 dBov, the level that phone networks plan for
const tail = 0.2; // seconds of silence at the end

const voices = { en: 'en-us', es: 'es-419' };
const { name, folder } = readArguments(process.argv.slice(2));
const texts = name ? { en: { name }, es: { name } } : JSON.parse(readFileSync(join(here, 'texts.json'), 'utf8'));
for (const [language, lines] of Object.entries(texts)) {
  mkdirSync(join(folder, language), { recursive: true });
  for (const [prompt, text] of Object.entries(lines)) {
    const samples = level(resample(speak(text, voices[language])));
    writeFileSync(join(folder, language, `${prompt}.wav`), wave(samples));
    console.log(`${language}/${prompt}.wav: ${(samples.length / rate).toFixed(1)} s`);
  }
}

function readArguments(given) {
  const at = given.indexOf('--name');
  const spoken = at < 0 ? null : given[at + 1];
  const rest = at < 0 ? given : given.filter((_, i) => i !== at && i !== at + 1);
  if ((at >= 0 && (!spoken || rest.length !== 1)) || rest.length > 1) {
    console.error('usage: make.mjs [FOLDER] [--name TEXT]; with --name the folder must be given');
    process.exit(2);
  }
  return { name: spoken, folder: rest[0] ?? join(here, '../../src/SessionRelay/Phone/Audio/Prompts') };
}

function speak(text, voice) {
  // 150 words a minute: slower than its default, for people who did not expect the call.
  const file = execFileSync('espeak-ng', ['-v', voice, '-s', '150', '--stdout', text], { maxBuffer: 1 << 26 });
  const data = file.indexOf('data') + 8; // its lengths are not filled in when it writes to a pipe
  const samples = new Float64Array((file.length - data) >> 1);
  for (let i = 0; i < samples.length; i++) samples[i] = file.readInt16LE(data + 2 * i);
  return { samples, from: file.readUInt32LE(24) };
}

// Windowed sinc, which is low-pass and interpolation in one.
function resample({ samples, from }) {
  const reach = 64;
  const out = new Float64Array(Math.floor((samples.length * rate) / from));
  for (let i = 0; i < out.length; i++) {
    const middle = (i * from) / rate;
    let sum = 0;
    for (let k = Math.ceil(middle) - reach; k < middle + reach; k++) {
      const x = k - middle;
      const sinc = x === 0 ? 1 : Math.sin((2 * Math.PI * cut * x) / from) / ((2 * Math.PI * cut * x) / from);
      const hann = 0.5 + 0.5 * Math.cos((Math.PI * x) / reach);
      sum += (samples[k] ?? 0) * sinc * hann * ((2 * cut) / from);
    }
    out[i] = sum;
  }
  return out;
}

// Silence cut off both ends, then to the planned level: espeak-ng's own is near full scale.
function level(samples) {
  const loud = (x) => Math.abs(x) > 60;
  let first = samples.findIndex(loud);
  let last = samples.findLastIndex(loud);
  first = Math.max(0, first - rate * 0.02);
  const spoken = samples.slice(first, last + 1);
  const active = spoken.filter(loud);
  const rms = Math.sqrt(active.reduce((sum, x) => sum + x * x, 0) / active.length);
  const out = new Int16Array(spoken.length + rate * tail);
  for (let i = 0; i < spoken.length; i++) out[i] = Math.max(-32768, Math.min(32767, Math.round((spoken[i] * loudness) / rms)));
  return out;
}

function wave(samples) {
  const padding = samples.length & 1;
  const file = Buffer.alloc(58 + samples.length + padding, 0xff);
  file.write('RIFF', 0);
  file.writeUInt32LE(50 + samples.length + padding, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(18, 16);
  file.writeUInt16LE(7, 20); // WAVE_FORMAT_MULAW
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate, 28);
  file.writeUInt16LE(1, 32);
  file.writeUInt16LE(8, 34);
  file.writeUInt16LE(0, 36);
  file.write('fact', 38);
  file.writeUInt32LE(4, 42);
  file.writeUInt32LE(samples.length, 46);
  file.write('data', 50);
  file.writeUInt32LE(samples.length, 54);
  samples.forEach((sample, i) => { file[58 + i] = toPcmu(sample); });
  return file;
}

function toPcmu(sample) {
  const magnitude = Math.min(((sample < 0 ? ~sample : sample) >> 2) + 33, 0x1fff);
  const segment = 27 - Math.clz32(magnitude); // of 33 at least, so 1 to 8
  const code = ((8 - segment) << 4) | (0x0f - ((magnitude >> segment) & 0x0f));
  return sample < 0 ? code : code | 0x80;
}
