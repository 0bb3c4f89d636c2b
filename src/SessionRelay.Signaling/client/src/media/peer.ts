import { CAMERA_RIDS, FIRST_PLAN, type LayerPlan, none, planLayers, SINGLE, trial, wanted } from "./camera-layers.js";
import { leaveToOffer, preferCodecs, type SoundFormat, switchAudioCodec } from "./codecs.js";
import type { SlotEntry } from "../wire/messages.js";
import type { UplinkState } from "../path/uplink-watch.js";
import type { Outgoing } from "./outgoing.js";

/** A screen is still mostly; text needs the bits when it moves. */
const SCREEN_MAX_BITRATE = 2_500_000;
const SCREEN: readonly LayerPlan[] = [{ rid: "", active: true, scaleResolutionDownBy: 1, maxBitrate: SCREEN_MAX_BITRATE }];

/** Of sound while the way up, or that of somebody who listens, takes nothing else: half of what is usual, and still plain speech. */
const NARROW_SOUND_BITRATE = 16_000;

/** The hub takes messages of 128 KiB; the offer is the one large part of one. */
export const MAX_OFFER_BYTES = 128 * 1024;

export interface ReceivingPair {
  readonly stream: MediaStream;
  readonly audio: RTCRtpTransceiver;
  readonly video: RTCRtpTransceiver;
}

/**
 * One RTCPeerConnection with the m-lines that the protocol wants, in its order: microphone, camera, screen, then pairs to receive.
 * What is sent changes by `replaceTrack` alone; its offers are counted by `generation`.
 */
export class Peer {
  readonly connection: RTCPeerConnection;
  readonly pairs: readonly ReceivingPair[];
  /** Who is in this connection's pairs, as the relay told last. */
  entries: readonly SlotEntry[] = [];
  readonly #microphone: RTCRtpTransceiver;
  readonly #camera: RTCRtpTransceiver;
  readonly #screen: RTCRtpTransceiver;
  #generation = -1;
  #plan = FIRST_PLAN;
  readonly #unwatched = new Set<string>();
  #room: UplinkState = "free";
  #thin = false;
  #applying: Promise<void> = Promise.resolve();
  #codec: SoundFormat = "opus";
  #offered: SoundFormat = "opus";

  constructor(
    readonly name: string,
    configuration: RTCConfiguration,
    slots: number,
    outgoing: Outgoing,
  ) {
    this.connection = new RTCPeerConnection({ bundlePolicy: "max-bundle", ...configuration });
    this.#microphone = this.#add("audio", outgoing.audio, {});
    this.#camera = this.#add("video", outgoing.camera, { sendEncodings: FIRST_PLAN.map((layer) => ({ ...layer })) });
    this.#screen = this.#add("video", outgoing.screen, { sendEncodings: [{ maxBitrate: SCREEN_MAX_BITRATE }] });
    this.pairs = Array.from({ length: slots }, () => {
      const audio = this.#add("audio", null, { direction: "recvonly" });
      const video = this.#add("video", null, { direction: "recvonly" });
      return { audio, video, stream: new MediaStream([audio.receiver.track, video.receiver.track]) };
    });
    this.send(outgoing);
  }

  get generation(): number {
    return this.#generation;
  }

  /** What sound is sent as, as far as this library has asked for it. */
  get codec(): SoundFormat {
    return this.#codec;
  }

