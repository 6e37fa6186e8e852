using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Storage.Lite;

namespace Nio.Stores;

/// <summary>Where a store is: a section of a configuration file, an address, or a folder.</summary>
internal sealed record StoreAddress
{
    /// <summary>Folders of people, not of programs: the process's mask decides who may read.</summary>
    private const int PeoplesFileBits = 0b110_110_110;
    private const int PeoplesFolderBits = 0b111_111_111;

    /// <summary>Gets the configuration file; null when there is none.</summary>
    internal string? ConfigPath { get; init; }

    /// <summary>Gets the file's section; null for the usual one.</summary>
    internal string? Section { get; init; }

    /// <summary>Gets the address; null when there is none.</summary>
    internal string? Url { get; init; }

    /// <summary>Gets the folder; null when there is none.</summary>
    internal string? Folder { get; init; }

    /// <summary>
    /// Gets a value indicating whether a folder is made when it is missing and settings do not say.
    /// </summary>
    internal bool CreatesFolder { get; init; }

    /// <summary>Reads what a person wrote where an address or a folder belongs.</summary>
    internal static StoreAddress FromText(string text, bool createsFolder) => StoreUrl.FindScheme(text) is null
        ? new StoreAddress { Folder = text, CreatesFolder = createsFolder }
        : new StoreAddress { Url = text, CreatesFolder = createsFolder };

    /// <summary>
    /// The address of what a preview looks at: a folder that is missing is not made. It is as empty as a store in
    /// memory; where only settings know it, it is an error.
    /// </summary>
    internal StoreAddress ForPreview()
    {
        string? folder = Folder ?? (Url is not null && StoreUrl.Parse(Url) is { Scheme: "file" } url
            ? url.FilePath
            : null);
        return folder is null ? this with { CreatesFolder = false }
            : Directory.Exists(folder) ? this
            : new StoreAddress { Url = "mem:" };
    }

    /// <summary>Reads the settings, and opens nothing.</summary>
    /// <exception cref="StorageConfigurationException">A setting is wrong; the message has its path.</exception>
    internal StorageBuilder Read() => (ConfigPath, Url, Folder) switch
    {
        ({ } path, _, _) => StoreSchemes.ReadFile(path, Section, CreatesFolder),
        (_, { } url, _) => StoreSchemes.Read(StoreUrl.Parse(url), CreatesFolder),
        (_, _, { } folder) => new StorageBuilder().UseFiles(folder, new FileStorageOptions
        {
            CreatesFolder = CreatesFolder,
            FilePermissionBits = PeoplesFileBits,
            FolderPermissionBits = PeoplesFolderBits,
        }),
        _ => throw new InvalidOperationException("An address says where."),
    };

    /// <summary>Opens the store. Ownership: the caller disposes it.</summary>
    /// <exception cref="StorageConfigurationException">A setting is wrong; the message has its path.</exception>
    /// <exception cref="StorageException">It cannot be opened.</exception>
    internal async ValueTask<IStorage> OpenAsync(CancellationToken cancellation)
    {
        try
        {
            return await Read().BuildAsync(cancellation);
        }
        catch (InvalidOperationException exception)
        {
            // Settings that each are right, and contradict one another.
            throw new StorageConfigurationException(ConfigPath ?? Url ?? Folder!, exception.Message, exception);
        }
    }
}
