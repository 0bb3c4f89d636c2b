namespace SessionRelay.Portal.Journeys.Reminders;

/// <summary>Where messages about bookings lead. Pages are above this room, so their addresses come in from there.</summary>
/// <param name="Join">The page of one person's link, by its secret.</param>
/// <param name="Client">A client's own place.</param>
/// <param name="Bookings">Where a client, or a guardian, sees what is booked and finds free times.</param>
/// <param name="Today">A therapist's day.</param>
internal sealed record SessionAddresses(Func<string, string> Join, Func<string> Client, Func<string> Bookings, Func<string> Today);
