import assert from "node:assert/strict";
import { test } from "node:test";
import { trimCodecs } from "../src/media/codecs.js";

const codec = (mimeType: string, clockRate: number) => ({ mimeType, clockRate });
const audio = [
  codec("audio/opus", 48000),
  codec("audio/red", 48000),
  codec("audio/G722", 8000),
  codec("audio/PCMU", 8000),
  codec("audio/PCMA", 8000),
  codec("audio/CN", 8000),
  codec("audio/telephone-event", 48000),
  codec("audio/telephone-event", 8000),
];
const video = [codec("video/VP8", 90000), codec("video/rtx", 90000), codec("video/VP9", 90000), codec("video/H264", 90000), codec("video/red", 90000)];

const names = (codecs: readonly { mimeType: string; clockRate: number }[]): string[] => codecs.map((c) => `${c.mimeType}/${c.clockRate}`);

test("sound: Opus first, PCMU, both telephone events, RED behind them, no comfort noise", () =>
  assert.deepEqual(names(trimCodecs("audio", audio)), [
    "audio/opus/48000",
    "audio/PCMU/8000",
    "audio/telephone-event/48000",
    "audio/telephone-event/8000",
    "audio/red/48000",
  ]));

test("where much is lost RED leads, and Opus stays agreed", () => assert.deepEqual(names(trimCodecs("audio", audio, "red")).slice(0, 2), ["audio/red/48000", "audio/opus/48000"]));

test("picture: VP8 with its retransmission", () => assert.deepEqual(names(trimCodecs("video", video)), ["video/VP8/90000", "video/rtx/90000"]));

test("with a phone in the session PCMU leads", () => assert.equal(names(trimCodecs("audio", audio, "pcmu"))[0], "audio/PCMU/8000"));

test("a browser without these offers what it has", () => assert.deepEqual(trimCodecs("video", [codec("video/AV1", 90000)]), []));
