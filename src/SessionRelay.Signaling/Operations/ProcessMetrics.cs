using System.Globalization;
using Prometheus;

namespace SessionRelay.Signaling.Operations;

/// <summary>
/// What the process itself takes, under the names that prometheus-net and other exporters use (<c>process_*</c>, <c>dotnet_*</c>). The library's own reader looks each open file and each
/// thread up by its name, which with some hundred connections costs milliseconds a scrape, on the core of the media; here are two small files of proc(5) and one listing.
/// </summary>
internal sealed class ProcessMetrics
{
    private const string Stat = "/proc/self/stat";
    private const string OpenFiles = "/proc/self/fdinfo"; // plain files: the entries of fd/ are links, which .NET follows one by one when it lists them
    private const string Memory = "/proc/self/statm";
    private const int ThreadsField = 17; // of stat, after the name in brackets: the 20th in all
    private const int VirtualField = 20; // bytes
    private const int ResidentField = 21; // pages
    private const int DataField = 5; // of statm: data and stack, pages

    private readonly Counter cpu;
    private readonly Gauge virtualMemory;
    private readonly Gauge workingSet;
    private readonly Gauge privateMemory;
    private readonly Gauge handles;
    private readonly Gauge threads;
    private readonly Gauge heap;
    private readonly Counter collections;

    public ProcessMetrics(MetricFactory make)
    {
        var start = make.CreateGauge("process_start_time_seconds", "Start time of the process since unix epoch in seconds.");
        cpu = make.CreateCounter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.");
        virtualMemory = make.CreateGauge("process_virtual_memory_bytes", "Virtual memory size in bytes.");
        workingSet = make.CreateGauge("process_working_set_bytes", "Process working set.");
        privateMemory = make.CreateGauge("process_private_memory_bytes", "Process private memory size.");
        handles = make.CreateGauge("process_open_handles", "Number of open handles.");
        threads = make.CreateGauge("process_num_threads", "Total number of threads.");
        heap = make.CreateGauge("dotnet_total_memory_bytes", "Total known allocated memory.");
        collections = make.CreateCounter("dotnet_collection_count_total", "GC collection count.", "generation");
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        start.Set((process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds);
    }

    /// <summary>Reads all of it anew. One caller at a time.</summary>
    public void Fetch()
    {
        cpu.IncTo(Environment.CpuUsage.TotalTime.TotalSeconds);
        heap.Set(GC.GetTotalMemory(forceFullCollection: false));
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
            collections.WithLabels(generation.ToString(CultureInfo.InvariantCulture)).IncTo(GC.CollectionCount(generation));
        try
        {
            ReadFiles();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // A hardened container may hide parts of proc(5): what they tell stays as it was, and the relay's own figures are answered all the same.
        }
    }

    private static double Number(string field) => double.Parse(field, CultureInfo.InvariantCulture);

    private void ReadFiles()
    {
        var stat = File.ReadAllText(Stat);
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' '); // the name may hold blanks and brackets
        threads.Set(Number(fields[ThreadsField]));
        virtualMemory.Set(Number(fields[VirtualField]));
        workingSet.Set(Number(fields[ResidentField]) * Environment.SystemPageSize);
        privateMemory.Set(Number(File.ReadAllText(Memory).Split(' ')[DataField]) * Environment.SystemPageSize);
        handles.Set(Directory.EnumerateFiles(OpenFiles).Count());
    }
}
