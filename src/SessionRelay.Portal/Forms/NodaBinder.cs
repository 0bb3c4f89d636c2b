using Microsoft.AspNetCore.Mvc.ModelBinding;
using NodaTime;
using NodaTime.Text;

namespace SessionRelay.Portal.Forms;

/// <summary>
/// Reads dates, times and moments from a form. What can't be is an error at the field, in words, and stays as it was typed; a date that does not exist is told apart from one that can't be read.
/// </summary>
internal sealed class NodaBinder : IModelBinder
{
    private static readonly InstantPattern Moment = InstantPattern.General;

    public Task BindModelAsync(ModelBindingContext context)
    {
        var typed = context.ValueProvider.GetValue(context.ModelName);
        if (typed == ValueProviderResult.None) return Task.CompletedTask;
        context.ModelState.SetModelValue(context.ModelName, typed);
        var text = (typed.FirstValue ?? "").Trim();
        if (text.Length == 0)
        {
            if (Nullable.GetUnderlyingType(context.ModelType) is not null) context.Result = ModelBindingResult.Success(null);
            return Task.CompletedTask;
        }

        var type = context.ModelMetadata.UnderlyingOrModelType;
        if (Read(type, text) is { } value) context.Result = ModelBindingResult.Success(value);
        else context.ModelState.AddModelError(context.ModelName, Words(type, text));
        return Task.CompletedTask;
    }

    private static object? Read(Type type, string text)
    {
        if (type == typeof(LocalDate)) return LocalDatePattern.Iso.Parse(text) is { Success: true } date && date.Value.Year is >= 1900 and <= 2200 ? date.Value : null;
        if (type == typeof(LocalTime)) return FieldValues.Time.Parse(text) is { Success: true } time ? time.Value : null;
        return Moment.Parse(text) is { Success: true } moment ? moment.Value : null;
    }

    private static string Words(Type type, string text)
    {
        if (type == typeof(LocalTime)) return "Write the time like 14:30.";
        if (type == typeof(Instant)) return "That time can't be read. Choose one of those on the page.";
        return text.Length == 10 && text[4] == '-' && text[7] == '-'
            ? "There is no such day. Look at the date again."
            : "Write the date like 2026-12-31: year, month, day.";
    }
}

internal sealed class NodaBinderProvider : IModelBinderProvider
{
    public IModelBinder? GetBinder(ModelBinderProviderContext context)
    {
        var type = context.Metadata.UnderlyingOrModelType;
        return type == typeof(LocalDate) || type == typeof(LocalTime) || type == typeof(Instant) ? new NodaBinder() : null;
    }
}
