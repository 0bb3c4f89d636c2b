/** What an offer names, best first: the offer stays small, and every relay of this protocol takes these. */
const OFFERED: Readonly<Record<"audio" | "video", readonly string[]>> = {
  audio: ["audio/opus", "audio/pcmu", "audio/telephone-event", "audio/red"],
  video: ["video/vp8", "video/rtx"],
};

/** What the relay may ask for. */
export type AudioCodec = "opus" | "pcmu";

/** What sound is sent as: `red` is Opus with each packet's sound once more in the next (RFC 2198). */
export type SoundFormat = AudioCodec | "red";

/** Whether the browser has `red`; Firefox does not. */
export function canRepeatSound(): boolean {
  return named(RTCRtpReceiver.getCapabilities("audio")?.codecs ?? [], "audio/red").length > 0;
}

function named<C extends { readonly mimeType: string }>(codecs: readonly C[], mimeType: string): C[] {
  return codecs.filter((codec) => codec.mimeType.toLowerCase() === mimeType);
}

/** Those of a browser's codecs that are offered, in the order of the list; with `first`, that one leads. */
export function trimCodecs<C extends { readonly mimeType: string }>(kind: "audio" | "video", codecs: readonly C[], first?: SoundFormat): C[] {
  const trimmed = OFFERED[kind].flatMap((mimeType) => named(codecs, mimeType));
  const leading = first ? named(codecs, `audio/${first}`) : [];
  return [...leading, ...trimmed.filter((codec) => !leading.includes(codec))];
}

/** Trims what the transceiver offers. A browser that lacks the call or refuses the list offers all it has, which is longer but as good. */
export function preferCodecs(transceiver: RTCRtpTransceiver, kind: "audio" | "video", first?: SoundFormat): void {
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
  await leaveToOffer(sender);
  return false;
}

/** Takes a choice back that was made before: the codec is the first that offer and answer have agreed on. */
export async function leaveToOffer(sender: RTCRtpSender): Promise<void> {
  const now = sender.getParameters() as Choosing;
  if (now.encodings[0]?.codec) {
    delete now.encodings[0].codec;
    await set(sender, now);
  }
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
