using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite.Testing;

/// <summary>A reader that fails, hangs or breaks off as the schedule says.</summary>
internal sealed class FaultyReader(StorageReader inner, FaultSchedule schedule)
    : StorageReader(inner.Outcome, inner.Entry, inner.Start)
{
    private readonly Fault? _cut = schedule.OpenStream(FaultPoint.Read, inner.Entry.Key);
    private long _bytes;

    public override async ValueTask<BufferSlice> ReadAsync(CancellationToken cancellation = default)
    {
        System.Exception? later = await schedule.EnterAsync(FaultPoint.Read, Entry.Key, cancellation)
            .ConfigureAwait(false);
        if (_cut is not null && _bytes >= _cut.AfterBytes)
        {
            throw _cut.Error!;
        }

        BufferSlice portion = await inner.ReadAsync(cancellation).ConfigureAwait(false);
        if (later is not null)
        {
            portion.Dispose();
            throw later;
        }

        if (_cut?.AfterBytes - _bytes is { } left && portion.Length > left)
        {
            BufferSlice part = portion.Slice(0, left);
            portion.Dispose();
            portion = part;
        }

        _bytes += portion.Length;
        return portion;
    }

    public override ValueTask DisposeAsync() => inner.DisposeAsync();
}
