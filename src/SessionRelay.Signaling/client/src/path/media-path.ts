import { SessionError } from "../api/error.js";
import { type AudioCodec, canRepeatSound, type SoundFormat } from "../media/codecs.js";
import type { Outgoing } from "../media/outgoing.js";
import { MAX_OFFER_BYTES, Peer } from "../media/peer.js";
import type { ConnectReply, SlotEntry } from "../wire/messages.js";
import { LossWatch } from "./loss-watch.js";
import { hasMedia, receivedBytes, soundSent, uplinkEstimate } from "./path-stats.js";
import { FRESH_AFTER_MS, FRESH_AGAIN_MS, PathWatch } from "./path-watch.js";
import { UplinkWatch } from "./uplink-watch.js";

/** After a connection that failed outright, not just late. */
const AFTER_FAILURE_MS = 1_000;

/** Offers of one negotiation whose answers were lost on the way. */
const MAX_OFFERS = 5;

export type MediaState = "none" | "connecting" | "live" | "reconnecting";

export interface MediaPathWiring {
  readonly hubUp: () => boolean;
  /** Takes an offer to the hub, as soon as that is there. Rejects with a `SessionError` when it is refused, with something else when no answer came. */
  connect(offer: { sdp: string; peer: string; generation: number }): Promise<ConnectReply>;
  outgoing(): Outgoing;
  /** State, pairs or their entries are other ones than before. */
  changed(): void;
  failed(error: SessionError): void;
}

export interface MediaPathOptions {
  readonly iceServers: readonly RTCIceServer[];
  readonly slots: number;
}

/** A peer that stands beside the present one until it has carried media, or the first. */
interface Candidate {
  readonly peer: Peer;
  readonly since: number;
  /** What it had received when it was first seen connected: its handshake, and no media yet for all we know. */
  handshakeBytes?: number;
}

/**
 * The way of this client's media to the relay: one peer connection in use, and while it is broken perhaps a second that is to take its place.
 * The old one is closed when the new one has carried media, not before. Never gives up; `stop` ends it.
 */
export class MediaPath {
  readonly #wiring: MediaPathWiring;
  readonly #now: () => number;
  #options: MediaPathOptions | null = null;
  #current: Peer | null = null;
  #watch: PathWatch | null = null;
  #uplink: UplinkWatch | null = null;
  #loss: LossWatch | null = null;
  #candidate: Candidate | null = null;
  #codec: AudioCodec = "opus";
  #ticking = false;
  readonly #negotiating = new Set<Peer>();

  constructor(wiring: MediaPathWiring, now: () => number = () => performance.now()) {
    this.#wiring = wiring;
    this.#now = now;
  }

  get state(): MediaState {
    if (!this.#options) {
      return "none";
    }
    return this.#current ? (this.#watch?.silent ? "reconnecting" : "live") : "connecting";
  }

  /** The peer connection whose media is shown: the one in use, or the first while it is being made. */
  get peer(): Peer | null {
    return this.#current ?? this.#candidate?.peer ?? null;
  }

  /** A camera's picture is there to be sent, and is not: the way up takes sound only. */
  get held(): boolean {
    return this.#uplink !== null && this.#uplink.state !== "free";
  }

  /** Who is in the pairs of `peer`: each peer connection has slots of its own. */
  get entries(): readonly SlotEntry[] {
    return this.peer?.entries ?? [];
  }

  /** Makes the path, or sees after it: called after each entry. */
  begin(options: MediaPathOptions): void {
    const first = this.#options === null;
    this.#options = options;
    if (first) {
      this.#fresh();
    } else {
      this.check();
      if (this.#watch?.silent && this.#current && !this.#candidate) {
        void this.#negotiate(this.#current, true);
        if (this.#watch.quiet(this.#now()) >= FRESH_AFTER_MS) {
          this.#fresh();
        }
      }
    }
  }

  /** The network may be another one: looks at once. */
  check(): void {
    this.#watch?.nudge(this.#now());
    void this.tick();
  }

  /** Four times a second. */
  async tick(): Promise<void> {
    if (this.#ticking || !this.#options) {
      return;
    }
    this.#ticking = true;
    try {
      await this.#tickCandidate();
      await this.#tickCurrent();
    } finally {
      this.#ticking = false;
    }
  }

