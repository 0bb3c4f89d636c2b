// Runs before the page's own scripts: keeps hold of what the page makes, so that a test can read its statistics. It changes nothing.
(() => {
  const peers = [];
  const sent = []; // hub calls: {target, at}
  const firstFrames = []; // when the first frame of each remote video came
  const steps = {}; // when the page's first connection came how far
  const answers = [];
  const sockets = []; // hub connections

  const Peer = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Peer {
    constructor(...options) {
      super(...options);
      peers.push(this);
      const step = (name) => peers[0] === this && (steps[name] ??= performance.now());
      this.addEventListener("iceconnectionstatechange", () => step(`ice ${this.iceConnectionState}`));
      this.addEventListener("connectionstatechange", () => step(this.connectionState));
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
      steps.answer ??= performance.now();
      return super.setRemoteDescription(description);
    }
  };

  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...options) {
      super(...options);
      sockets.push(this);
    }
    send(data) {
      // One message of the WebSocket may hold several of the hub, each ended by a record separator.
      for (const message of String(data).split("\u001e")) {
        const target = /"target":"(\w+)"/.exec(message)?.[1];
        if (target) sent.push({ target, at: performance.now() });
        if (target === "Connect") window.probe.lastOffer = message;
      }
      super.send(data);
    }
    get onmessage() {
      return super.onmessage;
    }
    set onmessage(handler) {
      super.onmessage = (event) => {
        const isAnswer = typeof event.data === "string" && event.data.includes('"sdp"');
        if (isAnswer && window.probe.losesAnswers > 0) {
          window.probe.losesAnswers--;
          this.close();
        } else {
          handler(event);
        }
      };
    }
  };

  /** The statistics of the receivers that play in these elements. */
  async function receivedBy(elements) {
    const result = { frames: 0, width: 0, audioPackets: 0, audioEnergy: 0, audioSeconds: 0, audioLost: 0, concealed: 0, frozen: 0, keyFrames: 0 };
    const tracks = elements.flatMap((element) => element.srcObject?.getTracks() ?? []);
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
            result.audioLost += entry.packetsLost ?? 0;
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

  /** What this browser plays of the one person whom it hears and sees. */
  async function playing() {
    const entries = await all("inbound-rtp");
    const of = (kind) => entries.find((entry) => entry.kind === kind && entry.estimatedPlayoutTimestamp > 0 && entry.jitterBufferEmittedCount > 0);
    return { audio: of("audio"), video: of("video") };
  }

  /**
   * How far the voice is ahead of the picture, in milliseconds, over a second or so. `played`: as a person hears and sees it. `clocks`: without what this browser's own jitter
   * buffers hold each of the two back for, so that it tells whether what came in names the same moment for both. Null when nothing is known yet.
   */
  async function lips() {
    const ahead = [];
    let first = null;
    for (let reading = 0; reading < 200; reading++) {
      const { audio, video } = await playing();
      if (audio && video) {
        first ??= { audio, video };
        ahead.push(audio.estimatedPlayoutTimestamp - video.estimatedPlayoutTimestamp);
        const held = (now, then) => (1000 * (now.jitterBufferDelay - then.jitterBufferDelay)) / (now.jitterBufferEmittedCount - then.jitterBufferEmittedCount);
        if (video.jitterBufferEmittedCount >= first.video.jitterBufferEmittedCount + 15 && audio.jitterBufferEmittedCount >= first.audio.jitterBufferEmittedCount + 24_000) {
          const played = ahead.sort((one, other) => one - other)[ahead.length >> 1];
          return { played, clocks: played + held(audio, first.audio) - held(video, first.video) };
        }
      }
      await new Promise((done) => setTimeout(done, 50));
    }
    return null;
  }

  /**
   * From now on measures the longest time without growth of inbound audio `packetsReceived` over all connections, polled every 50 ms. A look that comes late, since the browser
   * is busy, is no gap: the packets that came meanwhile, one in 20 ms, are taken off.
   */
  function watchGap() {
    const counts = new Map();
    let [longest, last] = [0, performance.now()];
    const look = async () => {
      for (const peer of peers) {
        if (peer.connectionState === "closed") continue;
        let packets = 0;
        for (const entry of (await peer.getStats()).values()) if (entry.type === "inbound-rtp" && entry.kind === "audio") packets += entry.packetsReceived ?? 0;
        if (packets > (counts.get(peer) ?? 0)) {
          const now = performance.now();
          const came = counts.has(peer) ? packets - counts.get(peer) : 1;
          longest = Math.max(longest, now - last - 20 * (came - 1));
          last = now;
          counts.set(peer, packets);
        }
      }
      setTimeout(look, 50);
    };
    void look();
    window.probe.longestGap = () => Math.max(longest, performance.now() - last);
    window.probe.heard = () => counts.size > 0;
    return true;
  }

  /** How late sound is, in sums to take differences of: seconds that the jitter buffer has held samples, and their number; and the path's newest round trip in seconds. */
  async function soundDelay() {
    const sound = (await all("inbound-rtp")).filter((entry) => entry.kind === "audio");
    const pairs = (await all("candidate-pair")).filter((pair) => pair.nominated && pair.currentRoundTripTime !== undefined);
    const sum = (name) => sound.reduce((total, entry) => total + (entry[name] ?? 0), 0);
    const [busiest] = pairs.sort((one, other) => other.bytesReceived - one.bytesReceived);
    return { held: sum("jitterBufferDelay"), samples: sum("jitterBufferEmittedCount"), roundTrip: busiest?.currentRoundTripTime ?? 0 };
  }

  /** How the connections that work reach the relay: `udp`, `tcp` or `relay` (by TURN). */
  async function ways() {
    const found = new Set();
    for (const peer of peers) {
      if (peer.connectionState !== "connected") continue;
      const stats = await peer.getStats();
      const selected = new Set([...stats.values()].filter((entry) => entry.type === "transport").map((entry) => entry.selectedCandidatePairId));
      for (const pair of stats.values()) {
        if (pair.type !== "candidate-pair" || !(selected.has(pair.id) || (pair.selected ?? false))) continue;
        const local = stats.get(pair.localCandidateId);
        found.add(local?.candidateType === "relay" ? "relay" : (local?.protocol ?? "?"));
      }
    }
    return [...found];
  }

  window.probe = {
    watchGap,
    soundDelay,
    ways,
    peers,
    sent,
    answers,
    sockets,
    lastOffer: "",
    losesAnswers: 0,
    firstFrames,
    steps,
    timesFrames: false,
    all,
    lips,
    sentOf: (target) => sent.filter((call) => call.target === target).length,
    /** From now on notes every state of every tile but this one, and of the page's own connection. */
    watchStates(but = "live") {
      window.probe.alarms = [];
      const look = () => {
        for (const tile of document.querySelectorAll("[data-participant]")) {
          if (tile.dataset.state !== but) window.probe.alarms.push(`${tile.dataset.participant} ${tile.dataset.state}`);
        }
        if (document.body.textContent.includes("Your connection dropped")) window.probe.alarms.push("dropped");
      };
      look();
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-state"], characterData: true });
      return true;
    },
    /** Drops the hub's connection again and again, in one of these rounds the peer connection with it; answers what did not come back, each time, of this person's picture. */
    async reconnect(id, times, withPeer) {
      const missing = [];
      for (let round = 0; round < times; round++) {
        const entered = window.probe.sentOf("Enter");
        const dies = round === withPeer;
        const made = peers.length;
        const before = dies ? 20 : (await window.probe.camera(id)).frames;
        if (dies) peers.at(-1).close();
        sockets.at(-1).close();
        const end = performance.now() + 20_000;
        for (;;) {
          const now = await window.probe.camera(id);
          const there = window.probe.sentOf("Enter") > entered && (!dies || peers.length > made);
          if (there && now.frames > before && window.probe.state(id) === "live" && sockets.at(-1).readyState === 1) break;
          if (performance.now() > end) {
            missing.push({ round, dies, entered: window.probe.sentOf("Enter") - entered, frames: now.frames - before, state: window.probe.state(id) });
            break;
          }
          await new Promise((done) => setTimeout(done, 20));
        }
      }
      return missing;
    },
    tile: (id) => document.querySelector(`[data-participant="${id}"]`),
    /** When the page first shows this state of somebody, on its own clock. */
    whenState: (id, state) =>
      new Promise((resolve) => {
        const look = () => window.probe.state(id) === state && (watch.disconnect(), resolve(performance.now()));
        const watch = new MutationObserver(look);
        watch.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-state"] });
        look();
      }),
    state: (id) => document.querySelector(`[data-participant="${id}"]`)?.dataset.state ?? null,
    camera: (id) => receivedBy([...document.querySelectorAll(`[data-participant="${id}"] :is(video, audio)`)]),
    screen: (id) => receivedBy([...document.querySelectorAll(`[data-screen-of="${id}"] video`)]),
    button: (name) => [...document.querySelectorAll("button")].some((button) => (button.getAttribute("aria-label") ?? button.textContent).trim() === name && button.checkVisibility()),
  };
})();
