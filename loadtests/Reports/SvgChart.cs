using System.Globalization;
using System.Net;
using System.Text;

namespace SessionRelay.LoadTests.Reports;

/// <summary>One line of a chart. NaN is a hole in it.</summary>
internal sealed record Series(string Name, string Colour, IReadOnlyList<double> Values);

/// <summary>
/// A line chart as inline SVG: no script, no font, no other file, so that the page can be mailed and opened in ten years. Each chart says in words what it shows for those who don't see it.
/// </summary>
internal static class SvgChart
{
    private const int Width = 640;
    private const int Height = 220;
    private const int Left = 56;
    private const int Right = 12;
    private const int Top = 12;
    private const int Bottom = 26;
    private const int MostPoints = 600; // more than the chart has pixels tells nothing: the largest of each stretch is kept

    /// <param name="labels">Of the x axis, one for each value.</param>
    /// <param name="steps">What the scenario did at each value; a change is marked. Null: no marks.</param>
    public static string Draw(string title, string unit, IReadOnlyList<string> labels, IReadOnlyList<Series> series, IReadOnlyList<string>? steps = null)
    {
        var stride = Math.Max(1, (labels.Count + MostPoints - 1) / MostPoints);
        var count = (labels.Count + stride - 1) / stride;
        var top = NiceAbove(series.SelectMany(line => line.Values).Where(double.IsFinite).DefaultIfEmpty(0).Max());
        var text = new StringBuilder();
        text.Append($"<figure><figcaption>{Encode(title)} <span class=\"unit\">{Encode(unit)}</span></figcaption>");
        text.Append($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Encode(Describe(title, unit, series))}\">");
        AppendGrid(text, top);
        AppendLabels(text, labels, stride, count);
        if (steps is not null)
            AppendSteps(text, steps, stride, count);
        foreach (var line in series)
            AppendLine(text, line, top, stride, count, labels, unit);
        text.Append("</svg><p class=\"legend\">");
        foreach (var line in series)
            text.Append($"<span><i style=\"background:{line.Colour}\"></i>{Encode(line.Name)}</span>");
        return text.Append("</p></figure>").ToString();
    }

    private static void AppendGrid(StringBuilder text, double top)
    {
        const int Lines = 4;
        for (var i = 0; i <= Lines; i++)
        {
            var y = Y(top * i / Lines, top);
            text.Append($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Number(y)}\" y2=\"{Number(y)}\"/>");
            text.Append($"<text x=\"{Left - 6}\" y=\"{Number(y + 4)}\" text-anchor=\"end\">{Short(top * i / Lines)}</text>");
        }
    }

    private static void AppendLabels(StringBuilder text, IReadOnlyList<string> labels, int stride, int count)
    {
        const int Most = 8;
        var each = Math.Max(1, (count + Most - 1) / Most);
        for (var i = 0; i < count; i += each)
            text.Append($"<text x=\"{Number(X(i, count))}\" y=\"{Height - 8}\" text-anchor=\"middle\">{Encode(labels[i * stride])}</text>");
    }

    private static void AppendSteps(StringBuilder text, IReadOnlyList<string> steps, int stride, int count)
    {
        for (var i = 1; i < count; i++)
        {
            if (steps[i * stride] == steps[(i - 1) * stride])
                continue;
            var x = Number(X(i, count));
            text.Append($"<line class=\"step\" x1=\"{x}\" x2=\"{x}\" y1=\"{Top}\" y2=\"{Height - Bottom}\"><title>{Encode(steps[i * stride])}</title></line>");
        }
    }

    private static void AppendLine(StringBuilder text, Series line, double top, int stride, int count, IReadOnlyList<string> labels, string unit)
    {
        var path = new StringBuilder();
        var dots = new StringBuilder();
        var isDrawing = false;
        for (var i = 0; i < count; i++)
        {
            var value = LargestOf(line.Values, i * stride, stride);
            if (!double.IsFinite(value))
            {
                isDrawing = false;
                continue;
            }

            var (x, y) = (Number(X(i, count)), Number(Y(value, top)));
            path.Append(isDrawing ? 'L' : 'M').Append(x).Append(' ').Append(y);
            isDrawing = true;
            dots.Append($"<circle cx=\"{x}\" cy=\"{y}\" r=\"6\"><title>{Encode(labels[i * stride])} {Encode(line.Name)}: {Short(value)} {Encode(unit)}</title></circle>");
        }

        text.Append($"<path d=\"{path}\" stroke=\"{line.Colour}\"/><g class=\"dots\">{dots}</g>");
    }

    private static double LargestOf(IReadOnlyList<double> values, int from, int count)
    {
        var largest = double.NaN;
        for (var i = from; i < Math.Min(from + count, values.Count); i++)
        {
            if (double.IsNaN(largest) || values[i] > largest)
                largest = values[i];
        }

        return largest;
    }

    private static string Describe(string title, string unit, IReadOnlyList<Series> series)
    {
        var parts = series.Select(line =>
        {
            var known = line.Values.Where(double.IsFinite).ToArray();
            return known.Length == 0 ? $"{line.Name} unknown" : $"{line.Name} from {Short(known.Min())} to {Short(known.Max())} {unit}";
        });
        return $"{title}: {string.Join(", ", parts)}";
    }

    private static double X(int index, int count) => count < 2 ? Left : Left + index * (double)(Width - Left - Right) / (count - 1);

    private static double Y(double value, double top) => Height - Bottom - Math.Clamp(value / top, 0, 1) * (Height - Top - Bottom);

    /// <summary>The next of 1, 2, 5 times a power of ten.</summary>
    private static double NiceAbove(double value)
    {
        if (value <= 0)
            return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        foreach (var factor in new[] { 1.0, 2, 5 })
        {
            if (value <= factor * power)
                return factor * power;
        }

        return 10 * power;
    }

    private static string Short(double value) => value switch
    {
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:0.##}M"),
        >= 1e4 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e3:0.#}k"),
        >= 100 => string.Create(CultureInfo.InvariantCulture, $"{value:0}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value:0.###}"),
    };

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
