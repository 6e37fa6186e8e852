using System;
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// Gives a pool memory that stays in memory: it is not written to swap, and looking at it never waits for a disk.
/// </summary>
/// <remarks>
/// <para>A process may lock only so much (<c>ulimit -l</c>, memlock). Beyond it memory is used unlocked, which
/// <see cref="UnlockedBytes"/> and <see cref="FallbackReason"/> show; or, when locking is required, there is none.
/// </para>
/// <para>Ownership: the pool owns the memory; the source owns nothing. Thread safety: all members.</para>
/// </remarks>
public sealed class LockedSlabSource : SlabSource
{
    private readonly FileBackend _backend;
    private readonly bool _isRequired;
    private readonly PageTally _locked = new();
    private readonly PageTally _unlocked = new();
    private string? _failure;

    /// <summary>Makes a source.</summary>
    /// <param name="isRequired">
    /// True refuses memory that cannot be locked, with <see cref="OutOfMemoryException"/>, for what must never be on a
    /// disk; false uses it unlocked.
    /// </param>
    public LockedSlabSource(bool isRequired = false)
        : this(PlatformSelector.Current, isRequired)
    {
    }

    internal LockedSlabSource(FileBackend backend, bool isRequired = false)
    {
        _backend = backend;
        _isRequired = isRequired;
    }

    /// <inheritdoc/>
    public override bool AllocatesZeroed => true;

    /// <summary>Gets the bytes in use that are locked.</summary>
    public long LockedBytes => _locked.Bytes;

    /// <summary>Gets the bytes in use that could not be locked.</summary>
    public long UnlockedBytes => _unlocked.Bytes;

    /// <summary>
    /// Gets why memory could not be locked the last time that it could not; null when it always could.
    /// </summary>
    public string? FallbackReason => Volatile.Read(ref _failure);

    /// <inheritdoc/>
    protected override MemoryManager<byte> Allocate(int lengthBytes, int alignmentBytes)
    {
        PageRegion region = PageRegion.Allocate(_backend, lengthBytes, alignmentBytes, isGuarded: false);
        IoResult result = _backend.LockPages(region.Pages, region.PagesLength);
        if (!result.IsSuccess)
        {
            string reason = $"{_backend.Describe(result.ErrorCode)} (error {result.ErrorCode}); raise the limit on "
                + "locked memory (ulimit -l)";
            Volatile.Write(ref _failure, reason);
            if (_isRequired)
            {
                ((IDisposable)region).Dispose();
                ThrowNotLocked(lengthBytes, reason);
            }
        }

        region.CountIn(result.IsSuccess ? _locked : _unlocked);
        return region;
    }

    // MA0012 reserves this exception for the runtime; it is what a SlabSource promises to throw, and a pool handles it.
#pragma warning disable MA0012
    [DoesNotReturn]
    private static void ThrowNotLocked(int bytes, string reason) =>
        throw new OutOfMemoryException($"Could not lock {bytes} bytes in memory: {reason}.");
#pragma warning restore MA0012
}
