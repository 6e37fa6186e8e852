using System;
using System.Collections.Generic;
using System.Linq;

namespace Storage.Lite;

/// <summary>
/// The types of backend that configuration can name. Memory, file and composite are known; a package adds its own.
/// </summary>
/// <remarks>Thread safety: fill it from one thread, then any number may read.</remarks>
public sealed class StorageBackendCatalog
{
    private readonly Dictionary<string, Action<StorageBuilder, StorageSettings>> _types =
        new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes a catalog with the types of this package.</summary>
    public StorageBackendCatalog()
    {
        _ = Add("memory", UseMemory);
        _ = Add("file", UseFile);
        _ = Add("composite", UseComposite);
    }

    /// <summary>Adds a type.</summary>
    /// <param name="type">Its name in configuration, in any case.</param>
    /// <param name="use">
    /// Reads the settings beside <c>type</c> and <c>options</c>, and sets the builder's backend.
    /// </param>
    /// <returns>This catalog.</returns>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public StorageBackendCatalog Add(string type, Action<StorageBuilder, StorageSettings> use)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        ArgumentNullException.ThrowIfNull(use);
        if (!_types.TryAdd(type, use))
        {
            throw new ArgumentException($"There is a type of backend called {type} already.", nameof(type));
        }

        return this;
    }

    internal void Use(string type, StorageBuilder builder, StorageSettings settings)
    {
        if (!_types.TryGetValue(type, out Action<StorageBuilder, StorageSettings>? use))
        {
            string types = string.Join(", ", _types.Keys.Order(StringComparer.Ordinal));
            throw new StorageConfigurationException(
                $"{settings.Path}:type", $"there is no type '{type}'; there are: {types}");
        }

        use(builder, settings);
    }

    private static void UseMemory(StorageBuilder builder, StorageSettings settings)
    {
        var defaults = new MemoryStorageOptions();
        _ = builder.UseMemory(defaults with
        {
            Name = settings.GetText("name") ?? defaults.Name,
            BytesMax = settings.GetNumber("bytesMax", min: 1) ?? defaults.BytesMax,
            ObjectsMax = settings.GetNumber("objectsMax", min: 1) ?? defaults.ObjectsMax,
            Eviction = settings.GetChoice<MemoryEviction>("eviction") ?? defaults.Eviction,
        });
    }

    private static void UseFile(StorageBuilder builder, StorageSettings settings)
    {
        var defaults = new FileStorageOptions();
        _ = builder.UseFiles(settings.RequireText("path"), defaults with
        {
            Name = settings.GetText("name") ?? defaults.Name,
            Layout = settings.GetChoice<FileLayout>("layout") ?? defaults.Layout,
            Durability = settings.GetChoice<FileDurability>("durability") ?? defaults.Durability,
            CreatesFolder = settings.GetFlag("createsFolder") ?? defaults.CreatesFolder,
        });
    }

    private void UseComposite(StorageBuilder builder, StorageSettings settings)
    {
        IReadOnlyList<StorageSettings> tiers = settings.GetList("tiers");
        if (tiers.Count == 0)
        {
            throw new StorageConfigurationException(
                $"{settings.Path}:tiers", "it is missing: a list of stores, fastest first");
        }

        var defaults = new CompositeOptions();
        CompositeOptions options = defaults with
        {
            WritePolicy = settings.GetChoice<CompositeWritePolicy>("writePolicy") ?? defaults.WritePolicy,
            BackfillsReads = settings.GetFlag("backfillsReads") ?? defaults.BackfillsReads,
            QuorumCount = (int?)settings.GetNumber("quorumCount", min: 1, max: tiers.Count),
            AuthoritativeTier = (int?)settings.GetNumber("authoritativeTier", max: tiers.Count - 1),
        };

        // Everything is read now, so that a mistake is found before anything is opened.
        List<StorageBuilder> builders = [.. tiers.Select(tier => StorageConfiguration.Read(tier, this))];
        _ = builder.UseComposite(builders, options);
    }
}
