using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;

namespace SessionRelay.Portal.Forms;

/// <summary>What ASP.NET Core says by itself about a value, in words for people.</summary>
internal static class PlainWords
{
    public static void Say(DefaultModelBindingMessageProvider words)
    {
        words.SetAttemptedValueIsInvalidAccessor((_, _) => "This can't be read. Look at it again.");
        words.SetNonPropertyAttemptedValueIsInvalidAccessor(_ => "This can't be read. Look at it again.");
        words.SetUnknownValueIsInvalidAccessor(_ => "This can't be read. Look at it again.");
        words.SetNonPropertyUnknownValueIsInvalidAccessor(() => "This can't be read. Look at it again.");
        words.SetValueIsInvalidAccessor(_ => "This can't be read. Look at it again.");
        words.SetValueMustBeANumberAccessor(_ => "Write a number.");
        words.SetNonPropertyValueMustBeANumberAccessor(() => "Write a number.");
        words.SetValueMustNotBeNullAccessor(_ => "Please answer this.");
        words.SetMissingBindRequiredValueAccessor(_ => "Please answer this.");
        words.SetMissingKeyOrValueAccessor(() => "Please answer this.");
        words.SetMissingRequestBodyRequiredValueAccessor(() => "Nothing has arrived. Send it again.");
    }
}

/// <summary>An e-mail address as far as a page can judge: one @, something with a dot behind it, at most 254 characters, no space.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EmailShapeAttribute() : ValidationAttribute("Write an e-mail address, like name@example.org.")
{
    public override bool IsValid(object? value) => value is not string text || text.Length == 0 || Fits(text);

    public static bool Fits(string text)
    {
        var at = text.IndexOf('@');
        return text.Length <= 254 && at > 0 && text.LastIndexOf('@') == at && text.IndexOf('.', at) > at + 1 && text[^1] != '.'
            && !text.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter));
    }
}

/// <summary>A phone number as far as a page can judge: 7 to 15 digits (E.164), with what people put between them.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PhoneShapeAttribute() : ValidationAttribute("Write a phone number with its area code, like (503) 555-0142 or +1 503 555 0142.")
{
    public override bool IsValid(object? value) => value is not string text || text.Length == 0 || Fits(text);

    public static bool Fits(string text) =>
        text.Length <= 32 && text.Count(char.IsAsciiDigit) is >= 7 and <= 15 && text.All(letter => char.IsAsciiDigit(letter) || "+()-./ ".Contains(letter));
}

/// <summary>One line of text with nothing in it that is no text: control characters and marks that turn the direction of reading.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OneLineAttribute() : ValidationAttribute("This has characters that can't be shown. Type it again.")
{
    public override bool IsValid(object? value) =>
        value is not string text || !text.Any(letter => char.IsControl(letter) || letter is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069');
}
