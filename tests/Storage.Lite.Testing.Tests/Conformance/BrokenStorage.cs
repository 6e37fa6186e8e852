using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite.Testing.Tests.Conformance;

/// <summary>A store with one defect, which the suite has to find.</summary>
internal sealed class BrokenStorage(Defect defect) : StorageLayer(new MemoryStorage())
{
    private const int PausesMax = 20_000;

    private readonly Lock _lock = new();
    private int _looks;
    private BufferSlice _last;
    private StorageEntry _firstEntry;

    public override StorageCapabilities Capabilities => defect == Defect.PromisesNothing
        ? new StorageCapabilities()
        : base.Capabilities;

    public override async ValueTask<StorageContent> TryGetAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default)
    {
        _ = Interlocked.Increment(ref _looks);
        switch (defect)
        {
            case Defect.SaysNothingIsMissing:
                StorageContent content = await Inner.TryGetAsync(key, options, cancellation);
                return content.IsFound || options.Condition.Kind != StorageConditionKind.None
                    ? content
                    : StorageContent.Found(BufferSlice.Empty, new StorageEntry { Key = key, Length = 0 });
            case Defect.IgnoresRanges:
                return await Inner.TryGetAsync(key, options with { Range = StorageRange.All }, cancellation);
            case Defect.IgnoresConditionsOfGets:
                return await Inner.TryGetAsync(key, options with { Condition = default }, cancellation);
            case Defect.ClampsRanges:
                try
                {
                    return await Inner.TryGetAsync(key, options, cancellation);
                }
                catch (StorageRangeException)
                {
                    return StorageContent.Found(BufferSlice.Empty, (await this.StatAsync(key, cancellation)));
                }

            case Defect.FlipsABit:
                return await FlipAsync(key, options, cancellation);
            case Defect.IgnoresCancellation:
                return await Inner.TryGetAsync(key, options, CancellationToken.None);
            default:
                return await Inner.TryGetAsync(key, options, cancellation);
        }
    }

    public override ValueTask<StorageEntry?> TryStatAsync(StorageKey key, CancellationToken cancellation = default)
    {
        _ = Interlocked.Increment(ref _looks);
        return Inner.TryStatAsync(key, cancellation);
    }

    public override async ValueTask<StorageEntry> PutAsync(
        StorageKey key, BufferSlice value, PutOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= PutOptions.Default;
        switch (defect)
        {
            case Defect.DropsEmptyValues when value.IsEmpty:
                return new StorageEntry { Key = key, Length = 0 };
            case Defect.IgnoresConditionsOfPuts:
                return await Inner.PutAsync(key, value, options with { Condition = default }, cancellation);
            case Defect.ForgetsMetadata:
                return await Inner.PutAsync(key, value, options with { Metadata = null }, cancellation);
            case Defect.ForgetsExpiry:
                return await Inner.PutAsync(key, value, options with { ExpiresAt = null }, cancellation);
            case Defect.IgnoresLevels:
                return await Inner.PutAsync(key, value, options with { CompressionLevel = null }, cancellation);
            case Defect.FoldsCase:
                return await Inner.PutAsync(key.Text.ToLowerInvariant(), value, options, cancellation);
            case Defect.TrimsKeys when key.Text.Trim().Length > 0:
                return await Inner.PutAsync(key.Text.Trim(), value, options, cancellation);
            case Defect.RacesConditions:
                return await PutInTwoStepsAsync(key, value, options, cancellation);
            case Defect.DeletesBeforePut:
                await Inner.DeleteAsync(key, default, cancellation);
                await PauseAsync(1);
                return await Inner.PutAsync(key, value, options, cancellation);
            case Defect.RepeatsVersions:
                StorageEntry entry = await Inner.PutAsync(key, value, options, cancellation);
                _firstEntry = _firstEntry.ETag.IsEmpty ? entry : _firstEntry;
                return entry with { ETag = _firstEntry.ETag };
            case Defect.AnswersBeforeItIsDone:
                return await PutLateAsync(key, value, options, cancellation);
            case Defect.IgnoresCancellation:
                return await Inner.PutAsync(key, value, options, CancellationToken.None);
            case Defect.KeepsTheOldTail:
                return await PutOverAsync(key, value, options, cancellation);
            default:
                return await Inner.PutAsync(key, value, options, cancellation);
        }
    }

    public override async ValueTask<StorageWriter> OpenWriteAsync(
        StorageKey key, PutOptions? options = null, CancellationToken cancellation = default)
    {
        StorageWriter writer = await Inner.OpenWriteAsync(key, options, cancellation);
        return defect == Defect.CommitsOnDispose ? new CommittingWriter(writer) : writer;
    }

    public override async ValueTask<bool> DeleteAsync(
        StorageKey key, StorageCondition condition = default, CancellationToken cancellation = default)
    {
        bool existed = await Inner.DeleteAsync(
            key, defect == Defect.IgnoresConditionsOfDeletes ? default : condition, cancellation);
        return defect == Defect.SaysEveryDeleteWorked || existed;
    }

    public override async IAsyncEnumerable<StoragePage> ListPagesAsync(
        ListOptions? options = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        options ??= ListOptions.Default;
        options = defect switch
        {
            Defect.ListsFolders when options.Prefix.Length > 0 && options.Prefix[^1] != '/' =>
                options with { Prefix = options.Prefix + "/" },
            Defect.IgnoresStartAfter => options with { StartAfter = null },
            Defect.IgnoresDelimiter => options with { Delimiter = "" },
            _ => options,
        };
        await foreach (StoragePage page in Inner.ListPagesAsync(
            options, defect == Defect.IgnoresCancellation ? CancellationToken.None : cancellation))
        {
            yield return defect switch
            {
                Defect.ListsInUtf16Order => new StoragePage(
                    [.. page.Entries.OrderBy(static entry => entry.Key.Text, StringComparer.Ordinal)],
                    page.Prefixes,
                    page.Continuation),
                Defect.LosesTheLastOfAPage when page.Continuation is not null && page.Entries.Count > 1 =>
                    new StoragePage([.. page.Entries.SkipLast(1)], page.Prefixes, page.Continuation),
                _ => page,
            };
        }
    }

    public override async ValueTask<StorageEntry> RenameAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default)
    {
        if (defect != Defect.RenamesInTwoSteps || source == destination)
        {
            return await Inner.RenameAsync(source, destination, condition, cancellation);
        }

        StorageEntry entry = await Inner.CopyAsync(source, destination, condition, cancellation);
        await PauseAsync(3);
        await Inner.DeleteAsync(source, default, cancellation);
        return entry;
    }

    public override async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _last.Dispose();
            _last = default;
        }

        await base.DisposeAsync();
    }

    /// <summary>Waits until others have looked so many times, or nobody seems to.</summary>
    private async Task PauseAsync(int looks)
    {
        int before = Volatile.Read(ref _looks);
        for (int pause = 0; pause < PausesMax && Volatile.Read(ref _looks) < before + looks; pause++)
        {
            await Task.Yield();
        }
    }

    private async ValueTask<StorageContent> FlipAsync(
        StorageKey key, GetOptions options, CancellationToken cancellation)
    {
        using StorageContent content = await Inner.TryGetAsync(key, options, cancellation);
        byte[] bytes = content.Bytes.ToArray();
        if (bytes.Length > 4096)
        {
            bytes[4096] ^= 1;
        }

        return content.IsFound
            ? StorageContent.Found(BufferSlice.CopyFrom(bytes), content.Entry, content.Start)
            : content.Outcome == StorageOutcome.NotModified ? StorageContent.NotModified(content.Entry) : default;
    }

    private async ValueTask<StorageEntry> PutInTwoStepsAsync(
        StorageKey key, BufferSlice value, PutOptions options, CancellationToken cancellation)
    {
        StorageEntry? current = await TryStatAsync(key, cancellation);
        if (!options.Condition.Holds(current is not null, current?.ETag ?? default))
        {
            throw new StoragePreconditionException(StorageOperation.Put, key, Name);
        }

        await PauseAsync(1);
        return await Inner.PutAsync(key, value, options with { Condition = default }, cancellation);
    }

    /// <summary>Stores the value of the put before, as a cache that is written back too late.</summary>
    private async ValueTask<StorageEntry> PutLateAsync(
        StorageKey key, BufferSlice value, PutOptions options, CancellationToken cancellation)
    {
        StorageEntry entry = await Inner.PutAsync(key, value, options, cancellation);
        BufferSlice before;
        lock (_lock)
        {
            before = _last;
            _last = value.Share();
        }

        using (before)
        {
            return before.IsEmpty ? entry : await Inner.PutAsync(key, before, null, cancellation);
        }
    }

    private async ValueTask<StorageEntry> PutOverAsync(
        StorageKey key, BufferSlice value, PutOptions options, CancellationToken cancellation)
    {
        using StorageContent old = await Inner.TryGetAsync(key, default, cancellation);
        if (old.Bytes.Length <= value.Length)
        {
            return await Inner.PutAsync(key, value, options, cancellation);
        }

        using BufferSlice tail = old.Bytes.Slice(value.Length);
        using BufferSlice both = BufferSlice.Concat(value, tail);
        return await Inner.PutAsync(key, both, options, cancellation);
    }

    private sealed class CommittingWriter(StorageWriter inner) : StorageWriterLayer(inner, PutOptions.Default)
    {
        protected override async ValueTask DisposeCoreAsync()
        {
            if (!IsCommitted)
            {
                await Inner.WriteAsync(Encoding.UTF8.GetBytes("half"));
                await Inner.CommitAsync();
            }

            await base.DisposeCoreAsync();
        }
    }
}
