using SessionRelay.Portal.Start;

return await CommandLine.RunAsync(args);
