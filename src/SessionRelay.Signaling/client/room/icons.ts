const Namespace = "http://www.w3.org/2000/svg";

/** Paths on a 24 × 24 grid, drawn with a 1.75 stroke. */
const paths = {
  microphone: ["M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3Z", "M5.5 11a6.5 6.5 0 0 0 13 0", "M12 17.5V21"],
  microphoneOff: [
    "M9 6a3 3 0 0 1 6 0v5c0 .4-.1.8-.2 1.2",
    "M9 9.5V11a3 3 0 0 0 3.8 2.9",
    "M5.5 11a6.5 6.5 0 0 0 9.9 5.5M18.5 11c0 1-.2 2-.6 2.8",
    "M12 17.5V21",
    "M4 3.5l16 17",
  ],
  camera: ["M3.5 7.5a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-8a2 2 0 0 1-2-2z", "M15.5 10.5l5-3v9l-5-3"],
  cameraOff: ["M9 5.5h4.5a2 2 0 0 1 2 2v4M15.5 15.5v1a2 2 0 0 1-2 2h-8a2 2 0 0 1-2-2v-9a2 2 0 0 1 1.5-1.9", "M15.5 10.5l5-3v9l-2.5-1.5", "M4 3.5l16 17"],
  screen: ["M3.5 5.5h17v11h-17z", "M9 20h6M12 16.5V20", "M12 13.5v-5M9.8 10.5L12 8.3l2.2 2.2"],
  screenStop: ["M3.5 5.5h17v11h-17z", "M9 20h6M12 16.5V20", "M10 9l4 4M14 9l-4 4"],
  chat: ["M4 5.5h16v11h-9l-4.5 3.5v-3.5H4z", "M8 9.5h8M8 12.5h5"],
  devices: ["M4 7h9M17 7h3M4 17h3M11 17h9", "M15 5a2 2 0 1 1 0 4a2 2 0 0 1 0-4Z", "M9 15a2 2 0 1 1 0 4a2 2 0 0 1 0-4Z", "M4 12h16"],
  hide: [
    "M4 4l16 16",
    "M9.5 5.8A9.6 9.6 0 0 1 12 5.5c5.5 0 9 6.5 9 6.5a15 15 0 0 1-2.6 3.3M6.2 7.7A15 15 0 0 0 3 12s3.5 6.5 9 6.5c1.5 0 2.8-.4 4-1.1",
    "M10 10a3 3 0 0 0 4.1 4.2",
  ],
  show: ["M3 12s3.5-6.5 9-6.5S21 12 21 12s-3.5 6.5-9 6.5S3 12 3 12Z", "M12 9a3 3 0 1 1 0 6a3 3 0 0 1 0-6Z"],
  float: ["M3.5 5.5h17v13h-17z", "M12 11.5h6v4.5h-6z"],
  floatBack: ["M3.5 5.5h17v13h-17z", "M13 13l-5-4M8 12.5V9h3.5"],
  extend: ["M11 4.5a8 8 0 1 1 0 16a8 8 0 0 1 0-16Z", "M11 8.5v4l2.5 2", "M19 3v5M16.5 5.5h5"],
  leave: ["M14 4.5h-8a1 1 0 0 0-1 1v13a1 1 0 0 0 1 1h8", "M10.5 12H21M17.5 8.5L21 12l-3.5 3.5"],
  end: ["M12 4.5v7", "M7.5 6.5a8 8 0 1 0 9 0"],
  close: ["M6 6l12 12M18 6L6 18"],
  send: ["M4 12l16-7.5L14.5 20l-3-6.5z", "M11.5 13.5L20 4.5"],
  sound: ["M4 9.5h3.5L12 6v12l-4.5-3.5H4z", "M15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11"],
  lock: ["M6 11h12v8.5H6z", "M8.5 11V8a3.5 3.5 0 0 1 7 0v3"],
  phone: ["M6 4h3.5l1.5 4-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5V18a2 2 0 0 1-2 2A14 14 0 0 1 4 6a2 2 0 0 1 2-2Z"],
} as const;

export type IconName = keyof typeof paths;

/** A drawn sign. It says nothing to a screen reader: the words stand beside it. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(Namespace, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  svg.classList.add("icon");
  for (const d of paths[name]) {
    const path = document.createElementNS(Namespace, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}
