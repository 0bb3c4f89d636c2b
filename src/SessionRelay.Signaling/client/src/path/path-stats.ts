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
