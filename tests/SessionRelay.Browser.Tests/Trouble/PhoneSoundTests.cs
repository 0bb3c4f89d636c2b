using System.Globalization;
using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Network;
using SessionRelay.Browser.Tests.Product;
using SessionRelay.Browser.Tests.Room;

namespace SessionRelay.Browser.Tests.Trouble;

/// <summary>A real phone program and a real browser hear each other as loud as they speak, and soon: baresip is a peer that this project did not write.</summary>
[Collection(NamespaceTests.Name)]
public sealed class PhoneSoundTests(NamespaceRig rig, ITestOutputHelper output)
{
    private const string Number = "+442079460018"; // kept for films and stories
    private const double Loud = 0.25; // of full scale: loud speech
    private const double BrowserTone = 500; // Hz; apart from the phone's, within what G.711 carries
    private const double PhoneTone = 800; // Hz
    private const double MostApart = 3; // dB
    private const double Silent = 0.005; // of full scale: 34 dB below what is said

    /// <summary>The page's microphone is a tone that a test switches, and what comes from the phone can be measured, on one clock.</summary>
    private static readonly string Sound = """
        (() => {
          let context, gain;
          const ready = () => {
            if (context) return;
            context = new AudioContext();
            const tone = context.createOscillator();
            tone.frequency.value = TONE;
            gain = context.createGain();
            gain.gain.value = LOUD;
            tone.connect(gain);
            tone.start();
          };
          navigator.mediaDevices.getUserMedia = async () => {
            ready();
            const out = context.createMediaStreamDestination();
            gain.connect(out);
            return out.stream;
          };
          const listen = (size) => {
            const ear = context.createAnalyser();
            ear.fftSize = size;
            context.createMediaStreamSource(document.querySelector(".tile[data-state=phone] audio").srcObject).connect(ear);
            const heard = new Float32Array(size);
            return () => (ear.getFloatTimeDomainData(heard), heard);
          };
          let ear = null;
          window.sound = {
            resume: () => context.resume(),
            // Amplitude of a tone in what the phone says, of full scale.
            level(frequency) {
              ear ??= listen(16384);
              const heard = ear();
              let [real, imaginary] = [0, 0];
              heard.forEach((sample, i) => {
                real += sample * Math.cos((2 * Math.PI * frequency * i) / context.sampleRate);
                imaginary += sample * Math.sin((2 * Math.PI * frequency * i) / context.sampleRate);
              });
              return (2 * Math.hypot(real, imaginary)) / heard.length;
            },
            set: (loud) => void gain.gain.setValueAtTime(loud, context.currentTime),
            // Milliseconds until a tone that begins now is heard again.
            echo() {
              const near = listen(256);
              const began = context.currentTime;
              gain.gain.setValueAtTime(LOUD, began);
              return new Promise((heard) => {
                const timer = setInterval(() => {
                  if (!near().some((sample) => Math.abs(sample) > LOUD / 4)) return;
                  clearInterval(timer);
                  heard((context.currentTime - began) * 1000);
                }, 2);
              });
            },
          };
        })();
        """.Replace("TONE", BrowserTone.ToString(CultureInfo.InvariantCulture)).Replace("LOUD", Loud.ToString(CultureInfo.InvariantCulture));

    [Fact]
    public async Task Both_ways_a_tone_arrives_as_loud_as_it_was_said()
    {
        rig.Need();
        using var network = VirtualNetwork.Create();
        await using var call = await MeetAsync(network, network => BaresipPhone.WhoSaysAsync(network, Number, PhoneTone, Loud));
        var inBrowser = await call.Host.Tab.UntilAsync<double>("the browser hears the phone's tone", $"sound.level({PhoneTone})", level => Apart(level) <= MostApart);
        (await call.Host.Tab.EvaluateAsync<double>($"sound.level({BrowserTone})")).ShouldBeLessThan(Silent, "nobody hears themself");
        await call.Host.Tab.UntilAsync("some seconds are over", "(window.since ??= performance.now()) < performance.now() - 4000");
        await call.EndAsync();

        var onPhone = await call.Phone.HeardAsync(BrowserTone, seconds: 2);
        output.WriteLine("level: phone to browser {0:F1} dB, browser to phone {1:F1} dB", Decibels(inBrowser), Decibels(onPhone));
        Apart(onPhone).ShouldBeLessThanOrEqualTo(MostApart, $"{onPhone} for {Loud}\n{call.Phone.Output}");
        (await call.Phone.HeardAsync(PhoneTone, seconds: 2)).ShouldBeLessThan(Silent, "nobody hears themself");
    }

    [Fact]
    public async Task One_way_takes_less_than_half_a_second()
    {
        const int Times = 5;
        rig.Need();
        using var network = VirtualNetwork.Create();
        await using var call = await MeetAsync(network, network => BaresipPhone.EchoAsync(network, Number));
        var ways = new List<double>();
        for (var time = 0; time < Times; time++)
        {
            await call.Host.Tab.EvaluateAsync<bool>("(sound.set(0), true)");
            await call.Host.Tab.UntilAsync<double>("it is quiet", $"sound.level({BrowserTone})", level => level < Silent);
            ways.Add(await call.Host.Tab.EvaluateAsync<double>("sound.echo()") / 2); // there and back
        }

        output.WriteLine("one way, half of there and back, ms: {0}", string.Join(", ", ways.Select(way => way.ToString("F0", CultureInfo.InvariantCulture))));
        ways.Order().ElementAt(Times / 2).ShouldBeLessThan(500, string.Join(", ", ways));
        await call.EndAsync();
    }

    private async Task<Meeting> MeetAsync(VirtualNetwork network, Func<VirtualNetwork, Task<BaresipPhone>> phoneOf)
    {
        var portal = await RunningPortal.StartAsync(
            network, rig.Authority, 5443, $"--Phone:Trunk:Server=127.0.0.1:{BaresipPhone.Port}", "--Phone:Countries=GB", "--Phone:Trunk:CallerId=+442079460000");
        var chromium = await Chromium.StartAsync(new ChromiumOptions { Network = network, Authority = rig.Authority });
        var session = await portal.Api.CreateSessionAsync(new { waitingRoom = false });
        var gina = await session.ExpectByPhoneAsync("Gina", Number);
        var host = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Theo", "host", can: ["audio", "admit", "phone", "end"]), null, Sound);
        await host.InRoomAsync();
        var phone = await phoneOf(network);
        await host.Tab.PressAsync("Call Gina by phone");
        await phone.Press1Async();
        await host.Tab.PressAsync("Admit Gina");
        await host.SeesStateAsync(new RoomPage(host.Tab, gina), "phone");
        await host.Tab.EvaluateAsync<bool>("sound.resume().then(() => true)");
        return new Meeting(portal, chromium, host, phone);
    }

    /// <summary>Decibels from what was said, whichever way.</summary>
    private static double Apart(double level) => Math.Abs(Decibels(level));

    private static double Decibels(double level) => 20 * Math.Log10(Math.Max(level, 1e-6) / Loud);

    private sealed record Meeting(RunningPortal Portal, Chromium Chromium, RoomPage Host, BaresipPhone Phone) : IAsyncDisposable
    {
        public async Task EndAsync()
        {
            await Host.Tab.PressAsync("End for everyone");
            await Host.Tab.PressAsync("End it now");
            await Host.ViewAsync("end");
        }

        public async ValueTask DisposeAsync()
        {
            await Host.DisposeAsync();
            await Phone.DisposeAsync();
            await Chromium.DisposeAsync();
            await Portal.DisposeAsync();
        }
    }
}
