using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using NodaTime;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Data.Hosting;

/// <summary>Brings the database into the host.</summary>
internal static class DataHosting
{
    /// <summary>
    /// Registers <see cref="PortalDatabase"/> (one), <see cref="UnitOfWork"/> and its <see cref="PortalContext"/> (a scope's), the stores, and keys of data protection
    /// in the database. The data folder must be open already.
    /// </summary>
    public static IServiceCollection AddPortalData(this IServiceCollection services)
    {
        services.AddSingleton<IClock>(its => new TimeProviderClock(its.GetRequiredService<TimeProvider>()));
        services.AddSingleton(its =>
        {
            var data = its.GetRequiredService<IOptions<DataOptions>>().Value;
            return new PortalDatabase(data.Path, data.Postgres, its.GetRequiredService<IClock>());
        });
        services.AddScoped(its => its.GetRequiredService<PortalDatabase>().Begin(null));
        services.AddScoped<PortalContext>(its => its.GetRequiredService<UnitOfWork>().Db);
        services.AddScoped<BookingStore>();
        services.AddScoped<ScheduleReader>();
        services.AddScoped<ILookupNormalizer>(its => new KeyedNormalizer(its.GetRequiredService<PortalDatabase>().Vault));
        services.AddHostedService<DatabaseStart>();
        services.AddDataProtection().SetApplicationName("SessionRelay").PersistKeysToDbContext<PortalContext>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(its =>
            new ConfigureOptions<KeyManagementOptions>(options => options.XmlEncryptor = new VaultXmlEncryptor(its.GetRequiredService<PortalDatabase>().Vault)));
        return services;
    }

    /// <summary>A scope whose unit of work acts for the program itself: start-up, and what somebody's deed asks of it.</summary>
    /// <param name="why">What it does: a stable word like <c>sessions/extend</c>.</param>
    public static AsyncServiceScope BeginAsProgram(this IServiceScopeFactory scopes, string why) => scopes.BeginAs(ActingPerson.Program(why));

    /// <summary>A scope whose unit of work acts by the clock: schedulers and senders, which look again and again and mostly find nothing.</summary>
    /// <param name="why">What it does: a stable word like <c>reminders</c>.</param>
    public static AsyncServiceScope BeginByClock(this IServiceScopeFactory scopes, string why) => scopes.BeginAs(ActingPerson.Clock(why));

    /// <summary>
    /// Makes durable what the audit trail says of a request's reads before its answer leaves. To stand before authentication; whoever signs in or knows the page sets
    /// <see cref="UnitOfWork.Person"/>, which is a visitor until then.
    /// </summary>
    public static IApplicationBuilder UsePortalData(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var work = context.RequestServices.GetRequiredService<UnitOfWork>();
        work.Person = ActingPerson.Visitor("web");
        context.Response.OnStarting(() => work.FlushAsync());
        await next(context);
        await work.FlushAsync();
    });

    private static AsyncServiceScope BeginAs(this IServiceScopeFactory scopes, ActingPerson person)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<UnitOfWork>().Person = person;
        return scope;
    }
}

/// <summary>The host's clock for NodaTime.</summary>
internal sealed class TimeProviderClock(TimeProvider time) : IClock
{
    public Instant GetCurrentInstant() => Instant.FromDateTimeOffset(time.GetUtcNow());
}

/// <summary>Prepares the database before the host starts anything that might use it.</summary>
internal sealed class DatabaseStart(PortalDatabase database) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => database.PrepareAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
