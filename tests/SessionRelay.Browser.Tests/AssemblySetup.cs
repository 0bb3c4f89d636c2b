using System.Runtime.Versioning;

// Two cores and several browsers: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: SupportedOSPlatform("linux")]
