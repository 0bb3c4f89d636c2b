import type { Participant, SessionApi, Slot } from "../../src/index.js";
import { h, setText, show } from "../dom.js";
import { chooseGrid, chooseMode, MostTiles, type Mode } from "../layout.js";
import { strings } from "../strings.js";
import { SoundGate } from "./soundgate.js";
import { canFloat, FloatingPicture } from "./floating.js";
import { ScreenTile, Tile } from "./tile.js";
import { Watcher } from "./watcher.js";

/** The people and screens of a session. Tiles never move in the document, since a moved <video> stops: the arrangement is a matter of style. */
export class Stage {
  readonly element: HTMLElement;
  readonly #session: SessionApi;
  readonly #remove: (person: Participant) => void;
  readonly #gate = new SoundGate();
  readonly #watcher: Watcher;
  readonly #tiles = new Map<string, Tile>();
  readonly #screens = new Map<string, ScreenTile>();
  readonly #watched = new Set<number>(); // slots
  readonly #empty = h("p", { class: "stage-empty", hidden: true });
  readonly #more = h("p", { class: "stage-more", hidden: true });
  readonly #resizing = new ResizeObserver(() => this.#arrange());
  readonly #floating: FloatingPicture;
  #mode: Mode = "alone";
  #count = 0;
  #pictureHidden = false;