  /** The tracks to send are other ones. */
  send(outgoing: Outgoing): void {
    this.#current?.send(outgoing);
    this.#candidate?.peer.send(outgoing);
  }

  /** What the hub tells of one peer's slots; of a peer that is no more, nothing is taken. */
  slots(entries: readonly SlotEntry[]): void {
    const peer = this.#named(entries[0]?.peer ?? "");
    if (peer) {
      peer.entries = entries;
      this.#wiring.changed();
    }
  }

  /** The relay sees a queue on the way up of the peer in use, and perhaps that no more than sound gets through; or none any more. */
  uplink(peer: string, queued: boolean, narrow: boolean): void {
    if (this.#uplink && this.#named(peer) === this.#current) {
      this.#uplink.heard(this.#now(), queued, narrow);
      void this.tick();
    }
  }

  /** Somebody who hears this client has a way down that takes sound only, or nobody has any more. */
  sound(peer: string, thin: boolean): void {
    this.#named(peer)?.thinSound(thin);
  }

  layer(peer: string, rid: string, active: boolean): void {
    this.#named(peer)?.layer(rid, active);
  }

  /** The relay has given up a peer connection. */
  failed(peer: string): void {
    if (this.#candidate?.peer.name === peer) {
      this.#dropCandidate();
    } else if (this.#current?.name === peer && !this.#candidate) {
      this.#fresh();
    }
  }

  /** What sound is sent as from now on, whichever peer carries it. */
  async useCodec(codec: AudioCodec): Promise<void> {
    this.#codec = codec;
    for (const peer of [this.#current, this.#candidate?.peer]) {
      if (peer) {
        await this.#switchCodec(peer);
      }
    }
  }

  /** On a way up that loses sound each packet's goes twice; a phone takes PCMU only. */
  get #format(): SoundFormat {
    return this.#codec === "opus" && this.#loss?.lossy && canRepeatSound() ? "red" : this.#codec;
  }

