/** As much of RTCPeerConnection as the path to the relay uses; node has none. What it does on a network is for the browsers' tests. */
export class FakePeerConnection {
  static all: FakePeerConnection[] = [];
  /** Whether senders can be told their codec without a new offer. */
  static canSwitchCodec = true;
  /** What senders refuse to be told, although it was agreed on. */
  static refusesCodec = "";
  static hasRed = true;
  connectionState: RTCPeerConnectionState = "new";
  signalingState: RTCSignalingState = "stable";
  onconnectionstatechange: (() => void) | null = null;
  localDescription: { type: string; sdp: string } | null = null;
  bytes = 0;
  /** Packets of what others send. */
  media = 0;
  /** What the browser believes that its way up takes, in bits per second; null as in Firefox. */
  uplink: number | null = null;
  /** Packets of the microphone so far, and how many of them the relay missed. */
  sound: { sent: number; lost: number } | null = null;
  readonly offers: { iceRestart: boolean }[] = [];
  readonly transceivers: FakeTransceiver[] = [];

  constructor() {
    FakePeerConnection.all.push(this);
  }

  addTransceiver(trackOrKind: MediaStreamTrack | "audio" | "video", init: RTCRtpTransceiverInit): FakeTransceiver {
    const transceiver = new FakeTransceiver(String(this.transceivers.length), trackOrKind, init);
    this.transceivers.push(transceiver);
    return transceiver;
  }

  async createOffer({ iceRestart }: { iceRestart: boolean }): Promise<{ type: "offer"; sdp: string }> {
    this.offers.push({ iceRestart });
    return { type: "offer", sdp: `offer ${this.offers.length - 1}` };
  }

  async setLocalDescription(description: { type: string; sdp?: string }): Promise<void> {
    this.signalingState = description.type === "rollback" ? "stable" : "have-local-offer";
    this.localDescription = { type: description.type, sdp: description.sdp ?? "" };
  }

  async setRemoteDescription(): Promise<void> {
    this.signalingState = "stable";
    for (const { sender, preferred } of this.transceivers) sender.agreed = preferred;
  }

  async getStats(): Promise<Map<string, object>> {
    const uplink = this.uplink === null ? {} : { availableOutgoingBitrate: this.uplink };
    const sound: [string, object][] = this.sound
      ? [
          ["out", { type: "outbound-rtp", kind: "audio", packetsSent: this.sound.sent }],
          ["remote", { type: "remote-inbound-rtp", kind: "audio", packetsLost: this.sound.lost }],
        ]
      : [];
    return new Map<string, object>([["in", { type: "inbound-rtp", packetsReceived: this.media }], ["pair", { type: "candidate-pair", bytesReceived: this.bytes, ...uplink }], ...sound]);
  }

  close(): void {
    this.connectionState = "closed";
  }

  /** ICE and DTLS are done and a packet has come. */
  carry(): void {
    this.connectionState = "connected";
    this.bytes += 100;
    this.media++;
    this.onconnectionstatechange?.();
  }
}

export class FakeTransceiver {
  readonly kind: string;
  readonly direction: string;
  readonly receiver = { track: {} };
  readonly sender: FakeSender;
  preferred: readonly RTCRtpCodec[] = [];

  constructor(
    readonly mid: string,
    trackOrKind: MediaStreamTrack | "audio" | "video",
    init: RTCRtpTransceiverInit,
  ) {
    this.kind = typeof trackOrKind === "string" ? trackOrKind : trackOrKind.kind;
    this.direction = init.direction ?? "sendrecv";
    this.sender = new FakeSender(typeof trackOrKind === "string" ? null : trackOrKind, init.sendEncodings ?? [{}]);
  }

  setCodecPreferences(codecs: readonly RTCRtpCodec[]): void {
    this.preferred = codecs;
  }
}

export class FakeSender {
  /** What offer and answer have agreed on, best first. */
  agreed: readonly RTCRtpCodec[] = [];

  constructor(
    public track: MediaStreamTrack | null,
    private encodings: RTCRtpEncodingParameters[],
  ) {}

  async replaceTrack(track: MediaStreamTrack | null): Promise<void> {
    this.track = track;
  }

  /** What goes out: what was chosen, else the first that both sides have. */
  get sends(): string {
    const { codec } = (this.encodings[0] ?? {}) as { codec?: RTCRtpCodec };
    return codec?.mimeType ?? this.agreed[0]?.mimeType ?? "";
  }

  getParameters(): { encodings: RTCRtpEncodingParameters[]; codecs: readonly object[] } {
    return { encodings: this.encodings.map((encoding) => ({ ...encoding })), codecs: this.agreed };
  }

  async setParameters(parameters: { encodings: RTCRtpEncodingParameters[] }): Promise<void> {
    const asked = parameters.encodings[0] as (RTCRtpEncodingParameters & { codec?: RTCRtpCodec }) | undefined;
    if (asked?.codec?.mimeType === FakePeerConnection.refusesCodec) {
      throw new Error("InvalidModificationError");
    }
    // Chromium refuses a codec below its least bit rate.
    if (asked?.codec?.mimeType === "audio/PCMU" && (asked.maxBitrate ?? 64_000) < 64_000) {
      throw new Error("InvalidModificationError");
    }
    this.encodings = parameters.encodings.map((encoding) => {
      const kept: RTCRtpEncodingParameters & { codec?: RTCRtpCodec } = { ...encoding };
      if (!FakePeerConnection.canSwitchCodec) delete kept.codec; // a browser ignores members that it does not know
      return kept;
    });
  }
}

const AUDIO: readonly RTCRtpCodec[] = [
  { mimeType: "audio/opus", clockRate: 48_000, channels: 2 },
  { mimeType: "audio/PCMU", clockRate: 8_000 },
];
const RED: RTCRtpCodec = { mimeType: "audio/red", clockRate: 48_000, channels: 2 };

/** Puts the fakes where a page has the real ones. */
export function install(): void {
  FakePeerConnection.all = [];
  FakePeerConnection.canSwitchCodec = true;
  FakePeerConnection.refusesCodec = "";
  FakePeerConnection.hasRed = true;
  Object.assign(globalThis, {
    RTCPeerConnection: FakePeerConnection,
    RTCRtpReceiver: { getCapabilities: (kind: string) => (kind === "audio" ? { codecs: FakePeerConnection.hasRed ? [...AUDIO, RED] : AUDIO } : null) },
    MediaStream: class {
      constructor(readonly tracks: object[] = []) {}
    },
  });
}
