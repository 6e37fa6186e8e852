using System.Collections.Generic;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite.Tests.Contract;

/// <summary>A reader of given portions.</summary>
internal sealed class PortionReader(params string[] portions) : StorageReader(StorageOutcome.Found, default, start: 0)
{
    private readonly Queue<string> _portions = new(portions);

    internal bool IsDisposed { get; private set; }

    public override ValueTask<BufferSlice> ReadAsync(CancellationToken cancellation = default) => new(
        _portions.TryDequeue(out string? portion) ? BufferSlice.CopyFrom(Encoding.UTF8.GetBytes(portion)) : default);

    public override ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
