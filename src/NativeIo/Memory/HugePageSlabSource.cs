using System;
using System.Buffers;
using System.Threading;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// Gives a pool memory in huge pages, where the system has them: fewer page faults for large blocks that are filled for
/// the first time, and fewer misses in the processor's address cache.
/// </summary>
/// <remarks>
/// <para>Memory without huge pages is used all the same; <see cref="PlainBytes"/> and <see cref="FallbackReason"/>
/// show it. The system may also have no huge page free when memory is first touched, and gives small ones then.</para>
/// <para>Ownership: the pool owns the memory; the source owns nothing. Thread safety: all members.</para>
/// <example><code>
/// var source = new HugePageSlabSource();
/// using var pool = new BlockPool(new BlockPoolOptions { Name = "scan", SlabSource = source });
/// Console.WriteLine(source.FallbackReason ?? "huge pages");
/// </code></example>
/// </remarks>
public sealed class HugePageSlabSource : SlabSource
{
    /// <summary>
    /// The size of a huge page on x64 and, with pages of 4 KiB, on arm64; also that of a pool's slab.
    /// </summary>
    private const int HugePageLength = 2 * 1024 * 1024;

    private readonly FileBackend _backend;
    private readonly PageTally _huge = new();
    private readonly PageTally _plain = new();
    private readonly string? _obstacle;
    private string? _failure;

    /// <summary>Makes a source.</summary>
    public HugePageSlabSource()
        : this(PlatformSelector.Current)
    {
    }

    internal HugePageSlabSource(FileBackend backend)
    {
        _backend = backend;
        _obstacle = backend.HasPages ? backend.HugePageObstacle() : $"the backend '{backend.Name}' has no pages";
    }

    /// <inheritdoc/>
    public override bool AllocatesZeroed => true;

    /// <summary>Gets the bytes in use for which the system was asked for huge pages, and agreed.</summary>
    public long HugeBytes => _huge.Bytes;

    /// <summary>Gets the bytes in use without huge pages.</summary>
    public long PlainBytes => _plain.Bytes;

    /// <summary>Gets why there is memory without huge pages; null when nothing is known to prevent them.</summary>
    public string? FallbackReason => Volatile.Read(ref _failure) ?? _obstacle;

    /// <inheritdoc/>
    protected override MemoryManager<byte> Allocate(int lengthBytes, int alignmentBytes)
    {
        // Only a whole and aligned huge page can be one.
        int alignment = lengthBytes >= HugePageLength ? Math.Max(alignmentBytes, HugePageLength) : alignmentBytes;
        PageRegion region = PageRegion.Allocate(_backend, lengthBytes, alignment, isGuarded: false);
        region.CountIn(_obstacle is null && AskForHugePages(region) ? _huge : _plain);
        return region;
    }

    private bool AskForHugePages(PageRegion region)
    {
        if (region.PagesLength < HugePageLength)
        {
            return false;
        }

        IoResult result = _backend.PreferHugePages(region.Pages, region.PagesLength);
        if (!result.IsSuccess)
        {
            Volatile.Write(ref _failure, $"the system refused huge pages: {_backend.Describe(result.ErrorCode)}");
        }

        return result.IsSuccess;
    }
}
