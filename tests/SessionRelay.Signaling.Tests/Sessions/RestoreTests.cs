using System.Text.Json;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Sessions;

/// <summary>Random deeds: whatever people do, what was stored is what is known, and only refusals are thrown.</summary>
public sealed class RestoreTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly string[] People = ["t", "a", "b", "c"];
    private readonly SessionTools tools = SessionDisk.Tools();

    [Fact]
    public void What_was_stored_after_any_deeds_is_what_the_session_knows()
    {
        var done = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            var record = new SessionRecord { Id = "s", StartsAt = Start, EndsAt = Start.AddMinutes(50), Policy = PolicyOf(random), CreatedFrom = "x" };
            var session = Session.Create(record, tools);
            var disk = new SessionDisk();
            Invite(session);
            disk.Write(session.Take());
            var now = Start;
            for (var step = 0; step < 80; step++)
            {
                now = now.AddMilliseconds(random.Next(0, 20_000));
                try
                {
                    Act(session, random, now);
                    done++;
                }
                catch (RefusedException)
                {
                    var changes = session.Take();
                    changes.Rows.ShouldBeEmpty("a refused deed has changed nothing");
                    changes.Events.ShouldBeEmpty();
                    continue;
                }

                disk.Write(session.Take());
                var restored = disk.Restore(now, tools, now);
                Known(restored).ShouldBe(Known(session), $"seed {seed}, step {step}");
                session.LostMillisecondsAt(now).ShouldBeInRange(0, (long)(now - Start).TotalMilliseconds);
                session.Seats.Count(seat => seat.IsPresent).ShouldBeLessThanOrEqualTo(3);
            }
        }

        done.ShouldBeGreaterThan(3000);
    }

    [Fact]
    public void What_was_told_after_any_deeds_and_crashes_holds_together()
    {
        var told = new HashSet<string>();
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            var record = new SessionRecord { Id = "s", StartsAt = Start, EndsAt = Start.AddMinutes(50), Policy = PolicyOf(random), CreatedFrom = "x" };
            var session = Session.Create(record, tools);
            Invite(session);
            var disk = new SessionDisk();
            var where = new Dictionary<string, string>();
            var now = Start;
            for (var step = 0; step < 80; step++)
            {
                var changes = session.Take();
                if (changes.Events.Count > 0) changes.Rows.ShouldNotBeEmpty("an event is told of something that is stored");
                disk.Write(changes);
                foreach (var its in changes.Events)
                {
                    told.Add(its.Type);
                    Follow(its, where, $"seed {seed}, step {step}: {its}");
                }

                now = now.AddMilliseconds(random.Next(0, 20_000));
                try
                {
                    if (random.Next(15) == 0) session = disk.Restore(now, tools, now);
                    else Act(session, random, now);
                }
                catch (RefusedException)
                {
                    // Has changed nothing.
                }
            }
        }

        told.ShouldBe(WebhookEvents.All, ignoreOrder: true);
    }

    /// <summary>Each event fits to those before it.</summary>
    private static void Follow(SessionEvent its, Dictionary<string, string> where, string at)
    {
        var before = where.GetValueOrDefault(its.ParticipantId ?? "", "out");
        where.GetValueOrDefault("").ShouldNotBe("session.ended", at);
        string[] allowed = its.Type switch
        {
            WebhookEvents.ParticipantJoined => ["out", WebhookEvents.ParticipantLeft],
            WebhookEvents.ParticipantReconnected => [WebhookEvents.ParticipantReconnecting],
            WebhookEvents.ParticipantReconnecting => [WebhookEvents.ParticipantJoined, WebhookEvents.ParticipantReconnected],
            WebhookEvents.ParticipantLeft => [WebhookEvents.ParticipantJoined, WebhookEvents.ParticipantReconnecting, WebhookEvents.ParticipantReconnected],
            WebhookEvents.SessionStarted => ["out"], // once
            _ => [before],
        };
        allowed.ShouldContain(before, at);
        if (its.Type.StartsWith("phone.", StringComparison.Ordinal)) FollowCall(its, where, at);
        else if (its.Type != WebhookEvents.SessionExtended) where[its.ParticipantId ?? ""] = its.Type;
    }

    /// <summary>A call is dialled, perhaps answered, and ends once, whatever dies meanwhile.</summary>
    private static void FollowCall(SessionEvent its, Dictionary<string, string> where, string at)
    {
        var key = "phone of " + its.ParticipantId;
        string[] allowed = its.Type switch
        {
            WebhookEvents.PhoneDialed => ["none", WebhookEvents.PhoneFailed, WebhookEvents.PhoneEnded],
            WebhookEvents.PhoneEnded => [WebhookEvents.PhoneAnswered],
            _ => [WebhookEvents.PhoneDialed],
        };
        allowed.ShouldContain(where.GetValueOrDefault(key, "none"), at);
        where[key] = its.Type;
    }

    private static SessionPolicy PolicyOf(Random random) => new() { MaxPeople = 3, WaitingRoom = random.Next(3) > 0, Phone = (PhonePolicy)random.Next(3) };

    private static void Invite(Session session)
    {
        foreach (var person in People)
        {
            var role = person == "t" ? ParticipantRole.Host : ParticipantRole.Guest;
            session.Invite(new Invitee(person, person, role, PermissionWords.DefaultOf(role), new Reach("+442079460018"), $"What to know of {person}"), Start);
        }
    }

    /// <summary>Everything that must survive; who is live now is not, it becomes a gap.</summary>
    private static string Known(Session session) => JsonSerializer.Serialize(
        new
        {
            session.Record,
            Seats = session.Seats.OrderBy(seat => seat.Id).Select(seat => seat.Kept with { Live = false, OpenCall = Signaling.Continuity.OpenCall.None }),
            Gaps = session.View(Start).Gaps.Where(gap => gap.Cause != Signaling.Continuity.GapCause.Node),
        },
        WireJson.Options);

    private static void Act(Session session, Random random, DateTimeOffset now)
    {
        var who = People[random.Next(People.Length)];
        var other = People[random.Next(People.Length)];
        var role = who == "t" ? ParticipantRole.Host : ParticipantRole.Guest;
        var connection = $"{who}{random.Next(2)}";
        switch (random.Next(20))
        {
            case 0 or 1 or 2:
                session.Enter(new TicketClaims("s", who, who, role, PermissionWords.DefaultOf(role), $"{who}{random.Next(3)}", now), $"attempt {random.Next(2)}", random.Next(2) == 0, connection, now);
                break;
            case 3:
                session.Return(new ResumeClaims("s", who, random.Next(3), random.Next(4)), connection, now);
                break;
            case 4 or 5:
                session.Admit(session.Admitted("t", $"t{random.Next(2)}", now), other, now);
                break;
            case 6:
                session.Remove(session.Admitted("t", $"t{random.Next(2)}", now), other, now);
                break;
            case 7:
                session.Leave(session.Present(who, connection), random.Next(2) == 0, now);
                break;
            case 8:
                session.Say(session.Admitted(who, connection, now), "words", now);
                break;
            case 9 or 10:
                session.Hear(new RelayEvent.PathLive(who, $"p{random.Next(2)}", now));
                break;
            case 11:
                session.Hear(new RelayEvent.PathSilent(who, $"p{random.Next(2)}", now.AddSeconds(-1)));
                break;
            case 12:
                session.ConnectionLost(who, connection, now);
                break;
            case 13:
                session.AllowMove(session.Admitted("t", $"t{random.Next(2)}", now), other, random.Next(2) == 0, now);
                break;
            case 14:
                var host = session.Admitted(who, connection, now);
                session.Extend(host, session.WouldExtend(host, random.Next(10)).EndsAt, now);
                break;
            case 15:
                session.CallPhone(session.Admitted("t", $"t{random.Next(2)}", now), other, now);
                break;
            case 16 or 17:
                if (session.Seats.FirstOrDefault(seat => seat.Phone is not null) is { } called)
                    session.Hear(new RelayEvent.PhoneChanged(called.Id, called.Phone!.Name, (PhoneLegState)Math.Min((int)PhoneLegState.HungUp, (int)called.Phone.State + (random.Next(4) > 0 ? 1 : random.Next(12))), now));
                break;
            case 18:
                session.HangUp(session.Admitted("t", $"t{random.Next(2)}", now), other);
                break;
            default:
                session.Tick(now);
                if (random.Next(40) == 0) session.Revoke(other, now);
                if (random.Next(40) == 0) session.End(now);
                break;
        }
    }
}
