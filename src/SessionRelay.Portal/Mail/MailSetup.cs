namespace SessionRelay.Portal.Mail;

internal static class MailSetup
{
    public static void AddMail(this IServiceCollection services, MailSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<OutboxBell>();
        services.AddSingleton<MailWords>();
        services.AddScoped<Outbox>();
        if (settings.Smtp is not null) services.AddSingleton<IMailTransport, SmtpTransport>();
        else services.AddSingleton<IMailTransport, FolderTransport>(); // asked for nothing while mail is off
        services.AddSingleton<OutboxSender>();
        services.AddHostedService(provider => provider.GetRequiredService<OutboxSender>());
    }
}
