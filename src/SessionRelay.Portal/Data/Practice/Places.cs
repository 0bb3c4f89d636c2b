using NodaTime;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Data.Practice;

/// <summary>A date on which the practice is closed, besides those of the holiday calendar (or instead of them).</summary>
internal sealed class PracticeHoliday : Entity
{
    public required LocalDate Date { get; set; }

    public required string Name { get; set; }
}

/// <summary>A room for sessions in person.</summary>
internal sealed class PracticeRoom : Entity
{
    public required string Name { get; set; }

    public string? Address { get; set; }

    public bool IsOpen { get; set; } = true;

    /// <summary>As somebody finds it.</summary>
    public string Words => string.IsNullOrEmpty(Address) ? Name : $"{Name}, {Address}";
}

/// <summary>An insurer that the practice deals with.</summary>
internal sealed class Insurer : Entity
{
    public required string Name { get; set; }

    public string[] Plans { get; set; } = [];

    /// <summary>What the practice says of the copay; never a promise of coverage.</summary>
    public string? CopayNote { get; set; }

    public bool IsListed { get; set; } = true;
}
