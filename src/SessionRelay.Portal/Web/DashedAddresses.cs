using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace SessionRelay.Portal.Web;

/// <summary><c>CheckAnswers</c> is at <c>check-answers</c>.</summary>
internal sealed partial class DashedAddresses : IOutboundParameterTransformer
{
    public static PageRouteTransformerConvention Convention => new(new DashedAddresses());

    public string? TransformOutbound(object? value) => value?.ToString() is { } text ? Of(text) : null;

    public static string Of(string name) => Hump().Replace(name, "$1-$2").ToLowerInvariant();

    [GeneratedRegex("([a-z0-9])([A-Z])", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex Hump();
}
