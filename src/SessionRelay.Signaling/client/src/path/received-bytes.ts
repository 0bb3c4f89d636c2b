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
