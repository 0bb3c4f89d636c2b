/**
 * Codes of this library's own. The hub's refusals (`ticket-used`, `too-early`, …) come with the code that the protocol gives them.
 */
export type ClientErrorCode =
  | "camera-refused"
  | "camera-not-found"
  | "camera-in-use"
  | "camera-failed"
  | "camera-lost"
  | "camera-taken"
  | "microphone-refused"
  | "microphone-not-found"
  | "microphone-in-use"
  | "microphone-failed"
  | "microphone-lost"
  | "microphone-taken"
  | "screen-refused"
  | "screen-failed"
  | "insecure-page"
  | "not-supported"
  | "not-entered"
  | "no-ticket"
  | "unreachable"
  | "media-failed";

/** What went wrong, with a stable `code` for programs and plain words for people in `message`: what happened, why, and what to do next. */
export class SessionError extends Error {
  override readonly name = "SessionError";

  constructor(
    readonly code: ClientErrorCode | (string & {}),
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
