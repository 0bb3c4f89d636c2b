import type { SessionError } from "../api/error.js";
import type { Permission, Slot } from "../api/model.js";
import type { SessionStats } from "../api/stats.js";
import { LocalMedia } from "../local/local-media.js";
import { WakeLock } from "../page/wake-lock.js";
import { MediaPath, type MediaPathOptions, type MediaState } from "../path/media-path.js";
import { Ticker } from "../path/ticker.js";
import { readConnectReply, type SlotEntry } from "../wire/messages.js";
import type { AudioCodec } from "./codecs.js";
import type { Outgoing } from "./outgoing.js";
import { Silence } from "./silence.js";
import { SlotViews, type SlotView } from "./slot-views.js";
import { joinSlots } from "./slots.js";
import { readStats } from "./stats.js";

export interface MediaSideWiring {
  hubUp(): boolean;
  /** One call of the hub, not repeated when its connection ends. */
  call(method: string, argument: object): Promise<unknown>;
  stateChanged(): void;
  /** The picture is held back for want of room on the way up, or goes on. */
  heldChanged(held: boolean): void;
  slotsChanged(slots: readonly Slot[]): void;
  failed(error: SessionError): void;
  /** Four times a second while there is a session. */
  tick(): void;
}

/** Everything of a session that is sound and picture: the devices, what is sent in their place, the path, and what is shown of whom. */
export class MediaSide {
  readonly local = new LocalMedia();
  readonly #wiring: MediaSideWiring;
  readonly #silence: Silence;
  readonly #path: MediaPath;
  readonly #ticker: Ticker;
  readonly #views: SlotViews;
  readonly #wakeLock = new WakeLock();
  #state: MediaState = "none";
  #held = false;
  #slots: readonly Slot[] = [];
  #can: ReadonlySet<Permission> = new Set();
  /** What the hub was told last of what is sent. */
  #told = "";

  constructor(workerUrl: string, wiring: MediaSideWiring) {
    this.#wiring = wiring;
    this.#silence = new Silence(workerUrl, () => this.#path.send(this.#outgoing()));
    this.#ticker = new Ticker(workerUrl, () => {
      void this.#path.tick();
      wiring.tick();
    });
    this.#views = new SlotViews((slot, view) => this.#tell("WatchSlot", { slot, ...view }));
    this.#path = new MediaPath({
      hubUp: () => wiring.hubUp(),
      connect: async (offer) => {
        const reply = readConnectReply(await wiring.call("Connect", offer));
        this.#views.repeat();
        return reply;
      },
      outgoing: () => this.#outgoing(),
      changed: () => this.#pathChanged(),
      failed: (error) => wiring.failed(error),
    });
    this.local.on("changed", () => this.#localChanged());
  }

  get state(): MediaState {
    return this.#state;
  }

  get held(): boolean {
    return this.#held;
  }

  get slots(): readonly Slot[] {
    return this.#slots;
  }

  /** Readies the silence inside a person's press: later an AudioContext may not start by itself. */
  prepare(): void {
    void this.#silence.track;
  }

  /** After each entry as somebody admitted. */
  begin(options: MediaPathOptions, can: readonly Permission[]): void {
    this.#can = new Set(can);
    this.#path.begin(options);
    this.#ticker.start();
    void this.#wakeLock.hold();
    this.#told = "";
    this.#localChanged();
    this.#views.repeat();
    this.#pathChanged();
  }

  show(entries: readonly SlotEntry[]): void {
    this.#path.slots(entries);
  }

  uplink(peer: string, queued: boolean, narrow: boolean): void {
    this.#path.uplink(peer, queued, narrow);
  }

  sound(peer: string, thin: boolean): void {
    this.#path.sound(peer, thin);
  }

  layer(peer: string, rid: string, active: boolean): void {
    this.#path.layer(peer, rid, active);
  }

  peerFailed(peer: string): void {
    this.#path.failed(peer);
  }

  useCodec(codec: AudioCodec): void {
    void this.#path.useCodec(codec);
  }

  watch(slot: number, view: SlotView): void {
    this.#views.set(slot, view);
  }

  /** The network or the page is back. */
  woke(): void {
    this.#path.check();
    void this.#wakeLock.renew();
  }

  stats(): Promise<SessionStats> {
    return readStats(this.#path.peer);
  }

  /** Ends the path; the devices stay as they are. */
  stop(): void {
    this.#ticker.stop();
    this.#path.stop();
    this.#views.stop();
    this.#silence.stop();
    this.#wakeLock.release();
    this.#pathChanged();
  }

  /** What may not be sent is not: the hub would refuse the word of it, and the relay would drop it. */
  #outgoing(): Outgoing {
    const { audio, camera, screen } = this.local.outgoing;
    return {
      audio: (this.#can.has("audio") ? audio : null) ?? this.#silence.track,
      camera: this.#can.has("video") ? camera : null,
      screen: this.#can.has("screen") ? screen : null,
    };
  }

  #localChanged(): void {
    if (this.#path.state === "none") {
      return;
    }
    const outgoing = this.#outgoing();
    this.#path.send(outgoing);
    const sending = {
      audio: this.local.microphone === "on" && this.#can.has("audio"),
      video: outgoing.camera !== null,
      screen: outgoing.screen !== null,
      held: this.#held,
    };
    const telling = JSON.stringify(sending);
    if (telling !== this.#told && this.#wiring.hubUp()) {
      this.#told = telling;
      this.#tell("SetMedia", sending);
    }
  }

  #pathChanged(): void {
    const state = this.#path.state;
    const peer = this.#path.peer;
    const slots = peer ? joinSlots(this.#path.entries, (slot) => peer.pairs[slot]?.stream) : [];
    if (!sameSlots(slots, this.#slots)) {
      this.#slots = slots;
      this.#wiring.slotsChanged(slots);
    }
    if (this.#path.held !== this.#held) {
      this.#held = this.#path.held;
      this.#localChanged();
      this.#wiring.heldChanged(this.#held);
    }
    if (state !== this.#state) {
      this.#state = state;
      this.#wiring.stateChanged();
    }
  }

  /** Said again after the next entry, so a lost one needs no care. */
  #tell(method: string, argument: object): void {
    if (this.#wiring.hubUp()) {
      this.#wiring.call(method, argument).catch(() => {});
    }
  }
}

function sameSlots(one: readonly Slot[], other: readonly Slot[]): boolean {
  return (
    one.length === other.length &&
    one.every((slot, index) => {
      const { slot: number, participantId, source, stream, audioPaused, videoPaused } = other[index] ?? slot;
      return (
        slot.slot === number &&
        slot.participantId === participantId &&
        slot.source === source &&
        slot.stream === stream &&
        slot.audioPaused === audioPaused &&
        slot.videoPaused === videoPaused
      );
    })
  );
}
