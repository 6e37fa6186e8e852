using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// An open file together with the rules it is read by: around the page cache or not, waiting or not, with positions or
/// without.
/// </summary>
/// <remarks>
/// <para>A file is read to the end that it has when the reader comes there: a file that grows gives what was added, one
/// that is cut ends early, and none gives bytes that are not in it.</para>
/// <para>Thread safety: reads at different offsets; <see cref="Pass"/> and <see cref="Finish"/> from one thread.</para>
/// </remarks>
internal sealed class ReadTarget : IDisposable
{
    /// <summary>
    /// How far a file is read before the system is told that it is read in order, where nobody asked how long it is.
    /// Shorter files are over by then.
    /// </summary>
    private const int UnaskedAdviceOffset = 1024 * 1024;

    private readonly TaskScheduler? _scheduler;
    private readonly MountLatch? _latch;
    private readonly bool _ownsFile;
    private readonly bool _endsWithShortRead;
    private CacheTrail _trail;
    private bool _isAdvicePending;

    internal ReadTarget(NativeFile file, bool ownsFile, ReadOptions options)
        : this(file, options)
    {
        _ownsFile = ownsFile;
        Facts = file.GetFacts();
        HasPositions = Facts.Kind is FileKind.Regular or FileKind.BlockDevice or FileKind.Directory;
        FileSystem = HasPositions ? file.Backend.Mounts.KindOf(file, Facts) : FileSystemKind.Unknown;
        _endsWithShortRead = Facts.Kind == FileKind.Regular
            && Facts.Length > 0
            && FileSystem is (FileSystemKind.Local or FileSystemKind.Memory or FileSystemKind.Overlay);
        if (!StrategySelector.IsLocal(FileSystem))
        {
            file.ForbidCachedReads();
        }

        if (options.CachePolicy == PageCachePolicy.DoNotPollute && HasPositions)
        {
            _latch = file.Backend.Mounts.For(Facts.Identity.Device);
        }
    }

    private ReadTarget(NativeFile file, ReadOptions options)
    {
        File = file;
        _ownsFile = true;
        _scheduler = options.Scheduler;
    }

    /// <summary>Gets the open file.</summary>
    internal NativeFile File { get; }

    /// <summary>Gets what was known about the file when it was opened; nothing where nobody asked.</summary>
    internal FileFacts Facts { get; }

    /// <summary>Gets what kind of file system the file is on.</summary>
    internal FileSystemKind FileSystem { get; }

    /// <summary>Gets whether the file is read at offsets; a pipe is read where the last read ended.</summary>
    internal bool HasPositions { get; }

    /// <summary>Gets where calls run that may wait; null for the pool of threads.</summary>
    internal TaskScheduler? Scheduler => _scheduler;

