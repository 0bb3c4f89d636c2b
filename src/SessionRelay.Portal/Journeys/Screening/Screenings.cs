using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Assessments;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Screening;
using SessionRelay.Portal.Journeys.Care;

namespace SessionRelay.Portal.Journeys.Screening;

/// <summary>A form as far as it is answered. The score is the domain's, and there is none while an answer is missing.</summary>
/// <param name="Instrument">Which form.</param>
/// <param name="Form">Null when not begun.</param>
/// <param name="Result">What the answers say.</param>
internal sealed record ScreeningState(Instrument Instrument, ScreeningForm? Form, ScreeningResult Result)
{
    /// <summary>The answer to an item (from 1), or null.</summary>
    public int? AnswerTo(int item) => Form?.Answers.Value.ElementAtOrDefault(item - 1);
}

/// <summary>The client's questionnaires.</summary>
internal sealed class Screenings(UnitOfWork work)
{
    /// <summary>The latest form of each instrument.</summary>
    public async Task<IReadOnlyList<ScreeningState>> StatesAsync(Guid clientId, CancellationToken cancel)
    {
        var states = new List<ScreeningState>();
        foreach (var instrument in Instrument.All) states.Add(await StateAsync(clientId, instrument, cancel));
        return states;
    }

    public async Task<ScreeningState> StateAsync(Guid clientId, Instrument instrument, CancellationToken cancel)
    {
        var form = await work.Db.ScreeningForms.Where(known => known.ClientId == clientId && known.Instrument == instrument.Name).OrderByDescending(known => known.StartedAt).FirstOrDefaultAsync(cancel);
        return new ScreeningState(instrument, form, ScreeningResult.Of(instrument, form?.Answers.Value ?? []));
    }

    /// <summary>
    /// Keeps one answer. An answer above 0 to the item on self-harm raises a flag in the same save, whether the form is finished or not; one that comes again
    /// raises none again. A finished form stays as it is.
    /// </summary>
    /// <param name="item">From 1.</param>
    /// <param name="answer">0 to <see cref="Instrument.HighestAnswer"/>.</param>
    /// <returns>The form as it is now.</returns>
    public async Task<ScreeningState> AnswerAsync(Client client, Instrument instrument, int item, int answer, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(item, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(item, instrument.Items.Count);
        var now = work.Database.Clock.GetCurrentInstant();
        var form = (await StateAsync(client.Id, instrument, cancel)).Form;
        if (form?.FinishedAt is not null) return await StateAsync(client.Id, instrument, cancel);
        if (form is null)
        {
            form = new ScreeningForm { ClientId = client.Id, Instrument = instrument.Name, Answers = new int?[instrument.Items.Count], StartedAt = now };
            work.Db.ScreeningForms.Add(form);
        }

        int?[] answers = [.. form.Answers.Value];
        var before = answers[item - 1] ?? 0;
        answers[item - 1] = answer;
        var result = ScreeningResult.Of(instrument, answers);
        form.Answers = answers;
        if (result.IsFinished) form.FinishedAt = now;
        if (item == instrument.SelfHarmItem && result.HasSelfHarmFlag && answer > before) Flag(client);
        await work.Db.SaveChangesAsync(cancel);
        return new ScreeningState(instrument, form, result);
    }

    private void Flag(Client client)
    {
        work.Db.SafetyFlags.Add(new SafetyFlag { ClientId = client.Id, Source = FlagSource.SelfHarmItem, RaisedAt = work.Database.Clock.GetCurrentInstant() });
        client.HasOpenFlag = true;
        const string details = "Thoughts of death or self-harm are answered above \"not at all\" in the PHQ-9. Please reach the client now.";
        Notices.TellIntake(work, NoticeKinds.SafetyFlag, client, details);
        Notices.TellMember(work, client.TherapistId ?? client.IntakeStaffId, NoticeKinds.SafetyFlag, client, details);
    }
}
