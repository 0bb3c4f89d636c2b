using System.Text.RegularExpressions;

namespace SessionRelay.Architecture.Tests;

/// <summary>The mistakes that other media servers and their clients have made. Each is a test whose name begins with it, on the level where it was made: by packets, by sockets or in browsers.</summary>
public sealed partial class EveryBugIsATestTests
{
    private static readonly List<string> Tests =
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository(), "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => Declared().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)),
    ];

    [Theory]
    [InlineData("Vp8_picture_id_or_tl0picidx_jumps_at_a_switch")]
    [InlineData("Base_packet_late_after_a_dropped_temporal_layer")]
    [InlineData("First_sequence_number_near_the_wrap_and_loss")]
    [InlineData("Rollover_counted_per_transport_or_lost_on_a_paused_stream")]
    [InlineData("Transport_cc_without_rtx_and_padding_ssrcs")]
    [InlineData("Padding_only_packets_padding_bit_left_set")]
    [InlineData("One_extension_id_two_URIs_in_two_m_lines")]
    [InlineData("Renomination_by_the_attribute_only")]
    [InlineData("Firefox_nominates_every_pair")]
    [InlineData("From_the_start_people_meet_over_tcp")] // Firefox over TCP: every binding request must be answered
    [InlineData("Firefox_binds_decoders_for_its_first_offer")]
    [InlineData("Payload_types_not_echoed")]
    [InlineData("Firefox_rid_and_ssrc_group")]
    [InlineData("Time_stands_still_or_jumps_at_mute_and_resume")]
    [InlineData("Sender_reports_made_from_arrival_time")]
    [InlineData("Key_frame_storm")]
    [InlineData("The_request_or_its_key_frame_lost_on_a_still_screen_share")]
    [InlineData("Chromium_under_640_px")]
    [InlineData("ClientHelloInTwoRecords")]
    [InlineData("Mdns_candidates")]
    [InlineData("Rtp_from_a_stranger")]
    [InlineData("Old_packets_as_probes_over_rtx")]
    [InlineData("Safari_and_disconnected")]
    [InlineData("Remote_video_never_announced_again_after_a_reconnect")]
    [InlineData("Camera_in_use")]
    [InlineData("Camera_unplugged")]
    [InlineData("Camera_taken_by_the_system")]

    // What the same mistakes look like one level further out, where the first kind of test sees only a part of them.
    [InlineData("Pause_across_3_wraps_then_resume")] // rollover: the keys' own counters
    [InlineData("Two_streams_one_wraps")]
    [InlineData("The_first_packets_are_lost_near_the_wrap")]
    [InlineData("Of_a_publisher_that_always_pads")]
    [InlineData("A_base_packet_that_comes_late_by_rtx")]
    [InlineData("Chromium_s_available_outgoing_bit_rate_passes_1_Mbit")] // transport-cc, as its sender sees it
    [InlineData("Exotic_payload_types_decode")]
    [InlineData("Firefox_s_simulcast_survives_loss")] // rid and ssrc-group
    [InlineData("Lips_stay_with_the_voice_after_a_mute_of_60_seconds")]
    [InlineData("Fifty_receivers_that_ask_every_200_ms")] // key frame storm
    [InlineData("On_a_still_screen_a_lost_request")]
    [InlineData("On_a_still_screen_a_key_frame_that_is_lost")]
    [InlineData("Names_instead_of_addresses_are_never_resolved")] // mDNS
    public void A_bug_is_a_test_of_its_name(string bug) => Tests.ShouldContain(test => test.StartsWith(bug, StringComparison.Ordinal));

    [GeneratedRegex(@"\b(?:void|Task|class) (\w+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Declared();

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SessionRelay.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run inside the repository.");
        return folder.FullName;
    }
}
