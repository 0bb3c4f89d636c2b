// Runs before the page's own scripts: keeps hold of the peer connections that the page makes, so that a test can read their statistics.
(() => {
  const peers = [];
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...options) {
      super(...options);
      peers.push(this);
    }
  };
  window.probe = { peers };
})();
