using System;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite.Testing;

/// <summary>A writer that fails, hangs or breaks off as the schedule says.</summary>
internal sealed class FaultyWriter(StorageWriter inner, PutOptions options, FaultSchedule schedule)
    : StorageWriterLayer(inner, options)
{
    private readonly Fault? _cut = schedule.OpenStream(FaultPoint.Write, inner.Key);
    private long _bytes;

    protected override async ValueTask WriteCoreAsync(BufferSlice bytes, CancellationToken cancellation)
    {
        Exception? later = await schedule.EnterAsync(FaultPoint.Write, Key, cancellation).ConfigureAwait(false);
        if (_cut?.AfterBytes - _bytes is { } left && bytes.Length > left)
        {
            using BufferSlice part = bytes.Slice(0, left);
            await base.WriteCoreAsync(part, cancellation).ConfigureAwait(false);
            throw _cut!.Error!;
        }

        await base.WriteCoreAsync(bytes, cancellation).ConfigureAwait(false);
        _bytes += bytes.Length;
        if (later is not null)
        {
            throw later;
        }
    }

    protected override async ValueTask<StorageEntry> CommitCoreAsync(CancellationToken cancellation)
    {
        Exception? later = await schedule.EnterAsync(FaultPoint.Commit, Key, cancellation).ConfigureAwait(false);
        StorageEntry entry = await base.CommitCoreAsync(cancellation).ConfigureAwait(false);
        return later is null ? entry : throw later;
    }
}
