using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Extensions.Configuration;
using Storage.Lite;
using Storage.Lite.S3;

namespace Nio.Stores;

/// <summary>
/// The schemes of addresses, each with what it looks like and how it becomes a store. One more scheme is one more entry
/// here, and one more type of backend one more in the catalog.
/// </summary>
internal static class StoreSchemes
{
    private const string DefaultSection = "storage";

    private const string CreatesFolder = "createsFolder";

    private static readonly SortedDictionary<string, Scheme> s_schemes = new(StringComparer.Ordinal)
    {
        ["config"] = new("config:FILE?section=NAME", ReadConfiguration),
        ["file"] = new("file:///PATH?layout=encoded&durability=full", ReadFile),
        ["mem"] = new("mem:", static (url, _) => ReadMemory(url)),
        ["s3"] = new("s3://BUCKET/FOLDER?endpoint=URL&region=NAME", static (url, _) => ReadS3(url)),
    };

    /// <summary>The types of backend that configuration files and addresses can name.</summary>
    private static readonly StorageBackendCatalog s_catalog = new StorageBackendCatalog().AddS3();

    /// <summary>Gets what addresses look like, for help and errors.</summary>
    internal static string Forms => string.Join(", ", s_schemes.Values.Select(static scheme => scheme.Form));

    /// <summary>Reads an address.</summary>
    /// <param name="url">The address.</param>
    /// <param name="createsFolder">
    /// Whether a folder is made when it is missing and the settings do not say. Who only reads makes none: one that is
    /// misspelled or not mounted must not look like a store that is empty.
    /// </param>
    /// <exception cref="StorageConfigurationException">It, or what it leads to, is wrong.</exception>
    internal static StorageBuilder Read(StoreUrl url, bool createsFolder) =>
        s_schemes.TryGetValue(url.Scheme, out Scheme? scheme)
        ? scheme.Read(url, createsFolder)
        : throw new StorageConfigurationException("url", $"there is no scheme '{url.Scheme}'; there are: {Forms}");

    /// <summary>Reads a section of a configuration file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="section">The section; null for the usual one.</param>
    /// <param name="createsFolder">As for <see cref="Read"/>.</param>
    /// <exception cref="StorageConfigurationException">It is wrong; the message has the setting's path.</exception>
    internal static StorageBuilder ReadFile(string path, string? section, bool createsFolder)
    {
        IConfiguration configuration = StorageConfiguration.LoadFile(path);
        IConfigurationSection found = configuration.GetSection(section ?? DefaultSection);
        if (!found.Exists())
        {
            string names = string.Join(", ", configuration.GetChildren().Select(static child => child.Key));
            throw new StorageConfigurationException(
                found.Path, $"'{path}' has no such section; at its top there are: {names}");
        }

        return StorageConfiguration.Read(
            createsFolder ? found : WithoutCreating(configuration, found), s_catalog);
    }

    private static IConfigurationSection WithoutCreating(IConfiguration configuration, IConfigurationSection section)
    {
        bool isSaid = section.GetChildren().Any(static child => StoreUrl.IsSameName(child.Key, CreatesFolder));
        if (isSaid || !string.Equals(section["type"], "file", StringComparison.OrdinalIgnoreCase))
        {
            return section;
        }

        Dictionary<string, string?> more = new() { [$"{section.Path}:{CreatesFolder}"] = "false" };
        return new ConfigurationBuilder()
            .AddConfiguration(configuration)
            .AddInMemoryCollection(more)
            .Build()
            .GetSection(section.Path);
    }

    private static StorageBuilder ReadConfiguration(StoreUrl url, bool createsFolder)
    {
        url.RequireOnly("section");
        return ReadFile(url.Rest, url.Settings.GetValueOrDefault("section"), createsFolder);
    }

    private static StorageBuilder ReadFile(StoreUrl url, bool createsFolder)
    {
        // Two slashes begin a host, and there is none.
        string path = url.FilePath ?? throw new StorageConfigurationException(
            "url", $"'file:{url.Rest}' is no folder: write file:// and a path that begins with a slash");
        bool isSaid = url.Settings.Keys.Any(static name => StoreUrl.IsSameName(name, CreatesFolder));
        return createsFolder || isSaid
            ? url.ToBuilder(s_catalog, ("type", "file"), ("path", path))
            : url.ToBuilder(s_catalog, ("type", "file"), ("path", path), (CreatesFolder, "false"));
    }

    private static StorageBuilder ReadMemory(StoreUrl url) => url.Rest.Length == 0
        ? url.ToBuilder(s_catalog, ("type", "memory"))
        : throw new StorageConfigurationException("url", $"'mem:{url.Rest}': a store in memory has no name");

    private static StorageBuilder ReadS3(StoreUrl url)
    {
        string[] parts = url.Rest.Split('/', 4);
        if (parts is not ["", "", { Length: > 0 } bucket, ..] || bucket.Contains('@', StringComparison.Ordinal))
        {
            throw new StorageConfigurationException(
                "url",
                "it is no bucket: write s3://BUCKET or s3://BUCKET/FOLDER, and credentials into the environment");
        }

        string folder = parts.Length == 4 ? parts[3].TrimEnd('/') : string.Empty;
        return folder.Length == 0
            ? url.ToBuilder(s_catalog, ("type", "s3"), ("bucket", bucket))
            : url.ToBuilder(s_catalog, ("type", "s3"), ("bucket", bucket), ("prefix", $"{folder}/"));
    }

    /// <summary>What addresses of a scheme look like, and how one becomes a store.</summary>
    private sealed record Scheme(string Form, Func<StoreUrl, bool, StorageBuilder> Read);
}
