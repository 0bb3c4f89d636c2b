# One image for every role. Its steps are the scripts of build/container, which the tests run as well.
FROM node:20-bookworm-slim AS node

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s /usr/local/lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /source
# What decides the packages comes first: a change in the code restores nothing again.
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt ./
COPY build/ build/
COPY src/SessionRelay/SessionRelay.csproj src/SessionRelay/packages.lock.json src/SessionRelay/
COPY src/SessionRelay.Signaling/SessionRelay.Signaling.csproj src/SessionRelay.Signaling/packages.lock.json src/SessionRelay.Signaling/
COPY src/SessionRelay.Portal/SessionRelay.Portal.csproj src/SessionRelay.Portal/packages.lock.json src/SessionRelay.Portal/
RUN build/container/restore.sh
COPY .editorconfig ./
COPY src/ src/
RUN build/container/publish.sh /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
COPY --from=build /app /app
RUN mkdir /data && chown "$APP_UID" /data
ENV Data__Path=/data SESSIONRELAY_URLS=http://0.0.0.0:5080
WORKDIR /app
USER $APP_UID
VOLUME /data
EXPOSE 5080/tcp 40000-40063/udp
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["/app/healthcheck.sh"]
ENTRYPOINT ["/app/entry.sh"]
