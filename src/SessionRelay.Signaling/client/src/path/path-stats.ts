import type { SoundSent } from "./loss-watch.js";

/** Bytes received over a connection's candidate pairs: the one counter of arriving packets that all browsers keep. */
export function receivedBytes(report: RTCStatsReport): number {
  let bytes = 0;
  report.forEach((entry: { readonly type: string; readonly bytesReceived?: number }) => {
    if (entry.type === "candidate-pair") {
      bytes += entry.bytesReceived ?? 0;
    }
  });
  return bytes;
}

/** Whether anything that somebody sends has come. Alone in a session nothing does. */
export function hasMedia(report: RTCStatsReport): boolean {
  let packets = 0;
  report.forEach((entry: { readonly type: string; readonly packetsReceived?: number }) => {
    if (entry.type === "inbound-rtp") {
      packets += entry.packetsReceived ?? 0;
    }
  });
  return packets > 0;
}

/** Bits per second that the browser believes its way up takes; null where it does not say (Firefox). Only the pair that is in use has it. */
export function uplinkEstimate(report: RTCStatsReport): number | null {
  let estimate: number | null = null;
  report.forEach((entry: { readonly type: string; readonly availableOutgoingBitrate?: number }) => {
    if (entry.type === "candidate-pair" && entry.availableOutgoingBitrate !== undefined) {
      estimate = entry.availableOutgoingBitrate;
    }
  });
  return estimate;
}

/** The microphone's packets, and how many of them the relay missed; null before its first report. */
export function soundSent(report: RTCStatsReport): SoundSent | null {
  let sent: number | null = null;
  let lost: number | null = null;
  report.forEach((entry: { readonly type: string; readonly kind?: string; readonly packetsSent?: number; readonly packetsLost?: number }) => {
    if (entry.kind === "audio" && entry.type === "outbound-rtp") {
      sent = entry.packetsSent ?? sent;
    } else if (entry.kind === "audio" && entry.type === "remote-inbound-rtp") {
      lost = entry.packetsLost ?? lost;
    }
  });
  return sent === null || lost === null ? null : { sent, lost };
}