  /** A browser that can't switch by itself makes a new offer. While one is under way nothing can be done: its answer brings us back here. */
  async #switchCodec(peer: Peer): Promise<void> {
    if (peer.codec !== this.#format && this.#wanted(peer) && !(await peer.useAudioCodec(this.#format))) {
      await this.#negotiate(peer, false);
    }
  }

  stop(): void {
    this.#options = null;
    this.#current?.close();
    this.#candidate?.peer.close();
    this.#current = null;
    this.#candidate = null;
    this.#watch = null;
    this.#uplink = null;
    this.#loss = null;
  }

  /** Without a name, the one that is shown. */
  #named(name: string): Peer | null {
    return name === "" ? this.peer : ([this.#current, this.#candidate?.peer].find((peer) => peer?.name === name) ?? null);
  }

  #fresh(): void {
    if (!this.#options || !this.#wiring.hubUp()) {
      return;
    }
    this.#candidate?.peer.close();
    const { iceServers, slots } = this.#options;
    const peer = new Peer(peerName(), { iceServers: [...iceServers] }, slots, this.#wiring.outgoing());
    peer.connection.onconnectionstatechange = () => this.#stateChanged(peer);
    this.#candidate = { peer, since: this.#now() };
    void this.#negotiate(peer, false);
  }

  /** "failed" is final for a connection; "disconnected" comes late, and in some browsers without cause, so it starts nothing. */
  #stateChanged(peer: Peer): void {
    if (peer.connection.connectionState === "failed" && this.#candidate?.peer === peer) {
      this.#dropCandidate();
    } else {
      void this.tick();
    }
  }

  #dropCandidate(): void {
    const candidate = this.#candidate;
    candidate?.peer.close();
    this.#candidate = candidate && !this.#current ? { peer: candidate.peer, since: this.#now() - FRESH_AGAIN_MS + AFTER_FAILURE_MS } : null;
  }

  async #negotiate(peer: Peer, iceRestart: boolean): Promise<void> {
    if (this.#negotiating.has(peer)) {
      return;
    }
    this.#negotiating.add(peer);
    let answered = false;
    try {
      for (let tries = 0; tries < MAX_OFFERS && this.#wanted(peer); tries++) {
        const reply = await this.#offer(peer, iceRestart);
        if (reply && this.#wanted(peer)) {
          peer.entries = reply.slots;
          await peer.answer(reply.sdp);
          answered = true;
          this.#wiring.changed();
          break;
        }
      }
    } catch (error) {
      if (error instanceof SessionError && this.#wanted(peer)) {
        this.#wiring.failed(error);
      }
      if (this.#candidate?.peer === peer) {
        this.#dropCandidate();
      }
    } finally {
      this.#negotiating.delete(peer);
    }
    if (answered) {
      await this.#switchCodec(peer);
    }
  }

  /** Null when no answer came, or one to an offer before: then the next offer may do. */
  async #offer(peer: Peer, iceRestart: boolean): Promise<ConnectReply | null> {
    const sdp = await peer.offer(iceRestart, this.#format);
    if (sdp.length > MAX_OFFER_BYTES) {
      throw new SessionError("bad-offer", "This page asks for more pictures at once than a session can carry. Please ask for fewer slots.");
    }
    try {
      return await this.#wiring.connect({ sdp, peer: peer.name, generation: peer.generation });
    } catch (error) {
      if (error instanceof SessionError && error.code !== "stale") {
        throw error;
      }
      return null;
    }
  }

  #wanted(peer: Peer): boolean {
    return this.#options !== null && (peer === this.#current || peer === this.#candidate?.peer);
  }

  async #tickCandidate(): Promise<void> {
    const candidate = this.#candidate;
    if (!candidate) {
      return;
    }
    const { peer, since } = candidate;
    if (peer.connection.connectionState === "connected" && (await this.#carries(candidate)) && this.#candidate === candidate) {
      this.#promote(peer);
    } else if (!this.#current && this.#now() - since >= FRESH_AGAIN_MS && this.#candidate === candidate) {
      this.#fresh();
    }
  }

  /** The first connection is shown as soon as it is there; one that is to replace another must have brought something that is not its handshake. */
  async #carries(candidate: Candidate): Promise<boolean> {
    const report = await candidate.peer.connection.getStats();
    const bytes = receivedBytes(report);
    candidate.handshakeBytes ??= bytes;
    return this.#current ? hasMedia(report) || bytes > candidate.handshakeBytes : bytes > 0;
  }

  async #tickCurrent(): Promise<void> {
    const current = this.#current;
    const watch = this.#watch;
    if (!current || !watch) {
      return;
    }
    const report = current.connection.connectionState === "closed" ? null : await current.connection.getStats();
    if (this.#current !== current) {
      return;
    }
    const steps = watch.tick(this.#now(), report ? receivedBytes(report) : 0);
    if (steps.includes("recovered")) {
      this.#uplink?.settle(this.#now());
      this.#loss?.settle(this.#now());
    }
    if (report && !watch.silent) {
      this.#judgeUplink(current, report);
      this.#judgeLoss(current, report);
    }
    if (steps.includes("silent") && !this.#candidate) {
      void this.#negotiate(current, true);
    }
    if (steps.includes("fresh")) {
      this.#fresh();
    }
    if (steps.includes("silent") || steps.includes("recovered")) {
      this.#wiring.changed();
    }
  }

  /** While the path is silent the estimate says nothing of its width. */
  #judgeUplink(peer: Peer, report: RTCStatsReport): void {
    const uplink = this.#uplink;
    const estimate = this.#wiring.outgoing().camera ? uplinkEstimate(report) : null;
    const before = this.held;
    if (uplink?.tick(this.#now(), estimate)) {
      peer.makeRoom(uplink.state);
      if (this.held !== before) {
        this.#wiring.changed();
      }
    }
  }

  #judgeLoss(peer: Peer, report: RTCStatsReport): void {
    if (this.#loss?.tick(this.#now(), soundSent(report), !this.held)) {
      void this.#switchCodec(peer);
    }
  }

  #promote(peer: Peer): void {
    const before = this.#current;
    this.#current = peer;
    this.#candidate = null;
    this.#watch = new PathWatch(this.#now());
    this.#uplink = new UplinkWatch(this.#now());
    this.#loss = new LossWatch(this.#now());
    this.#wiring.changed();
    before?.close();
    void this.#switchCodec(peer); // it may have been offered while another path lost much
  }
}

/** Another one for each RTCPeerConnection, also after a reload. */
function peerName(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