    /// <summary>Opens a file. Ownership: the caller disposes the target, and with it the file.</summary>
    internal static ReadTarget Open(NativePath path, ReadOptions options)
    {
        NativeFile file = NativeFile.Open(path, options.FileOptions);
        try
        {
            return new ReadTarget(file, ownsFile: true, options);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens a file to read it from start to end in order, whatever it is: it is read where the last read ended, so
    /// that nothing has to be known about it. Ownership: as for <see cref="Open"/>.
    /// </summary>
    internal static ReadTarget OpenUnasked(NativePath path, ReadOptions options) =>
        new(NativeFile.Open(path, options.FileOptions), options) { _isAdvicePending = true };

    /// <summary>Reads until the memory is full or the file ends.</summary>
    internal int ReadFull(Span<byte> destination, long offset)
    {
        int total = 0;
        while (total < destination.Length)
        {
            int wanted = destination.Length - total;
            int count = ReadOnce(destination[total..], HasPositions ? offset + total : NativeFile.AtPosition);
            total += count;
            if (count == 0 || (count < wanted && IsEnd(offset + total)))
            {
                break;
            }
        }

        return total;
    }

    /// <summary>
    /// As <see cref="ReadFull"/>: cached bytes at once, the rest on another thread. Ownership: borrows the memory until
    /// the task is over.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<int> ReadFullAsync(Memory<byte> destination, long offset, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        int total = 0;
        while (total < destination.Length)
        {
            Memory<byte> rest = destination[total..];
            long position = HasPositions ? offset + total : NativeFile.AtPosition;
            if (_latch is not null || !File.TryReadCached(rest.Span, position, out int count))
            {
                count = await ReadScheduling.Run(
                    _scheduler,
                    (Target: this, Memory: rest, Offset: position),
                    static state => state.Target.ReadOnce(state.Memory.Span, state.Offset),
                    cancellation).ConfigureAwait(false);
            }

            if (count == 0)
            {
                break;
            }

            total += count;
        }

        return total;
    }

    /// <summary>Throws when the file cannot be read from an offset on.</summary>
    /// <exception cref="NativeIoException">It has no positions.</exception>
    internal void RequireOffset(long offset)
    {
        if (offset != 0 && !HasPositions)
        {
            throw IoError.Create(
                "read",
                File.Path,
                IoErrorKind.NotSeekable,
                $"it is a {Facts.Kind} and has no positions, but is to be read from {offset} on");
        }
    }

    /// <summary>Tells the system that a long file is read from start to end.</summary>
    internal void AdviseSequential(long lengthMin)
    {
        if (HasPositions && Facts.Length >= lengthMin)
        {
            _ = File.Advise(FileAdvice.Sequential);
        }
    }

    /// <summary>Bytes before this offset are not needed again.</summary>
    internal void Pass(long offset)
    {
        if (_isAdvicePending && offset >= UnaskedAdviceOffset)
        {
            _isAdvicePending = false;
            _ = File.Advise(FileAdvice.Sequential);
        }

        if (DropsTrail && _trail.Advance(offset, out long start, out long length))
        {
            _ = File.Advise(FileAdvice.DontNeed, start, length);
        }
    }

    /// <summary>No byte is needed again.</summary>
    internal void Finish()
    {
        if (DropsTrail)
        {
            _ = File.Advise(FileAdvice.DontNeed, _trail.Dropped, 0);
        }
    }

    public void Dispose()
    {
        if (_ownsFile)
        {
            File.Dispose();
        }
    }

    /// <summary>Whether pages have to be dropped behind the reader because the mount cannot read around them.</summary>
    private bool DropsTrail => _latch is { UncachedRefusal: not 0 };

    /// <summary>
    /// Whether a read that came back short at an offset has found the end of the file, so that no other call has to.
    /// Before the length that was known it may as well have met an error, which the next read reports; and a server or
    /// the kernel itself may give what it has in parts of any length.
    /// </summary>
    private bool IsEnd(long offset) => _endsWithShortRead && offset >= Facts.Length;

    private int ReadOnce(Span<byte> destination, long offset)
    {
        if (_latch is not { UncachedRefusal: 0 } latch)
        {
            return File.Read(destination, offset);
        }

        FileBackend backend = File.Backend;
        IoResult result = backend.ReadUncached(
            File.Handle, destination[..Math.Min(destination.Length, backend.TransferLengthMax)], offset);
        if (result.IsSuccess)
        {
            return (int)result.Value;
        }

        // An old kernel says "invalid argument", a file system "not supported", a sandbox "denied": this mount will say
        // it the next time too. Whatever else is wrong, the plain read finds and reports.
        if (backend.Classify(result.ErrorCode)
            is IoErrorKind.NotSupported or IoErrorKind.InvalidArgument or IoErrorKind.AccessDenied)
        {
            latch.RefuseUncached(result.ErrorCode);
        }

        Debug.Assert(offset >= 0, "Only files with positions are read around the page cache.");
        return File.Read(destination, offset);
    }
}
