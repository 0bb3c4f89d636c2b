/** Messages that the hub sends. */
export const HUB_EVENTS = [
  "admitted",
  "participants",
  "slots",
  "layers",
  "uplink",
  "sound",
  "chat",
  "clock",
  "phone",
  "useCodec",
  "moveRequested",
  "failed",
  "reconnect",
  "replaced",
  "removed",
  "ended",
] as const;

export type HubEvent = (typeof HUB_EVENTS)[number];

/** One connection to the hub, from its opening to its end. */
export interface HubChannel {
  /** Called for each message of the hub, in its order. Set before `start`. */
  heard: (event: HubEvent, message: unknown) => void;
  /** Called once when the connection is over, whoever ended it. Set before `start`. */
  closed: () => void;
  start(): Promise<void>;
  /** Rejects with a `SessionError` when the hub refuses, with a `ChannelLost` when the connection ends before the answer. */
  invoke(method: string, argument: object): Promise<unknown>;
  stop(): Promise<void>;
}

/** The connection ended before the answer came: whether the hub has acted is not known. */
export class ChannelLost extends Error {
  override readonly name = "ChannelLost";
}