  /** `remove` is asked when the host presses to take somebody out; `floated` is told when a picture has come back from its own window, or gone there. */
  constructor(session: SessionApi, remove: (person: Participant) => void, floated: () => void) {
    this.#session = session;
    this.#remove = remove;
    this.#watcher = new Watcher((slot, size) => session.watch(slot, size));
    this.#floating = new FloatingPicture((video, size) => {
      this.#watcher.float(video, size);
      floated();
    });
    this.element = h("section", { class: "stage", "aria-label": strings.room.stage }, this.#empty, this.#more, this.#gate.element);
    this.#resizing.observe(this.element);
  }

  /** Whether the own picture is put away. */
  get pictureHidden(): boolean {
    return this.#pictureHidden;
  }

  set pictureHidden(hidden: boolean) {
    this.#pictureHidden = hidden;
    this.update();
  }

  /** Whose picture can be taken into a small window: the first of the others who is seen. */
  get floatable(): HTMLVideoElement | null {
    if (!canFloat()) return null;
    for (const [id, tile] of this.#tiles) if (id !== this.#session.me?.participantId && tile.isPictured) return tile.video;
    return null;
  }

  /** Whether a picture is in a window of its own. */
  get floats(): boolean {
    return this.#floating.video !== null;
  }

  /** Takes a picture into a window of its own, or back. Rejects where the browser doesn't want to. */
  async toggleFloat(): Promise<void> {
    if (this.floats) return this.#floating.close();
    const video = this.floatable;
    if (video !== null) await this.#floating.open(video);
  }

  /** Draws what the session says now. `emptyWords` stand where nobody else is there. */
  update(emptyWords?: string): void {
    const mine = this.#session.me?.participantId;
    const others = this.#session.participants.filter((person) => person.id !== mine && person.state !== "waiting" && person.state !== "left");
    const shown = this.#mostImportant(others);
    const me = this.#session.participants.find((person) => person.id === mine);
    this.#people(shown, me);
    this.#shareds(others);
    this.#count = shown.length + (me !== undefined && !this.#pictureHidden ? 1 : 0);
    this.#mode = chooseMode(others.length, this.#screens.size);
    if (emptyWords !== undefined) setText(this.#empty, emptyWords);
    show(this.#empty, this.#mode === "alone");
    setText(this.#more, strings.room.more(others.length - shown.length));
    show(this.#more, others.length > shown.length);
    this.#arrange(); // first: what the relay is told are sizes in the new arrangement
    this.#watchAll();
    this.useSpeaker(this.#session.local.speakerId);
  }

  /** Sends all sound to this speaker, where the browser lets a page choose. */
  useSpeaker(id: string | null): void {
    for (const { sound } of this.#tiles.values()) {
      if (sound === null || !("setSinkId" in sound) || sound.sinkId === (id ?? "")) continue;
      sound.setSinkId(id ?? "").catch(() => undefined); // unplugged meanwhile: the system's own speaker goes on
    }
  }

  close(): void {
    void this.#floating.close();
    this.#resizing.disconnect();
    this.#watcher.close();
    for (const tile of [...this.#tiles.values(), ...this.#screens.values()]) tile.close();
  }

  /** Beyond the most tiles, those who are in a slot come first. */
  #mostImportant(others: readonly Participant[]): readonly Participant[] {
    if (others.length <= MostTiles) return others;
    const inSlot = new Set(this.#session.slots.map((slot) => slot.participantId));
    return [...others.filter((person) => inSlot.has(person.id)), ...others.filter((person) => !inSlot.has(person.id))].slice(0, MostTiles);
  }

  #people(others: readonly Participant[], me: Participant | undefined): void {
    const present = new Set(others.map((person) => person.id));
    if (me !== undefined) present.add(me.id);
    for (const [id, tile] of this.#tiles) {
      if (present.has(id)) continue;
      if (this.#floating.video === tile.video) void this.#floating.close();
      tile.close();
      this.#tiles.delete(id);
    }
    const may = this.#session.me?.can.includes("admit") ?? false;
    for (const person of others) {
      const slot = this.#slotOf(person.id, "camera");
      const phone = this.#slotOf(person.id, "phone");
      const remove = may ? () => this.#remove(person) : null;
      this.#tile(person.id, false).update({ person, stream: slot?.stream ?? null, phone: phone?.stream ?? null, videoPaused: slot?.videoPaused ?? null, remove });
    }
    if (me === undefined) return;
    const local = this.#session.local;
    const tile = this.#tile(me.id, true);
    tile.update({
      person: { ...me, state: me.state === "connecting" ? "live" : me.state, audio: local.microphone === "on", video: local.camera === "on" },
      stream: local.cameraStream,
      phone: null,
      videoPaused: null,
      remove: null,
    });
    tile.element.dataset["state"] = me.state;
    show(tile.element, !this.#pictureHidden);
  }

  #shareds(others: readonly Participant[]): void {
    const slots = this.#session.slots.filter((slot) => slot.source === "screen" && others.some((person) => person.id === slot.participantId));
    for (const [id, screen] of this.#screens) {
      if (slots.some((slot) => slot.participantId === id)) continue;
      screen.close();
      this.#screens.delete(id);
    }
    for (const slot of slots) {
      let screen = this.#screens.get(slot.participantId);
      if (screen === undefined) {
        screen = new ScreenTile(slot.participantId, this.#gate);
        this.#screens.set(slot.participantId, screen);
        this.element.prepend(screen.element);
      }
      screen.update(others.find((person) => person.id === slot.participantId)?.name ?? "", slot.stream);
    }
  }

  #tile(id: string, isMe: boolean): Tile {
    let tile = this.#tiles.get(id);
    if (tile === undefined) {
      tile = new Tile(id, isMe, this.#gate);
      this.#tiles.set(id, tile);
      this.element.append(tile.element);
    }
    return tile;
  }

  #slotOf(id: string, source: Slot["source"]): Slot | undefined {
    return this.#session.slots.find((slot) => slot.participantId === id && slot.source === source);
  }

  #watchAll(): void {
    const now = new Set<number>();
    for (const slot of this.#session.slots) {
      if (slot.source === "phone") continue; // nothing to be seen
      const video = slot.source === "screen" ? this.#screens.get(slot.participantId)?.video : this.#tiles.get(slot.participantId)?.video;
      if (video === undefined) continue;
      now.add(slot.slot);
      this.#watcher.show(slot.slot, video);
    }
    for (const slot of this.#watched) if (!now.has(slot)) this.#watcher.drop(slot);
    this.#watched.clear();
    for (const slot of now) this.#watched.add(slot);
  }

  #arrange(): void {
    this.element.dataset["mode"] = this.#mode;
    const { clientWidth, clientHeight } = this.element;
    const { columns, rows } = chooseGrid(this.#count, clientWidth, clientHeight);
    this.element.style.setProperty("--columns", String(columns));
    this.element.style.setProperty("--rows", String(rows));
  }
}
