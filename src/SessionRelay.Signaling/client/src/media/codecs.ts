/** What an offer names, best first: the offer stays small, and every relay of this protocol takes these. */
const OFFERED: Readonly<Record<"audio" | "video", readonly string[]>> = {
  audio: ["audio/opus", "audio/pcmu", "audio/telephone-event"],
  video: ["video/vp8", "video/rtx"],
};

export type AudioCodec = "opus" | "pcmu";

/** Those of a browser's codecs that are offered, in the order of the list; with `first`, that one leads. */
export function trimCodecs<C extends { readonly mimeType: string }>(kind: "audio" | "video", codecs: readonly C[], first?: AudioCodec): C[] {
  const named = (mimeType: string): C[] => codecs.filter((codec) => codec.mimeType.toLowerCase() === mimeType);
  const trimmed = OFFERED[kind].flatMap(named);
  const leading = first ? named(`audio/${first}`) : [];
  return [...leading, ...trimmed.filter((codec) => !leading.includes(codec))];
}

/** Trims what the transceiver offers. A browser that lacks the call or refuses the list offers all it has, which is longer but as good. */
export function preferCodecs(transceiver: RTCRtpTransceiver, kind: "audio" | "video", first?: AudioCodec): void {
  const codecs = trimCodecs(kind, RTCRtpReceiver.getCapabilities(kind)?.codecs ?? [], first);
  if (codecs.length > 0 && "setCodecPreferences" in transceiver) {
    try {
      transceiver.setCodecPreferences(codecs);
    } catch {
      // See above.
    }
  }
}

type Choosing = RTCRtpSendParameters & { encodings: (RTCRtpEncodingParameters & { codec?: RTCRtpCodec })[] };

/**
 * Switches a live sender's codec without a new offer. False where the browser can't: then a new offer with that codec first does it, and no choice made before
 * stands in its way. (Chromium refuses to choose a codec whose parameters the answer has changed, as it may Opus's, after it took PCMU.)
 */
export async function switchAudioCodec(sender: RTCRtpSender, codec: AudioCodec): Promise<boolean> {
  const parameters = sender.getParameters() as Choosing;
  const wantedCodec = parameters.codecs.find((known) => known.mimeType.toLowerCase() === `audio/${codec}`);
  const encoding = parameters.encodings[0];
  if (!wantedCodec || !encoding) {
    return false;
  }
  const { mimeType, clockRate, channels, sdpFmtpLine } = wantedCodec;
  encoding.codec = { mimeType, clockRate, ...(channels ? { channels } : {}), ...(sdpFmtpLine ? { sdpFmtpLine } : {}) };
  if ((await set(sender, parameters)) && chosen(sender)?.mimeType.toLowerCase() === `audio/${codec}`) {
    return true;
  }
  const now = sender.getParameters() as Choosing;
  if (now.encodings[0]?.codec) {
    delete now.encodings[0].codec;
    await set(sender, now);
  }
  return false;
}

function chosen(sender: RTCRtpSender): RTCRtpCodec | undefined {
  return (sender.getParameters() as Choosing).encodings[0]?.codec;
}

async function set(sender: RTCRtpSender, parameters: Choosing): Promise<boolean> {
  try {
    await sender.setParameters(parameters);
    return true;
  } catch {
    return false;
  }
}
