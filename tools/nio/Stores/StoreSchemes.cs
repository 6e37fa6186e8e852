using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Extensions.Configuration;
using Storage.Lite;

namespace Nio.Stores;

/// <summary>
/// The schemes of addresses, each with what it looks like and how it becomes a store. One more scheme is one more entry
/// here, and one more type of backend one more in the catalog.
/// </summary>
internal static class StoreSchemes
{
    private const string DefaultSection = "storage";

    private static readonly SortedDictionary<string, (string Form, Func<StoreUrl, StorageBuilder> Read)> s_schemes =
        new(StringComparer.Ordinal)
        {
            ["config"] = ("config:FILE?section=NAME", ReadConfiguration),
            ["file"] = ("file:///PATH?layout=encoded&durability=full", ReadFile),
            ["mem"] = ("mem:", ReadMemory),
        };

    /// <summary>The types of backend that configuration files and addresses can name.</summary>
    private static readonly StorageBackendCatalog s_catalog = new();

    /// <summary>Gets what addresses look like, for help and errors.</summary>
    internal static string Forms => string.Join(", ", s_schemes.Values.Select(static scheme => scheme.Form));

    /// <summary>Reads an address.</summary>
    /// <exception cref="StorageConfigurationException">It, or what it leads to, is wrong.</exception>
    internal static StorageBuilder Read(StoreUrl url) => s_schemes.TryGetValue(url.Scheme, out var scheme)
        ? scheme.Read(url)
        : throw new StorageConfigurationException("url", $"there is no scheme '{url.Scheme}'; there are: {Forms}");

    /// <summary>Reads a section of a configuration file.</summary>
    /// <exception cref="StorageConfigurationException">It is wrong; the message has the setting's path.</exception>
    internal static StorageBuilder ReadFile(string path, string? section)
    {
        IConfiguration configuration = StorageConfiguration.LoadFile(path);
        IConfigurationSection found = configuration.GetSection(section ?? DefaultSection);
        if (!found.Exists())
        {
            string names = string.Join(", ", configuration.GetChildren().Select(static child => child.Key));
            throw new StorageConfigurationException(
                found.Path, $"'{path}' has no such section; at its top there are: {names}");
        }

        return StorageConfiguration.Read(found, s_catalog);
    }

    private static StorageBuilder ReadConfiguration(StoreUrl url)
    {
        url.RequireOnly("section");
        return ReadFile(url.Rest, url.Settings.GetValueOrDefault("section"));
    }

    private static StorageBuilder ReadFile(StoreUrl url)
    {
        // Two slashes begin a host, and there is none.
        if (!url.Rest.StartsWith("///", StringComparison.Ordinal) || url.Rest.Length == 3)
        {
            throw new StorageConfigurationException(
                "url", $"'file:{url.Rest}' is no folder: write file:// and a path that begins with a slash");
        }

        return url.ToBuilder(s_catalog, ("type", "file"), ("path", url.Rest[2..]));
    }

    private static StorageBuilder ReadMemory(StoreUrl url) => url.Rest.Length == 0
        ? url.ToBuilder(s_catalog, ("type", "memory"))
        : throw new StorageConfigurationException("url", $"'mem:{url.Rest}': a store in memory has no name");
}
