using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace SessionRelay.Browser.Tests.Portal;

/// <summary>axe-core in the page itself. The package's own way opens another tab for each look, which takes longer than the look.</summary>
internal static class Axe
{
    private static readonly string Source = new BundledAxeScriptProvider().GetScript();

    /// <param name="page">The page as it is now.</param>
    /// <param name="rules">Only these; all that axe has by itself when there are none.</param>
    /// <returns>What is wrong, with the elements.</returns>
    public static async Task<string[]> ViolationsAsync(IPage page, params string[] rules)
    {
        if (!await page.EvaluateAsync<bool>("'axe' in window")) await page.EvaluateAsync(Source);
        return await page.EvaluateAsync<string[]>(
            """
            async rules => {
              const only = rules.length > 0 ? { runOnly: { type: 'rule', values: rules } } : {};
              const { violations } = await axe.run(document, { ...only, resultTypes: ['violations'] });
              return violations.map(it => `${it.id} (${it.impact}): ${it.nodes.map(node => node.html).join('; ')}`);
            }
            """,
            rules);
    }
}
