import { type HubConnection, HubConnectionBuilder, HttpTransportType, LogLevel } from "@microsoft/signalr";
import { ChannelLost, HUB_EVENTS, type HubChannel, type HubEvent } from "./channel.js";
import { readRefusal } from "./refusals.js";

/** The hub's own keep-alive is 2 s; two may be lost and one be late. */
const SERVER_TIMEOUT_MS = 5_000;
const KEEP_ALIVE_MS = 2_000;

/** A connection by SignalR: WebSockets at once, no negotiation, no reconnection of its own, no log (its log would hold the messages). */
export class SignalRChannel implements HubChannel {
  heard: (event: HubEvent, message: unknown) => void = () => {};
  closed: () => void = () => {};
  readonly #connection: HubConnection;

  constructor(url: string) {
    this.#connection = new HubConnectionBuilder()
      .withUrl(url, { transport: HttpTransportType.WebSockets, skipNegotiation: true })
      .withServerTimeout(SERVER_TIMEOUT_MS)
      .withKeepAliveInterval(KEEP_ALIVE_MS)
      .configureLogging(LogLevel.None)
      .build();
    for (const event of HUB_EVENTS) {
      this.#connection.on(event, (message: unknown) => this.heard(event, message));
    }
    this.#connection.onclose(() => this.closed());
  }

  start(): Promise<void> {
    return this.#connection.start();
  }

  async invoke(method: string, argument: object): Promise<unknown> {
    try {
      return await this.#connection.invoke<unknown>(method, argument);
    } catch (error) {
      throw readRefusal(error) ?? new ChannelLost(`${method} got no answer`, { cause: error });
    }
  }

  stop(): Promise<void> {
    return this.#connection.stop();
  }
}
