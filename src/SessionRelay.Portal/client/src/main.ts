// What makes the pages quicker and kinder. All of them work without it.
import "htmx.org";
import { offerPasskeys } from "./passkeys.js";
import { rememberZone } from "./zone.js";
import { stayHere } from "./idle.js";
import { press } from "./press.js";
import { focusErrors } from "./errors.js";
import { callWhenSomebodyWaits } from "./waiting.js";
import { checkDevices } from "./check/page.js";

for (const enhance of [rememberZone, offerPasskeys, stayHere, press, focusErrors, checkDevices, callWhenSomebodyWaits]) enhance();