  /** The m-line's name of what is sent; null before the first offer. */
  midOf(source: "microphone" | "camera" | "screen"): string | null {
    return { microphone: this.#microphone, camera: this.#camera, screen: this.#screen }[source].mid;
  }

  /**
   * Makes the next offer. One that is still unanswered is replaced, never taken back: the relay may have taken it although its answer was lost, and
   * a rollback of the first offer would give every m-line another name.
   */
  async offer(iceRestart: boolean, codec: SoundFormat): Promise<string> {
    preferCodecs(this.#microphone, "audio", codec);
    this.#offered = codec;
    if (codec === "pcmu") {
      await this.#applyLayers();
    }
    await this.connection.setLocalDescription(await this.connection.createOffer({ iceRestart }));
    this.#generation++;
    return this.connection.localDescription?.sdp ?? "";
  }

  async answer(sdp: string): Promise<void> {
    await this.connection.setRemoteDescription({ type: "answer", sdp });
    this.#codec = this.#offered;
    await this.#applyLayers();
  }

  /** Sends these tracks from now on. */
  send(outgoing: Outgoing): void {
    this.#replace(this.#microphone.sender, outgoing.audio);
    this.#replace(this.#camera.sender, outgoing.camera);
    this.#replace(this.#screen.sender, outgoing.screen);
    if (outgoing.camera) {
      const { width = 1280, height = 720 } = outgoing.camera.getSettings();
      this.#plan = planLayers(width, height);
    }
    void this.#applyLayers();
  }

  /** Whether anybody watches the encoding of this rid; the screen's single encoding has the empty rid. */
  layer(rid: string, active: boolean): void {
    if (active) {
      this.#unwatched.delete(rid);
    } else {
      this.#unwatched.add(rid);
    }
    void this.#applyLayers();
  }

  /** How much of the camera's picture the way up has room for. The camera stays on: its m-line, its track and the own picture are as they were. */
  makeRoom(room: UplinkState): void {
    this.#room = room;
    void this.#applyLayers();
  }

  /** Whether sound is to take half of what is usual, as somebody who listens has room for no more. */
  thinSound(thin: boolean): void {
    this.#thin = thin;
    void this.#applyLayers();
  }

  /** False where the browser has no such switch (to `red` and back none has), or has not yet agreed with the relay on what there is to switch to. */
  async useAudioCodec(codec: SoundFormat): Promise<boolean> {
    const switching = this.#applying.then(async () => {
      if (codec !== "red" && this.#codec !== "red") {
        if (codec === "pcmu") {
          await limitSound(this.#microphone.sender, null); // it has one bit rate, and a browser refuses it below that
        }
        const switched = await switchAudioCodec(this.#microphone.sender, codec);
        if (switched) {
          this.#codec = codec;
          this.#offered = codec;
        }
        return switched;
      }
      await leaveToOffer(this.#microphone.sender);
      return false;
    });
    this.#applying = switching.then(() => {});
    await this.#applyLayers();
    return switching;
  }

  close(): void {
    this.connection.onconnectionstatechange = null;
    this.connection.close();
  }

  #add(kind: "audio" | "video", track: MediaStreamTrack | null, init: RTCRtpTransceiverInit): RTCRtpTransceiver {
    const transceiver = this.connection.addTransceiver(track ?? kind, { direction: "sendonly", ...init });
    preferCodecs(transceiver, kind);
    return transceiver;
  }

  #replace(sender: RTCRtpSender, track: MediaStreamTrack | null): void {
    // Sound is never taken away: without packets both sides would think the path broken.
    if (sender.track !== track && (track !== null || sender !== this.#microphone.sender)) {
      sender.replaceTrack(track).catch(() => {
        // Only a connection that was closed meanwhile refuses a track of the same kind.
      });
    }
  }

  /** One change at a time: parameters must be those that were read last. */
  #applyLayers(): Promise<void> {
    this.#applying = this.#applying.then(async () => {
      const simulcast = this.#camera.sender.getParameters().encodings.length === CAMERA_RIDS.length;
      const plan = simulcast ? wanted(this.#plan, this.#unwatched) : SINGLE;
      await applyEncodings(this.#camera.sender, this.#room === "free" ? plan : this.#room === "trial" ? trial(plan) : none(plan));
      const takesLimit = this.#codec !== "pcmu" && this.#offered !== "pcmu";
      await limitSound(this.#microphone.sender, takesLimit && (this.#thin || this.#room !== "free") ? NARROW_SOUND_BITRATE : null);
      if (simulcast) {
        // Without simulcast the empty rid may be the camera's as well: then nothing is switched off.
        await applyEncodings(this.#screen.sender, wanted(SCREEN, this.#unwatched));
      }
    });
    return this.#applying;
  }
}

/** Null: as the browser likes. */
async function limitSound(sender: RTCRtpSender, maxBitrate: number | null): Promise<void> {
  const parameters = sender.getParameters();
  const encoding = parameters.encodings[0];
  if (sender.transport?.state === "closed" || !encoding || (encoding.maxBitrate ?? null) === maxBitrate) {
    return;
  }
  if (maxBitrate === null) {
    delete encoding.maxBitrate;
  } else {
    encoding.maxBitrate = maxBitrate;
  }
  await sender.setParameters(parameters).catch(() => {});
}

async function applyEncodings(sender: RTCRtpSender, plan: readonly LayerPlan[]): Promise<void> {
  if (sender.transport?.state === "closed") {
    return;
  }
  const parameters = sender.getParameters();
  let changed = false;
  parameters.encodings.forEach((encoding, index) => {
    const layer = plan.find((entry) => entry.rid === (encoding.rid ?? "")) ?? plan[index];
    if (layer && ((encoding.active ?? true) !== layer.active || (encoding.scaleResolutionDownBy ?? 1) !== layer.scaleResolutionDownBy)) {
      encoding.active = layer.active;
      encoding.scaleResolutionDownBy = layer.scaleResolutionDownBy;
      encoding.maxBitrate = layer.maxBitrate;
      changed = true;
    }
  });
  if (changed) {
    await sender.setParameters(parameters).catch(() => {
      // Before the first answer Firefox has no encodings to set; they are applied again after it.
    });
  }
}
