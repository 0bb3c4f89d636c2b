/** One view of the page. The app shows one at a time and tells it when anything changed. */
export interface Page {
  readonly element: HTMLElement;
  /** Where focus goes when the page appears. */
  readonly heading: HTMLElement;
  update(): void;
  /** Called once a second while the page shows, for clocks. */
  tick?(): void;
  close(): void;
}
