using System;
using System.Threading;
using System.Threading.Channels;

namespace Storage.Lite;

/// <summary>
/// Keeps events for a reader who takes them at his own pace. When it is full the oldest event is dropped and counted:
/// the store never waits for whoever looks on.
/// </summary>
/// <remarks>Thread safety: any number of threads.</remarks>
public sealed class StorageEventChannel : IStorageObserver
{
    private readonly Channel<StorageEvent> _channel;
    private long _dropped;

    /// <summary>Makes a channel.</summary>
    /// <param name="capacity">How many events it keeps.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public StorageEventChannel(int capacity = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _channel = Channel.CreateBounded<StorageEvent>(
            new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest },
            _ => Interlocked.Increment(ref _dropped));
    }

    /// <summary>Gets where the events come out.</summary>
    public ChannelReader<StorageEvent> Reader => _channel.Reader;

    /// <summary>Gets how many events were dropped.</summary>
    public long DroppedCount => Volatile.Read(ref _dropped);

    /// <inheritdoc/>
    public void OnEvent(in StorageEvent storageEvent) => _ = _channel.Writer.TryWrite(storageEvent);

    /// <summary>Ends the events, for readers who wait for the end.</summary>
    public void Complete() => _ = _channel.Writer.TryComplete();
}
