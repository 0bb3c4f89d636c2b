export * from "./api/error.js";
export * from "./api/local-media.js";
export * from "./api/model.js";
export * from "./api/session.js";
export * from "./api/stats.js";
export { isOpen as isPhoneOpen } from "./entry/phones.js";
export { LocalMedia } from "./local/local-media.js";
export { Session } from "./session.js";
