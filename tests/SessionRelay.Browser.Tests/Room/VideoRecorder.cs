using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.LoadTests.People;

namespace SessionRelay.Browser.Tests.Room;

/// <summary>Has a browser encode a moving picture in the three sizes of simulcast, for people without a browser to send.</summary>
internal static class VideoRecorder
{
    private const string Script =
        """
        (async () => {
          const layers = [["q", 320, 180, 150_000], ["h", 640, 360, 500_000], ["f", 1280, 720, 1_500_000]];
          const made = layers.map(([rid, width, height, bitrate]) => {
            const frames = [];
            const encoder = new VideoEncoder({ output: (chunk) => { const bytes = new Uint8Array(chunk.byteLength); chunk.copyTo(bytes); frames.push(bytes.toBase64()); }, error: () => {} });
            encoder.configure({ codec: "vp8", width, height, bitrate, framerate: 30, latencyMode: "realtime", bitrateMode: "constant" });
            const canvas = new OffscreenCanvas(width, height);
            return { rid, width, height, bitrate, frames, encoder, canvas, pen: canvas.getContext("2d", { willReadFrequently: true }) };
          });
          for (let number = 0; number < 120; number++) {
            for (const { width, height, encoder, canvas, pen } of made) {
              pen.setTransform(width / 320, 0, 0, height / 180, 0, 0);
              pen.fillStyle = "#456";
              pen.fillRect(0, 0, 320, 180);
              for (let piece = 0; piece < 60; piece++) {
                pen.fillStyle = `hsl(${(piece * 37 + number * 3) % 360} 70% 50%)`;
                pen.fillRect((piece * 53 + number * (1 + (piece % 7))) % 340 - 20, (piece * 29 + number * (piece % 5)) % 200 - 20, 8 + (piece % 30), 6 + (piece % 20));
              }
              const frame = new VideoFrame(canvas, { timestamp: Math.round(number * 1e6 / 30) });
              encoder.encode(frame, { keyFrame: number === 0 });
              frame.close();
            }
            while (made.some(({ encoder }) => encoder.encodeQueueSize > 4)) await new Promise((done) => setTimeout(done, 5));
          }
          for (const { encoder } of made) await encoder.flush();
          return made.map(({ rid, width, height, bitrate, frames }) => ({ rid, width, height, bitrate, frames }));
        })()
        """;

    public static async Task<IReadOnlyList<VideoEncoding>> RecordAsync(IBrowser browser, Uri page)
    {
        await using var tab = await browser.TabAsync("");
        await tab.OpenAsync(page.ToString()); // encoders are for secure pages alone
        var layers = await tab.EvaluateAsync<Layer[]>(Script);
        return [.. layers.Select(layer => new VideoEncoding(
            layer.Rid, layer.Width, layer.Height, layer.Bitrate, Recording: new VideoRecording([.. layer.Frames.Select(Convert.FromBase64String)])))];
    }

    private sealed record Layer(string Rid, int Width, int Height, int Bitrate, string[] Frames);
}
