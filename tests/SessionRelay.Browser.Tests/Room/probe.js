// Runs before the page's own scripts: keeps hold of what the page makes, so that a test can read its statistics. It changes nothing.
(() => {
  const peers = [];
  const sent = []; // hub calls: {target, at}
  const firstFrames = []; // when the first frame of each remote video came
  const answers = [];

  const Peer = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Peer {
    constructor(...options) {
      super(...options);
      peers.push(this);
      this.addEventListener("track", ({ track }) => {
        if (track.kind !== "video" || typeof MediaStreamTrackProcessor === "undefined" || !window.probe.timesFrames) return;
        const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
        void reader.read().then(({ value }) => {
          firstFrames.push(performance.now());
          value?.close();
          return reader.cancel();
        });
      });
    }
    setRemoteDescription(description) {
      answers.push(description.sdp);
      return super.setRemoteDescription(description);
    }
  };

  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    const target = typeof data === "string" ? /"target":"(\w+)"/.exec(data)?.[1] : undefined;
    if (target) sent.push({ target, at: performance.now() });
    return send.call(this, data);
  };

  /** The statistics of the receiver that plays in this element, by kind. */
  async function receivedBy(video) {
    const result = { frames: 0, width: 0, audioPackets: 0, audioEnergy: 0, audioSeconds: 0, concealed: 0, frozen: 0, keyFrames: 0 };
    const tracks = video?.srcObject?.getTracks() ?? [];
    for (const peer of peers) {
      if (peer.connectionState === "closed") continue;
      for (const receiver of peer.getReceivers()) {
        if (!tracks.some((track) => track.id === receiver.track.id)) continue;
        for (const entry of (await receiver.getStats()).values()) {
          if (entry.type !== "inbound-rtp") continue;
          if (entry.kind === "video") {
            result.frames += entry.framesDecoded ?? 0;
            result.width = Math.max(result.width, entry.frameWidth ?? 0);
            result.keyFrames += entry.keyFramesDecoded ?? 0;
            result.frozen += entry.totalFreezesDuration ?? 0;
          } else {
            result.audioPackets += entry.packetsReceived ?? 0;
            result.audioEnergy += entry.totalAudioEnergy ?? 0;
            result.audioSeconds += entry.totalSamplesDuration ?? 0;
            result.concealed += entry.concealedSamples ?? 0;
          }
        }
      }
    }
    return result;
  }

  /** All statistics of one type over the connections that are open. */
  async function all(type) {
    const found = [];
    for (const peer of peers) {
      if (peer.connectionState === "closed") continue;
      for (const entry of (await peer.getStats()).values()) if (entry.type === type) found.push({ ...entry });
    }
    return found;
  }

  window.probe = {
    peers,
    sent,
    answers,
    firstFrames,
    timesFrames: false,
    all,
    tile: (id) => document.querySelector(`[data-participant="${id}"]`),
    state: (id) => document.querySelector(`[data-participant="${id}"]`)?.dataset.state ?? null,
    camera: (id) => receivedBy(document.querySelector(`[data-participant="${id}"] video`)),
    screen: (id) => receivedBy(document.querySelector(`[data-screen-of="${id}"] video`)),
    button: (name) => [...document.querySelectorAll("button")].some((button) => (button.getAttribute("aria-label") ?? button.textContent).trim() === name && button.checkVisibility()),
  };
})();
