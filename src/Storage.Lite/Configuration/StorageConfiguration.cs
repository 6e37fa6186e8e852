using System;
using System.Collections.Generic;
using System.IO;
using Microsoft.Extensions.Configuration;
using NativeIo;
using NetEscapades.Configuration.Yaml;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Storage.Lite;

/// <summary>
/// Makes stores from configuration: a section of YAML, JSON, environment variables or any other source.
/// </summary>
/// <remarks>
/// <para>A section has <c>type</c> (memory, file, composite, or what a package added), what that type needs, and
/// <c>options</c>. Unknown names, values of another kind and settings that contradict one another are errors with the
/// path of the setting, before anything is opened.</para>
/// <para>Thread safety: any number of threads.</para>
/// <example><code>
/// IConfiguration configuration = StorageConfiguration.LoadFile("storage.yaml");
/// await using IStorage storage = StorageConfiguration.Read(configuration.GetSection("storage")).Build();
/// </code></example>
/// </remarks>
public static class StorageConfiguration
{
    /// <summary>Deeper than settings are, and far from where the reader's stack ends.</summary>
    private const int DepthMax = 64;

    /// <summary>What is kept for a shorter time is not kept; nothing said is for ever.</summary>
    private static readonly TimeSpan s_lifetimeMin = TimeSpan.FromMilliseconds(1);

    private static readonly StorageBackendCatalog s_catalog = new();

    /// <summary>Reads a file of YAML or JSON, which is YAML too.</summary>
    /// <param name="path">The file.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="StorageConfigurationException">
    /// There is no such file, it is no YAML, or it has references (<c>*name</c>), which are not followed.
    /// </exception>
    public static IConfiguration LoadFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = Path.GetFullPath(path);
        try
        {
            RefuseTraps(full);
            return new ConfigurationBuilder().AddYamlFile(full, optional: false, reloadOnChange: false).Build();
        }
        catch (Exception exception) when (exception is not (StorageConfigurationException or OutOfMemoryException))
        {
            // The reader of YAML throws whatever it likes, also the base class, for what is none.
            string problem = exception.InnerException?.Message ?? exception.Message;
            throw new StorageConfigurationException(path, $"it cannot be read: {problem}", exception);
        }
    }

    /// <summary>Reads a section into a builder.</summary>
    /// <param name="section">The section, as <c>storage</c> in the example.</param>
    /// <param name="catalog">The types of backend; null means those of this package.</param>
    /// <returns>A builder whose <see cref="StorageBuilder.BuildAsync"/> opens the store.</returns>
    /// <exception cref="StorageConfigurationException">A setting is wrong; the message has its path.</exception>
    public static StorageBuilder Read(IConfigurationSection section, StorageBackendCatalog? catalog = null)
    {
        ArgumentNullException.ThrowIfNull(section);
        return Read(new StorageSettings(section), catalog ?? s_catalog);
    }

    /// <summary>
    /// Refuses what the reader of YAML would not end with: references, which may contain themselves or multiply, and
    /// nesting that no settings have.
    /// </summary>
    private static void RefuseTraps(string path)
    {
        using StreamReader text = File.OpenText(path);
        var parser = new Parser(text);
        int depth = 0;
        while (parser.MoveNext())
        {
            ParsingEvent current = parser.Current!;
            depth += current.NestingIncrease;
            if (current is AnchorAlias alias)
            {
                throw new StorageConfigurationException(
                    path,
                    $"line {current.Start.Line} refers to '{alias.Value}': write it out, references are not followed");
            }

            if (depth > DepthMax)
            {
                throw new StorageConfigurationException(
                    path, $"line {current.Start.Line} is nested deeper than {DepthMax} levels");
            }
        }
    }

    internal static StorageBuilder Read(StorageSettings settings, StorageBackendCatalog catalog)
    {
        var builder = new StorageBuilder();
        catalog.Use(settings.RequireText("type"), builder, settings);
        StorageSettings? options = settings.GetSection("options");
        settings.ThrowIfUnknown();
        if (options is null)
        {
            return builder.UseDeadline();
        }

        if (options.Value is not null)
        {
            throw new StorageConfigurationException(options.Path, "it is a single value; a section belongs here");
        }

        ReadCoding(builder, options);
        ReadLimits(builder, options);
        ReadResilience(builder, options);
        options.ThrowIfUnknown();
        return builder;
    }

    private static void ReadCoding(StorageBuilder builder, StorageSettings options)
    {
        if (options.IsOn("compression", out StorageSettings? compression))
        {
            var defaults = new CompressionOptions();
            _ = builder.UseCompression(defaults with
            {
                Format = compression?.GetChoice<CompressionFormat>("format") ?? defaults.Format,
                Level = (int?)compression?.GetNumber("level", min: 0, max: 9) ?? defaults.Level,
            });
            compression?.ThrowIfUnknown();
        }

        if (options.IsOn("encryption", showsValue: false, out StorageSettings? encryption))
        {
            EncryptionSettings.Read(builder, encryption, $"{options.Path}:encryption");
        }

        if (options.GetFlag("checksums") is true)
        {
            _ = builder.UseChecksums();
        }
    }

    private static void ReadLimits(StorageBuilder builder, StorageSettings options)
    {
        if (options.IsOn("cache", out StorageSettings? cache))
        {
            var defaults = new CacheOptions();
            _ = builder.UseCache(defaults with
            {
                EntriesMax = (int?)cache?.GetNumber("size", min: 1, max: int.MaxValue) ?? defaults.EntriesMax,
                BytesMax = cache?.GetNumber("bytesMax", min: 1) ?? defaults.BytesMax,
                ValueBytesMax = cache?.GetNumber("valueBytesMax", min: 1) ?? defaults.ValueBytesMax,
                Lifetime = cache?.GetSeconds("lifetime", s_lifetimeMin),
            });
            cache?.ThrowIfUnknown();
        }

        if (options.GetNumber("max_size", min: 0) is { } valueBytesMax)
        {
            _ = builder.UseQuota(new QuotaOptions { ValueBytesMax = valueBytesMax });
        }

        // 0 switches it off.
        if (options.GetSeconds("timeout") != TimeSpan.Zero)
        {
            TimeSpan timeout = options.GetSeconds("timeout", TimeLimit.TimeoutMin) ?? DeadlineOptions.Default.Timeout;
            _ = builder.UseDeadline(new DeadlineOptions { Timeout = timeout });
        }
    }

    private static void ReadResilience(StorageBuilder builder, StorageSettings options)
    {
        if (options.IsOn("retry", out StorageSettings? retry))
        {
            var defaults = new RetryOptions();
            _ = builder.UseRetry(defaults with
            {
                MaxRetries = (int?)retry?.GetNumber("max", min: 1, max: 100) ?? defaults.MaxRetries,
                Delay = retry?.GetSeconds("delay") ?? defaults.Delay,
                ElapsedMax = retry?.GetSeconds("elapsedMax") ?? defaults.ElapsedMax,
                UsesJitter = retry?.GetFlag("jitter") ?? defaults.UsesJitter,
            });
            retry?.ThrowIfUnknown();
        }

        if (options.GetSeconds("attemptTimeout", TimeLimit.TimeoutMin) is { } attemptTimeout)
        {
            _ = builder.UseAttemptTimeout(new AttemptTimeoutOptions { Timeout = attemptTimeout });
        }

        if (options.GetNumber("concurrency", min: 1, max: int.MaxValue) is { } concurrency)
        {
            _ = builder.UseConcurrencyLimit(new ConcurrencyLimitOptions { ConcurrencyMax = (int)concurrency });
        }
    }
}
