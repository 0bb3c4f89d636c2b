const Width = 640; // small, so that a phone has the power to encode it; what fills the connection is that no two pictures are alike
const Height = 360;
const FramesPerSecond = 30;

/**
 * A moving picture that no encoder can make small: it takes the bit rate that it is given. A camera's picture needs less the stiller it is, and then shows only what
 * it needed, not what the connection carries. Ended by stopping its track.
 */
export function busyPicture(): MediaStreamTrack {
  const canvas = document.createElement("canvas");
  canvas.width = Width;
  canvas.height = Height;
  const context = canvas.getContext("2d", { alpha: false })!;
  const picture = context.createImageData(Width, Height);
  const pixels = new Uint32Array(picture.data.buffer);
  const [track] = canvas.captureStream(FramesPerSecond).getVideoTracks();
  track!.contentHint = "motion"; // or it is sent as a still page would be
  let seed = 1;
  const draw = (): void => {
    if (track!.readyState === "ended") {
      clearInterval(timer);
      return;
    }
    for (let i = 0; i < pixels.length; i++) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) | 0; // Numerical Recipes' generator: noise enough for an encoder
      pixels[i] = seed | 0xff000000;
    }
    context.putImageData(picture, 0, 0);
  };
  const timer = setInterval(draw, 1_000 / FramesPerSecond);
  draw();
  return track!;
}
