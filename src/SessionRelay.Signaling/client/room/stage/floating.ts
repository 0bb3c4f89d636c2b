/** Size of a picture that floats in a window of its own, in CSS pixels. */
export interface FloatingSize {
  readonly width: number;
  readonly height: number;
}

/** Whether this browser can take a video out of the page, in front of other windows. */
export function canFloat(): boolean {
  return "pictureInPictureEnabled" in document && document.pictureInPictureEnabled && "requestPictureInPicture" in HTMLVideoElement.prototype;
}

/** One person's picture in a small window of the browser's own, beside whatever else is open: notes, say. It goes on while the page itself is out of sight. */
export class FloatingPicture {
  readonly #changed: (video: HTMLVideoElement, size: FloatingSize | null) => void;
  #video: HTMLVideoElement | null = null;
  #window: PictureInPictureWindow | null = null;

  /** `changed` hears each size of the window, and null when the picture is back. */
  constructor(changed: (video: HTMLVideoElement, size: FloatingSize | null) => void) {
    this.#changed = changed;
  }

  /** The picture that floats. */
  get video(): HTMLVideoElement | null {
    return this.#video;
  }

  /** Takes the picture out. To be called by something that was pressed; rejects where the browser doesn't want to. */
  async open(video: HTMLVideoElement): Promise<void> {
    video.disablePictureInPicture = false; // set so that browsers lay no buttons of their own over every picture
    try {
      const window = await video.requestPictureInPicture();
      this.#video = video;
      this.#window = window;
      window.addEventListener("resize", this.#resized);
      video.addEventListener("leavepictureinpicture", this.#left, { once: true });
      this.#resized();
    } catch (problem) {
      video.disablePictureInPicture = true;
      throw problem;
    }
  }

  /** Puts it back. */
  async close(): Promise<void> {
    const video = this.#video;
    if (video === null) return;
    if (document.pictureInPictureElement === video) await document.exitPictureInPicture().catch(() => undefined); // the person has closed it meanwhile
    this.#left();
  }

  #resized = (): void => {
    if (this.#video !== null && this.#window !== null) this.#changed(this.#video, { width: this.#window.width, height: this.#window.height });
  };

  #left = (): void => {
    const video = this.#video;
    if (video === null) return;
    this.#window?.removeEventListener("resize", this.#resized);
    video.removeEventListener("leavepictureinpicture", this.#left);
    video.disablePictureInPicture = true;
    this.#video = null;
    this.#window = null;
    this.#changed(video, null);
  };
}
