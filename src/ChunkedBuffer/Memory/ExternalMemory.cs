using System;
using System.Buffers;
using System.Threading;

namespace ChunkedBuffers;

/// <summary>
/// The seam for memory that somebody else owns: pins it, shows it through a block, and tells the owner exactly once
/// when the last reference is gone.
/// </summary>
/// <remarks>Blocks for foreign memory are reused like slices' lists, so that wrapping allocates nothing.</remarks>
internal sealed class ExternalMemory : BlockOrigin
{
    private const int IdleMax = 256;

    private static readonly ExternalMemory?[] s_idle = new ExternalMemory?[IdleMax];
    private static int s_idleCount;
    private static long s_lost;

    private readonly NativeBlock _block;
    private MemoryHandle _pin;
    private Action<object?>? _release;
    private object? _state;

    private ExternalMemory() => _block = new NativeBlock(this) { IsReadOnly = true };

    /// <summary>Number of slices over foreign memory that became unreachable without being disposed.</summary>
    internal static long LostCount => Interlocked.Read(ref s_lost);

    /// <summary>Makes a block with one reference. Ownership: borrows the memory until the release is called.</summary>
    internal static NativeBlock Wrap(
        ReadOnlyMemory<byte> memory, Action<object?>? release, object? state, out uint generation)
    {
        ExternalMemory? origin = null;
        try
        {
            origin = Rent();
            origin._pin = memory.Pin();
            origin._block.Attach(memory);
        }
        catch
        {
            origin?.Forget();
            release?.Invoke(state);
            throw;
        }

        origin._release = release;
        origin._state = state;
        generation = origin._block.References.StartShared(1);
        return origin._block;
    }

    /// <inheritdoc/>
    internal override void Recycle(NativeBlock block)
    {
        Action<object?>? release = _release;
        object? state = _state;
        try
        {
            Forget();
        }
        finally
        {
            // Also when unpinning threw: the owner waits for this call.
            release?.Invoke(state);
        }
    }

    /// <summary>
    /// Foreign memory that was lost is left alone: a span may still show it, and only its owner knows what it is.
    /// </summary>
    internal override void ReportLost(NativeBlock block) => Interlocked.Increment(ref s_lost);

    private static ExternalMemory Rent()
    {
        lock (s_idle)
        {
            if (s_idleCount > 0)
            {
                ExternalMemory idle = s_idle[--s_idleCount]!;
                s_idle[s_idleCount] = null;
                return idle;
            }
        }

        return new ExternalMemory();
    }

    private void Forget()
    {
        _block.DetachMemory();
        _pin.Dispose();
        _release = null;
        _state = null;
        lock (s_idle)
        {
            if (s_idleCount < IdleMax)
            {
                s_idle[s_idleCount++] = this;
            }
        }
    }
}
