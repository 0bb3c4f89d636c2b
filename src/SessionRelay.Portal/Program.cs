using SessionRelay.Portal.Start;

Interrupt.Heed();
return await CommandLine.RunAsync(args);
