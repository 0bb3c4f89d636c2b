namespace SessionRelay.LoadTests.Reports;

/// <summary>How the page looks, light and dark; on paper the charts stand two a row.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root{color-scheme:light dark;--text:#1c1f24;--soft:#5c6570;--line:#d7dbe0;--back:#fff;--panel:#f6f7f9}
        @media (prefers-color-scheme:dark){:root{--text:#e8eaed;--soft:#a4adb8;--line:#3a4048;--back:#16181c;--panel:#1f2227}}
        body{margin:0;background:var(--back);color:var(--text);font:15px/1.5 system-ui,sans-serif}
        main{max-width:1360px;margin:0 auto;padding:1.5rem}
        h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}
        .verdict{font-size:.9rem;padding:.15rem .6rem;border-radius:1rem;color:#fff;background:#2b6e3f;vertical-align:middle}
        .verdict.failed,.verdict.broken{background:#a32020}.verdict.inconclusive,.verdict.interrupted{background:#8a5a00}
        table{border-collapse:collapse;margin:.5rem 0;font-variant-numeric:tabular-nums;display:block;overflow-x:auto}
        th,td{padding:.25rem .7rem;border-bottom:1px solid var(--line);text-align:left;white-space:nowrap}
        .n{text-align:right}tr.bad td{color:#c83232}@media (prefers-color-scheme:dark){tr.bad td{color:#ff8a80}}
        .remarks{background:var(--panel);border-left:4px solid #8a5a00;padding:.7rem 2rem}
        .note,.unit{color:var(--soft);font-size:.85rem}
        .charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(420px,1fr));gap:1rem}
        figure{margin:0;background:var(--panel);padding:.7rem;border-radius:.5rem;break-inside:avoid}
        figcaption{font-weight:600}svg{width:100%;height:auto}
        svg text{font-size:11px;fill:var(--soft)}svg path{fill:none;stroke-width:1.8;stroke-linejoin:round}
        .grid{stroke:var(--line)}.step{stroke:var(--soft);stroke-dasharray:3 3}
        .dots circle{fill:transparent}.dots circle:hover{fill:currentColor;fill-opacity:.35}
        .legend{margin:.2rem 0 0;font-size:.85rem;color:var(--soft)}.legend span{margin-right:1rem}
        .legend i{display:inline-block;width:.8rem;height:.2rem;margin-right:.35rem;vertical-align:middle}
        """;
}
