/** What a second of the session's media looks like from here. Counters run from the present peer connection's start. */
export interface SessionStats {
  /** Round-trip time to the relay; null before the first measurement. */
  readonly roundTripMs: number | null;
  readonly availableOutgoingBitrate: number | null;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly sent: SentStats;
  readonly slots: readonly SlotStats[];
}

export interface SentStats {
  readonly audioPackets: number;
  readonly cameraFrames: number;
  readonly screenFrames: number;
  /** Encodings of the camera that are being sent, by rid ("" for a single encoding). */
  readonly layers: readonly { rid: string; width: number; height: number; framesPerSecond: number }[];
}

export interface SlotStats {
  readonly slot: number;
  readonly audioPackets: number;
  readonly audioLost: number;
  /** 0 to 1, the last packet's. */
  readonly audioLevel: number;
  /** Sum of squared level times seconds (the browser's `totalAudioEnergy`). */
  readonly audioEnergy: number;
  readonly concealedSamples: number;
  readonly framesDecoded: number;
  readonly freezes: number;
  readonly width: number;
  readonly height: number;
}
