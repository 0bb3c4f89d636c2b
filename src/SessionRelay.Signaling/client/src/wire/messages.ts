import type { ChatLine, Participant, PauseReason, Permission, PhoneCall, PhoneState, SessionInfo, SlotSource } from "../api/model.js";
import { count, date, type Fields, fields, flag, list, text, texts, word } from "./reading.js";

/** The hub's messages as this library uses them, and how they are read. Names and shapes are the protocol's. */
export interface EnterReply {
  readonly participantId: string;
  readonly resume: string;
  readonly admitted: boolean;
  readonly session: SessionInfo;
  readonly clock: ClockMessage;
  readonly participants: readonly Participant[];
  readonly chat: readonly ChatLine[];
  readonly iceServers: readonly RTCIceServer[];
  readonly can: readonly Permission[];
  readonly codec: "opus" | "pcmu";
  readonly phones: readonly PhoneCall[];
}

export interface ClockMessage {
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly now: Date;
  readonly lostSeconds: number;
  readonly hostLate: boolean;
  readonly hostPresent: boolean;
}

/** One receive-only m-line and who is in it. */
export interface SlotEntry {
  /** The peer connection whose m-line it is; empty from a relay that does not say it. */
  readonly peer: string;
  readonly slot: number;
  readonly mid: string;
  readonly participantId: string | null;
  readonly kind: "audio" | "video";
  readonly source: SlotSource;
  readonly paused: PauseReason | null;
}

export interface ConnectReply {
  readonly sdp: string;
  readonly slots: readonly SlotEntry[];
}

const PERMISSIONS: readonly Permission[] = ["audio", "video", "screen", "chat", "admit", "phone", "end", "extend"];

export function readEnterReply(message: unknown): EnterReply {
  const m = fields(message);
  const session = readSession(m["session"]);
  return {
    participantId: text(m["participantId"]),
    resume: text(m["resume"]),
    admitted: m["state"] === "admitted",
    session,
    clock: m["clock"] ? readClock(m["clock"]) : { ...session, now: new Date(), lostSeconds: 0, hostLate: false, hostPresent: true },
    participants: readParticipants(m["participants"]),
    chat: list(m["chat"]).map(readChatLine),
    iceServers: list(m["iceServers"]).map(readIceServer),
    can: PERMISSIONS.filter((permission) => texts(m["can"]).includes(permission)),
    codec: readCodec(m["useCodec"]),
    phones: list(m["phones"]).map(readPhone),
  };
}

/** The number that the host dials, as people write it, or null when the relay does: `CallPhone`. */
export function readCallPhoneReply(message: unknown): string | null {
  const m = fields(message);
  return text(m["written"]) || text(m["number"]) || null;
}

/** The new end: `Extend`. */
export function readExtendReply(message: unknown): Date {
  return date(fields(message)["endsAt"]);
}

const PHONE_STATES: readonly PhoneState[] = [
  "dialing",
  "ringing",
  "answered",
  "waiting",
  "live",
  "busy",
  "declined",
  "no-answer",
  "unreachable",
  "wrong-number",
  "failed",
  "hung-up",
];

export function readPhone(message: unknown): PhoneCall {
  const m = fields(message);
  return { participantId: text(m["participantId"]), state: word(m["state"], PHONE_STATES, "failed"), callsLeft: count(m["callsLeft"]), browser: flag(m["browser"]) };
}

/** What sound is to be sent as. */
export function readCodec(message: unknown): "opus" | "pcmu" {
  return word(fields(message)["audio"], ["opus", "pcmu"] as const, "opus");
}

function readSession(message: unknown): SessionInfo {
  const m = fields(message);
  const policy = fields(m["policy"]);
  return {
    id: text(m["id"]),
    state: word(m["state"], ["scheduled", "open", "ended"] as const, "open"),
    startsAt: date(m["startsAt"]),
    endsAt: date(m["endsAt"]),
    policy: {
      waitingRoom: policy["waitingRoom"] !== false,
      maxPeople: count(policy["maxPeople"]) || 8,
      graceMinutes: count(policy["graceMinutes"]),
      lateHostMinutes: count(policy["lateHostMinutes"]),
      phone: word(policy["phone"], ["off", "offer", "auto"] as const, "off"),
      extendMinutes: count(policy["extendMinutes"]),
    },
    practiceNumber: text(m["practiceNumber"]),
  };
}

export function readParticipants(message: unknown): readonly Participant[] {
  return list(message).map((m) => ({
    id: text(m["id"]),
    name: text(m["name"]),
    role: word(m["role"], ["host", "guest", "aide"] as const, "guest"),
    state: word(m["state"], ["waiting", "connecting", "live", "reconnecting", "phone", "left"] as const, "connecting"),
    audio: flag(m["audio"]),
    video: flag(m["video"]),
    screen: flag(m["screen"]),
    quality: word(m["quality"], ["good", "fair", "poor", "lost"] as const, "good"),
    byPhone: flag(m["byPhone"]),
    notice: text(m["notice"]),
  }));
}

export function readSlots(message: unknown): readonly SlotEntry[] {
  return list(message).map((m) => ({
    peer: text(m["peer"]),
    slot: count(m["slot"]),
    mid: text(m["mid"]),
    participantId: text(m["participantId"]) || null,
    kind: word(m["kind"], ["audio", "video"] as const, "video"),
    source: word(m["source"], ["camera", "screen", "phone"] as const, "camera"),
    paused: word(m["paused"], ["bandwidth", "muted", "hidden"] as const, null),
  }));
}

export function readConnectReply(message: unknown): ConnectReply {
  const m = fields(message);
  return { sdp: text(m["sdp"]), slots: readSlots(m["slots"]) };
}

export function readChatLine(message: unknown): ChatLine {
  const m = fields(message);
  return { id: text(m["id"]), participantId: text(m["participantId"]), name: text(m["name"]), text: text(m["text"]), at: date(m["at"]) };
}

export function readClock(message: unknown): ClockMessage {
  const m = fields(message);
  return {
    startsAt: date(m["startsAt"]),
    endsAt: date(m["endsAt"]),
    now: date(m["now"]),
    lostSeconds: count(m["lostSeconds"]),
    hostLate: flag(m["hostLate"]),
    hostPresent: m["hostPresent"] !== false,
  };
}

export function readLayer(message: unknown): { peer: string; rid: string; active: boolean } {
  const m = fields(message);
  return { peer: text(m["peer"]), rid: text(m["rid"]), active: m["active"] !== false };
}

export function readUplink(message: unknown): { peer: string; queued: boolean; narrow: boolean } {
  const m = fields(message);
  return { peer: text(m["peer"]), queued: m["queued"] === true, narrow: m["narrow"] === true };
}

export function readSoundWanted(message: unknown): { peer: string; thin: boolean } {
  const m = fields(message);
  return { peer: text(m["peer"]), thin: m["thin"] === true };
}

export function readFailed(message: unknown): { peer: string; code: string } {
  const m = fields(message);
  return { peer: text(m["peer"]), code: text(m["code"]) };
}

function readIceServer(m: Fields): RTCIceServer {
  const server: RTCIceServer = { urls: [...texts(m["urls"])] };
  const username = text(m["username"]);
  return username ? { ...server, username, credential: text(m["credential"]) } : server;
}
