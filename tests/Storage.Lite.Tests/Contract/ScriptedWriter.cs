using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite.Tests.Contract;

/// <summary>A writer that keeps what it is given, or fails.</summary>
internal sealed class ScriptedWriter(PutOptions options) : StorageWriter("key", options)
{
    internal ScriptedWriter()
        : this(PutOptions.Default)
    {
    }

    internal List<byte[]> Written { get; } = [];

    internal int Disposals { get; private set; }

    internal Exception? Failure { get; init; }

    internal Exception? CommitFailure { get; init; }

    protected override ValueTask WriteCoreAsync(BufferSlice bytes, CancellationToken cancellation)
    {
        if (Failure is not null)
        {
            throw Failure;
        }

        Written.Add(bytes.ToArray());
        return ValueTask.CompletedTask;
    }

    protected override ValueTask<StorageEntry> CommitCoreAsync(CancellationToken cancellation) => CommitFailure is null
        ? new ValueTask<StorageEntry>(new StorageEntry { Key = Key, Length = Length })
        : throw CommitFailure;

    protected override ValueTask DisposeCoreAsync()
    {
        Disposals++;
        return ValueTask.CompletedTask;
    }
}
