import type { SessionStats, SlotStats } from "../api/stats.js";
import type { Peer } from "./peer.js";

/** The fields of a stats report that are read here; a browser leaves out what it doesn't count. */
interface Entry {
  readonly type: string;
  readonly kind?: string;
  readonly mid?: string;
  readonly rid?: string;
  readonly trackIdentifier?: string;
  readonly nominated?: boolean;
  readonly selected?: boolean;
  readonly currentRoundTripTime?: number;
  readonly availableOutgoingBitrate?: number;
  readonly bytesSent?: number;
  readonly bytesReceived?: number;
  readonly packetsSent?: number;
  readonly packetsReceived?: number;
  readonly packetsLost?: number;
  readonly framesEncoded?: number;
  readonly framesDecoded?: number;
  readonly framesPerSecond?: number;
  readonly frameWidth?: number;
  readonly frameHeight?: number;
  readonly freezeCount?: number;
  readonly audioLevel?: number;
  readonly totalAudioEnergy?: number;
  readonly concealedSamples?: number;
  readonly active?: boolean;
}

const NOTHING: SessionStats = {
  roundTripMs: null,
  availableOutgoingBitrate: null,
  bytesSent: 0,
  bytesReceived: 0,
  sent: { audioPackets: 0, cameraFrames: 0, screenFrames: 0, layers: [] },
  slots: [],
};

export async function readStats(peer: Peer | null): Promise<SessionStats> {
  if (!peer) {
    return NOTHING;
  }
  const entries: Entry[] = [];
  (await peer.connection.getStats()).forEach((entry: Entry) => entries.push(entry));
  const pairs = entries.filter((entry) => entry.type === "candidate-pair");
  const pair = pairs.find((entry) => entry.selected) ?? pairs.find((entry) => entry.nominated);
  const sent = entries.filter((entry) => entry.type === "outbound-rtp");
  const received = entries.filter((entry) => entry.type === "inbound-rtp");
  const camera = ofMid(sent, peer.midOf("camera"));
  return {
    roundTripMs: pair?.currentRoundTripTime === undefined ? null : pair.currentRoundTripTime * 1000,
    availableOutgoingBitrate: pair?.availableOutgoingBitrate ?? null,
    bytesSent: sum(pairs, (entry) => entry.bytesSent),
    bytesReceived: sum(pairs, (entry) => entry.bytesReceived),
    sent: {
      audioPackets: sum(ofMid(sent, peer.midOf("microphone")), (entry) => entry.packetsSent),
      cameraFrames: sum(camera, (entry) => entry.framesEncoded),
      screenFrames: sum(ofMid(sent, peer.midOf("screen")), (entry) => entry.framesEncoded),
      layers: camera
        .filter((entry) => entry.active !== false && (entry.framesPerSecond ?? 0) > 0)
        .map((entry) => ({
          rid: entry.rid ?? "",
          width: entry.frameWidth ?? 0,
          height: entry.frameHeight ?? 0,
          framesPerSecond: entry.framesPerSecond ?? 0,
        })),
    },
    slots: peer.pairs.map((slot, number) =>
      slotStats(number, ofTrack(received, slot.audio.receiver.track), ofTrack(received, slot.video.receiver.track)),
    ),
  };
}

function slotStats(slot: number, audio: Entry | undefined, video: Entry | undefined): SlotStats {
  return {
    slot,
    audioPackets: audio?.packetsReceived ?? 0,
    audioLost: audio?.packetsLost ?? 0,
    audioLevel: audio?.audioLevel ?? 0,
    audioEnergy: audio?.totalAudioEnergy ?? 0,
    concealedSamples: audio?.concealedSamples ?? 0,
    framesDecoded: video?.framesDecoded ?? 0,
    freezes: video?.freezeCount ?? 0,
    width: video?.frameWidth ?? 0,
    height: video?.frameHeight ?? 0,
  };
}

function ofMid(entries: readonly Entry[], mid: string | null): readonly Entry[] {
  return entries.filter((entry) => entry.mid !== undefined && entry.mid === mid);
}

function ofTrack(entries: readonly Entry[], track: MediaStreamTrack): Entry | undefined {
  return entries.find((entry) => entry.trackIdentifier === track.id);
}

function sum(entries: readonly Entry[], field: (entry: Entry) => number | undefined): number {
  return entries.reduce((total, entry) => total + (field(entry) ?? 0), 0);
}
