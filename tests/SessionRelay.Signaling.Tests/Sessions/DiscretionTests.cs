using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Sessions;

/// <summary>The grain framework prints a call that takes too long, arguments and all.</summary>
public sealed class DiscretionTests
{
    private static readonly string[] Ids = ["participantId", "connectionId"];
    private static readonly Type[] IdsAndTimesAlone = [typeof(Caller), typeof(SessionDraft), typeof(SessionPatch), typeof(ResumeClaims)];

    public static TheoryData<string> Calls => [.. typeof(ISessionGrain).GetMethods().Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_call_printed_whole_tells_ids_numbers_and_times_alone(string call)
    {
        foreach (var parameter in typeof(ISessionGrain).GetMethod(call)!.GetParameters())
        {
            var type = parameter.ParameterType;
            var isTold = type.IsPrimitive || IdsAndTimesAlone.Contains(type) || (type == typeof(string) && Ids.Contains(parameter.Name));
            (isTold || typeof(Discreet).IsAssignableFrom(type)).ShouldBeTrue($"{call}: {parameter.Name}");
        }
    }

    [Fact]
    public void What_is_discreet_prints_its_name_alone()
    {
        new ChatText("secret").ToString().ShouldBe(nameof(ChatText));
        new PeerOffer("p", 0, "secret").ToString().ShouldBe(nameof(PeerOffer));
    }
}
