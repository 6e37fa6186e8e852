using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using NativeIo;

namespace Storage.Lite;

/// <content>Listing.</content>
public sealed partial class FileStorage
{
    /// <inheritdoc/>
    public IAsyncEnumerable<StoragePage> ListPagesAsync(
        ListOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= ListOptions.Default;
        options.Validate();
        return ListPagesAsync(options, FolderWindow.NamesMax, cancellation);
    }

    /// <summary>As the other, with a bound of the names that are kept in memory.</summary>
    internal async IAsyncEnumerable<StoragePage> ListPagesAsync(
        ListOptions options, int namesMax, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        using var lister = new FileLister(_root, _keys, options, Describe, namesMax);
        while (true)
        {
            StoragePage page = await OnThread(
                StorageOperation.List, default, () => lister.Next(cancellation), cancellation).ConfigureAwait(false);
            if (page.Entries.Count + page.Prefixes.Count > 0)
            {
                yield return page;
            }
            else
            {
                ThrowIfRootIsGone(StorageOperation.List, default);
            }

            if (page.Continuation is null)
            {
                yield break;
            }
        }
    }

    private StorageEntry? Describe(StorageKey key, RootedDirectory folder, string name)
    {
        if (!IsEncoded)
        {
            return folder.TryGetFacts(name, out FileFacts facts) && facts.Kind == FileKind.Regular
                ? PlainEntry(key, facts)
                : null;
        }

        using NativeFile? file = folder.TryOpenFile(name, s_read);
        if (file is null)
        {
            return null;
        }

        FileFacts found = file.GetFacts();
        try
        {
            return TryDescribe(StorageOperation.List, key, file, found, out StorageEntry entry, out _) ? entry : null;
        }
        catch (StorageIntegrityException)
        {
            // It is there, and whoever looks for what is damaged has to find it; reading it says what is wrong.
            return new StorageEntry { Key = key, Length = found.Length, ModifiedAt = found.ModifiedAt };
        }
    }
}
