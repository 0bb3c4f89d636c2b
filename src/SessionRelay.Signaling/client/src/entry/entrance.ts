import { SessionError } from "../api/error.js";
import type { HubChannel } from "../hub/channel.js";
import type { Tokens } from "./tokens.js";

export interface EntranceOptions {
  readonly client: { readonly name: string; readonly version: string };
  readonly move: boolean;
}

/** Refusals of a resume token after which the ticket may still open the door: a second link for the same seat was opened in this tab. */
const RESUME_SPENT = new Set(["ticket-invalid", "ticket-expired", "ticket-used"]);

export function noTicket(): SessionError {
  return new SessionError("no-ticket", "This page was opened without an invitation. Please open the link in your message again.");
}

/** Enters over a channel: with the resume token where there is one, else with the ticket. */
export async function enterHub(channel: HubChannel, tokens: Tokens, { client, move }: EntranceOptions): Promise<unknown> {
  const resume = tokens.resume;
  if (resume) {
    try {
      return await channel.invoke("Enter", { resume, client });
    } catch (error) {
      if (!(error instanceof SessionError && RESUME_SPENT.has(error.code))) {
        throw error;
      }
      tokens.resumeRefused();
      if (!tokens.ticket) {
        throw error;
      }
    }
  }
  const ticket = tokens.ticket;
  if (!ticket) {
    throw noTicket();
  }
  return channel.invoke("Enter", { ticket, attempt: tokens.attempt, client, ...(move ? { move } : {}) });
}
