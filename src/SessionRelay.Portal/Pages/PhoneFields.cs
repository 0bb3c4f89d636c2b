using Microsoft.AspNetCore.Mvc.ModelBinding;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Pages;

/// <summary>Phone numbers that people type.</summary>
internal static class PhoneFields
{
    public const string NotCallable = "This is not a number that can be called. Write it with its area code, like (503) 555-0142 or +1 503 555 0142.";

    /// <summary>One way of writing for a number that was typed, with an error at its field when it can't be called.</summary>
    /// <param name="state">Takes the error; a field that has one already gets no second.</param>
    /// <param name="field">Its name.</param>
    /// <param name="text">As it was typed; nothing is no error.</param>
    /// <param name="country">ISO 3166-1, or a region of ISO 3166-2: where a number without a country code belongs.</param>
    /// <returns>E.164; null for nothing and for what can't be called.</returns>
    public static string? Read(ModelStateDictionary state, string field, string? text, string country)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var number = PhoneNumber.Normalise(text, country[..2]);
        if (number is null && state.GetFieldValidationState(field) != ModelValidationState.Invalid) state.AddModelError(field, NotCallable);
        return number;
    }
}
