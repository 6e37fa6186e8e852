using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Extensions.Configuration;
using Storage.Lite;

namespace Nio.Stores;

/// <summary>
/// The address of a store, as <c>file:///data?layout=encoded</c>: a scheme, what it needs, and settings, which are
/// those of a configuration with dots between the names of sections.
/// </summary>
internal sealed class StoreUrl
{
    /// <summary>What paths of settings in messages begin with.</summary>
    private const string Root = "url";

    private static readonly SearchValues<char> s_schemeCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");

    private StoreUrl(string scheme, string rest, IReadOnlyDictionary<string, string> settings)
    {
        Scheme = scheme;
        Rest = rest;
        Settings = settings;
    }

    internal string Scheme { get; }

    /// <summary>Gets what stands between the scheme and the settings, as <c>///data</c>.</summary>
    internal string Rest { get; }

    /// <summary>
    /// Gets the path of an address of files; null when it is none. The slash in front of a Windows drive is the
    /// address's own.
    /// </summary>
    internal string? FilePath => Rest.StartsWith("///", StringComparison.Ordinal) && Rest.Length > 3
        ? Rest[(HasDrive(Rest.AsSpan(3)) ? 3 : 2)..]
        : null;

    /// <summary>Gets the settings, with colons between the names of sections.</summary>
    internal IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Finds the scheme; null for what is a path, also one that begins with a Windows drive.</summary>
    internal static string? FindScheme(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 1
            && char.IsAsciiLetter(text[0])
            && !text.AsSpan(0, colon).ContainsAnyExcept(s_schemeCharacters)
            ? text[..colon].ToLowerInvariant()
            : null;
    }

    /// <summary>Compares names of settings as configurations do.</summary>
    internal static bool IsSameName(string left, string right) =>
        string.Equals(Fold(left), Fold(right), StringComparison.Ordinal);

    /// <exception cref="StorageConfigurationException">The text is no address; the message says why.</exception>
    internal static StoreUrl Parse(string text)
    {
        string scheme = FindScheme(text) ?? throw new StorageConfigurationException(
            Root, $"'{text}' has no scheme in front of a colon");
        string rest = text[(scheme.Length + 1)..];
        if (rest.Contains('#', StringComparison.Ordinal))
        {
            throw new StorageConfigurationException(Root, $"'{text}' has a '#', which is written %23 in an address");
        }

        int question = rest.IndexOf('?', StringComparison.Ordinal);
        string query = question < 0 ? string.Empty : rest[(question + 1)..];
        return new StoreUrl(scheme, Unescape(question < 0 ? rest : rest[..question]), ParseSettings(query));
    }

    /// <summary>Makes a builder of the settings and of what the scheme adds to them.</summary>
    /// <exception cref="StorageConfigurationException">A setting is wrong; the message has its path.</exception>
    internal StorageBuilder ToBuilder(StorageBackendCatalog catalog, params (string Name, string Value)[] own)
    {
        Dictionary<string, string?> values = Settings.ToDictionary(
            static setting => $"{Root}:{setting.Key}",
            static setting => (string?)setting.Value,
            StringComparer.Ordinal);
        foreach ((string name, string value) in own)
        {
            if (Settings.Keys.Any(key => IsSameName(key, name)))
            {
                throw new StorageConfigurationException($"{Root}:{name}", "the address says that before its settings");
            }

            values[$"{Root}:{name}"] = value;
        }

        return StorageConfiguration.Read(
            new ConfigurationBuilder().AddInMemoryCollection(values).Build().GetSection(Root), catalog);
    }

    /// <exception cref="StorageConfigurationException">There is a setting that is not known.</exception>
    internal void RequireOnly(params string[] names)
    {
        if (Settings.Keys.FirstOrDefault(key => !names.Contains(key)) is { } unknown)
        {
            string known = names.Length == 0 ? "none" : string.Join(", ", names);
            throw new StorageConfigurationException(
                $"{Root}:{unknown}", $"there is no such setting; there are: {known}");
        }
    }

    private static Dictionary<string, string> ParseSettings(string query)
    {
        Dictionary<string, string> settings = new(StringComparer.OrdinalIgnoreCase);
        foreach (string part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            string name = Unescape(equals < 0 ? part : part[..equals]).Replace('.', ':');
            if (equals <= 0)
            {
                throw new StorageConfigurationException($"{Root}:{name}", "it has no value; write NAME=VALUE");
            }

            // Who else is on the machine sees the command line, and the shell keeps it.
            string last = Fold(name[(name.LastIndexOf(':') + 1)..]);
            if (last is "key" or "password" or "secretkey" or "accesskey" or "sessiontoken")
            {
                throw new StorageConfigurationException(
                    $"{Root}:{name}",
                    "a secret does not belong in an address, which others can see: use a setting that names a file or "
                    + "an environment variable, as keyFile and keyVariable do, or --config");
            }

            if (!settings.TryAdd(name, Unescape(part[(equals + 1)..])))
            {
                throw new StorageConfigurationException($"{Root}:{name}", "it is there twice");
            }
        }

        return settings;
    }

    private static bool HasDrive(ReadOnlySpan<char> path) =>
        Path.DirectorySeparatorChar == '\\'
        && path is [_, ':', ..] && char.IsAsciiLetter(path[0]) && (path.Length == 2 || path[2] is '/' or '\\');

    private static string Fold(string name) =>
        name.Replace("_", string.Empty, StringComparison.Ordinal).ToLowerInvariant();

    private static string Unescape(string text) => Uri.UnescapeDataString(text);
}
