using System;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>Copies one object from store to store, in constant memory, and compares two.</summary>
internal static class ObjectCopy
{
    /// <summary>Copies an object with its metadata, as far as the destination keeps it.</summary>
    /// <returns>
    /// The version of the source that was copied, and the copy; null when there is no source any more.
    /// </returns>
    internal static async ValueTask<(StorageEntry Original, StorageEntry Copy)?> CopyAsync(
        IStorage from,
        StorageKey source,
        IStorage to,
        StorageKey destination,
        StorageCondition condition,
        IProgress<long>? progress,
        CancellationToken cancellation)
    {
        StorageReader reader = await from.TryOpenReadAsync(source, default, cancellation).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            if (!reader.IsFound)
            {
                return null;
            }

            var options = new PutOptions
            {
                Condition = condition,
                Metadata = to.Capabilities.KeepsMetadata ? reader.Entry.Metadata : null,
                ExpiresAt = to.Capabilities.Expires ? reader.Entry.ExpiresAt : null,
                Length = reader.Entry.Length,
            };
            StorageWriter writer = await to.OpenWriteAsync(destination, options, cancellation).ConfigureAwait(false);
            await using (writer.ConfigureAwait(false))
            {
                while (true)
                {
                    using BufferSlice portion = await reader.ReadAsync(cancellation).ConfigureAwait(false);
                    if (portion.IsEmpty)
                    {
                        break;
                    }

                    await writer.WriteAsync(portion, cancellation).ConfigureAwait(false);
                    progress?.Report(portion.Length);
                }

                return (reader.Entry, await writer.CommitAsync(cancellation).ConfigureAwait(false));
            }
        }
    }

    /// <summary>Says whether two objects have the same bytes; an object that is missing has none.</summary>
    internal static async ValueTask<bool> IsSameAsync(
        IStorage left, StorageKey leftKey, IStorage right, StorageKey rightKey, CancellationToken cancellation)
    {
        StorageReader one = await left.TryOpenReadAsync(leftKey, default, cancellation).ConfigureAwait(false);
        await using (one.ConfigureAwait(false))
        {
            StorageReader other = await right.TryOpenReadAsync(rightKey, default, cancellation).ConfigureAwait(false);
            await using (other.ConfigureAwait(false))
            {
                return one.IsFound && other.IsFound && one.Entry.Length == other.Entry.Length
                    && await IsSameAsync(one, other, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Compares what two readers yield, whose portions need not be alike.</summary>
    private static async ValueTask<bool> IsSameAsync(
        StorageReader left, StorageReader right, CancellationToken cancellation)
    {
        BufferSlice ahead = default;
        BufferSlice behind = default;
        try
        {
            while (true)
            {
                if (ahead.IsEmpty)
                {
                    ahead = await left.ReadAsync(cancellation).ConfigureAwait(false);
                }

                if (behind.IsEmpty)
                {
                    behind = await right.ReadAsync(cancellation).ConfigureAwait(false);
                }

                long common = Math.Min(ahead.Length, behind.Length);
                if (common == 0)
                {
                    return ahead.IsEmpty && behind.IsEmpty;
                }

                if (!HasSameStart(ahead, behind, common))
                {
                    return false;
                }

                ahead = Drop(ahead, common);
                behind = Drop(behind, common);
            }
        }
        finally
        {
            ahead.Dispose();
            behind.Dispose();
        }
    }

    private static bool HasSameStart(BufferSlice left, BufferSlice right, long length)
    {
        using BufferSlice one = left.Slice(0, length);
        using BufferSlice other = right.Slice(0, length);
        return one.SequenceEqual(other);
    }

    /// <summary>Ownership: transfers; the rest takes the place.</summary>
    private static BufferSlice Drop(BufferSlice bytes, long length)
    {
        BufferSlice rest = bytes.Slice(length);
        bytes.Dispose();
        return rest;
    }
}
