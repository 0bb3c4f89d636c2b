/** What this person sends at the moment. Sound is always there: silence, when there is no microphone. */
export interface Outgoing {
  readonly audio: MediaStreamTrack | null;
  readonly camera: MediaStreamTrack | null;
  readonly screen: MediaStreamTrack | null;
}
