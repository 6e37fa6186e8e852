using System;
using System.Buffers;
using System.Diagnostics;
using System.Threading;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <content>
/// Whole files in one go: open, look, read as many bytes as the file has, close. Where the kernel contains paths that
/// is four calls and no object.
/// </content>
public sealed partial class RootedDirectory
{
    /// <summary>The longest block that a pool keeps; longer files come in several.</summary>
    private const int WholeBlockLength = WholeFileReading.BlockLength;

    /// <summary>Stands for the code of a file that has fewer bytes than its length; no system has it.</summary>
    private const int EndedEarly = int.MinValue;

    private static readonly NativeFileOptions s_readWithoutWaiting = new() { Flags = FileOpenFlags.NonBlocking };

    private IdleBuffer? _idle;
    private bool _cannotTellCached;

    /// <summary>Reads a whole file, if there is one.</summary>
    /// <param name="path">Which, relative to this folder.</param>
    /// <param name="options">How.</param>
    /// <param name="bytes">
    /// The bytes: one block, or several of 256 KiB. Ownership: the caller disposes it; empty unless it was read.
    /// </param>
    /// <param name="facts">What the system says about the file that was read, as long as something is there.</param>
    /// <returns>What it came to. It may say that it would wait only when it must not.</returns>
    /// <exception cref="NativeIoException">
    /// The path leads out, the system refused, or the file was cut while it was read
    /// (<see cref="IoErrorKind.EndOfFile"/>).
    /// </exception>
    /// <exception cref="ObjectDisposedException">The folder is closed.</exception>
    public WholeReadOutcome TryReadWhole(
        NativePath path, WholeReadOptions options, out BufferSlice bytes, out FileFacts facts)
    {
        Span<byte> scratch = stackalloc byte[PathBytes.ScratchLength];
        using var utf8 = new PathBytes(path, scratch);
        return TryReadWhole(utf8.Span, path, options, out bytes, out facts);
    }

    /// <summary>As the other overload, by the bytes of the path.</summary>
    /// <param name="path">Which, relative to this folder, in UTF-8 and without a NUL.</param>
    /// <param name="options">How.</param>
    /// <param name="bytes">The bytes. Ownership: the caller disposes it.</param>
    /// <param name="facts">What the system says about the file.</param>
    /// <returns>What it came to.</returns>
    /// <exception cref="ArgumentException">The path has a NUL.</exception>
    /// <exception cref="NativeIoException">As for the other overload.</exception>
    /// <exception cref="ObjectDisposedException">The folder is closed.</exception>
    public WholeReadOutcome TryReadWhole(
        ReadOnlySpan<byte> path, WholeReadOptions options, out BufferSlice bytes, out FileFacts facts)
    {
        if (path.Contains((byte)0))
        {
            throw new ArgumentException("A path has no NUL.", nameof(path));
        }

        Span<byte> scratch = stackalloc byte[PathBytes.ScratchLength];
        byte[]? rented = path.Length < scratch.Length ? null : ArrayPool<byte>.Shared.Rent(path.Length + 1);
        try
        {
            scratch = rented ?? scratch;
            path.CopyTo(scratch);
            scratch[path.Length] = 0;
            return TryReadWhole(scratch[..(path.Length + 1)], default, options, out bytes, out facts);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>Tells paths that need no taking apart: the kernel contains them, and nothing leads up.</summary>
    private static bool IsPlainPath(ReadOnlySpan<byte> path) =>
        path is not ([] or [(byte)'/', ..] or [.., (byte)'/'])
        && !path.StartsWith("../"u8) && path.IndexOf("/../"u8) < 0 && !path.EndsWith("/.."u8)
        && path is not [(byte)'.', (byte)'.'];

    private WholeReadOutcome TryReadWhole(
        ReadOnlySpan<byte> terminated,
        NativePath path,
        in WholeReadOptions options,
        out BufferSlice bytes,
        out FileFacts facts)
    {
        Debug.Assert(terminated[^1] == 0, "Calls take a path with a NUL at its end.");
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (Containment != PathContainment.Kernel || !IsPlainPath(terminated[..^1]))
        {
            return ReadByObject(PathOf(terminated, path), options, out bytes, out facts);
        }

        bytes = BufferSlice.Empty;
        facts = default;
        IoResult result = OpenWhole(terminated, options.Waits, out FileDescriptor descriptor);
        if (!result.IsSuccess)
        {
            return _backend.Classify(result.ErrorCode) switch
            {
                IoErrorKind.NotFound or IoErrorKind.NotDirectory => WholeReadOutcome.NotFound,
                IoErrorKind.WouldBlock when !options.Waits => WholeReadOutcome.WouldWait,

                // What is not simply missing is told by the slower way, which knows every case.
                _ => ReadByObject(PathOf(terminated, path), options, out bytes, out facts),
            };
        }

        try
        {
            result = Interruptions.GetFacts(_backend, descriptor, out facts);
            if (!result.IsSuccess)
            {
                IoError.Throw(_backend, "look at", PathOf(terminated, path), result.ErrorCode);
            }

            if (Judge(facts, options) is { } refused)
            {
                return refused;
            }

            result = ReadBytes(
                new DescriptorSource(_backend, descriptor, options.Waits), facts.Length, options, out bytes);
        }
        finally
        {
            _backend.Close(descriptor);
        }

        return result.IsSuccess ? WholeReadOutcome.Read : Refusal(result, PathOf(terminated, path), facts, options);
    }

    private IoResult OpenWhole(ReadOnlySpan<byte> terminated, bool waits, out FileDescriptor descriptor)
    {
        RelativeOpen how = _options.How | RelativeOpen.MagicLinksUnnamed;
        bool asksCached = !waits && !Volatile.Read(ref _cannotTellCached);
        int attempts = 0;
        while (true)
        {
            IoResult result = _backend.OpenDescriptorBeneath(
                Handle, terminated, asksCached ? how | RelativeOpen.CachedOnly : how, out descriptor);
            IoErrorKind kind = result.IsSuccess ? IoErrorKind.Unknown : _backend.Classify(result.ErrorCode);
            if (asksCached && kind == IoErrorKind.InvalidArgument)
            {
                // A kernel before 5.12. Release; pairs with the read above, and a late reader asks once more.
                Volatile.Write(ref _cannotTellCached, true);
                asksCached = false;
                continue;
            }

            if (kind != IoErrorKind.Interrupted || ++attempts == Transfers.IdleCallsMax)
            {
                return result;
            }
        }
    }

    private static WholeReadOutcome? Judge(in FileFacts facts, in WholeReadOptions options) =>
        facts.Kind != FileKind.Regular ? WholeReadOutcome.NotFile
        : facts.Length > options.LengthMax ? WholeReadOutcome.TooLong
        : null;

    private WholeReadOutcome ReadByObject(
        NativePath path, in WholeReadOptions options, out BufferSlice bytes, out FileFacts facts)
    {
        bytes = BufferSlice.Empty;
        facts = default;
        if (!options.Waits)
        {
            // Nobody knows here what is cached.
            return WholeReadOutcome.WouldWait;
        }

        if (!TryGetFacts(path, out facts))
        {
            return WholeReadOutcome.NotFound;
        }

        if (facts.Kind is not (FileKind.Regular or FileKind.Unknown or FileKind.Link))
        {
            return WholeReadOutcome.NotFile;
        }

        using NativeFile? file = TryOpenFile(path, s_readWithoutWaiting);
        if (file is null)
        {
            return WholeReadOutcome.NotFound;
        }

        facts = file.GetFacts();
        if (Judge(facts, options) is { } refused)
        {
            return refused;
        }

        IoResult result = ReadBytes(new FileSource(file), facts.Length, options, out bytes);
        return result.IsSuccess ? WholeReadOutcome.Read : Refusal(result, path, facts, options);
    }

    /// <summary>Reads exactly as many bytes as the file has. Ownership: the caller disposes the slice.</summary>
    /// <returns>The bytes read when it succeeded or the file ended early; a failure otherwise.</returns>
    private IoResult ReadBytes<TSource>(
        in TSource source, long length, in WholeReadOptions options, out BufferSlice bytes)
        where TSource : struct, IWholeSource
    {
        BlockPool pool = options.Pool ?? BlockPool.Shared;
        bytes = BufferSlice.Empty;
        if (length <= WholeBlockLength)
        {
            if (length == 0)
            {
                return IoResult.Success();
            }

            using BlockLease lease = pool.RentBlock((int)length, allowDirty: true);
            IoResult result = FillWhole(source, lease.Span[..(int)length], 0);
            if (result.IsSuccess)
            {
                bytes = lease.Share(0, (int)length);
            }

            return result;
        }

        return ReadBlocks(source, length, pool, out bytes);
    }

    private IoResult ReadBlocks<TSource>(in TSource source, long length, BlockPool pool, out BufferSlice bytes)
        where TSource : struct, IWholeSource
    {
        // Full fence; pairs with the exchange below, so that one thread has the buffer.
        IdleBuffer? idle = Interlocked.Exchange(ref _idle, null);
        if (idle?.Pool != pool)
        {
            idle?.Buffer.Dispose();
            idle = new IdleBuffer(pool);
        }

        ChunkedBuffer buffer = idle.Buffer;
        Debug.Assert(buffer.IsEmpty, "A buffer that is idle holds nothing.");
        try
        {
            IoResult result = IoResult.Success();
            while (buffer.Length < length && result.IsSuccess)
            {
                int count = (int)Math.Min(WholeBlockLength, length - buffer.Length);
                result = FillWhole(source, buffer.GetSpan(WholeBlockLength)[..count], buffer.Length);
                buffer.Advance(result.IsSuccess ? count : 0);
            }

            bytes = result.IsSuccess ? buffer.TakeAll() : BufferSlice.Empty;
            return result;
        }
        finally
        {
            idle.Reset();
            Interlocked.Exchange(ref _idle, idle)?.Buffer.Dispose();
        }
    }

    /// <summary>Fills memory; the value of a failure without a code is where the file ended.</summary>
    private IoResult FillWhole<TSource>(in TSource source, Span<byte> memory, long offset)
        where TSource : struct, IWholeSource
    {
        int total = 0;
        int attempts = 0;
        while (total < memory.Length)
        {
            IoResult result = source.Read(memory[total..], offset + total);
            if (!result.IsSuccess)
            {
                if (Transfers.IsWorthRepeating(_backend, result.ErrorCode, ref attempts))
                {
                    continue;
                }

                return result;
            }

            if (result.Value == 0)
            {
                return new IoResult(offset + total, EndedEarly);
            }

            total += (int)result.Value;
        }

        return IoResult.Success(total);
    }

    /// <summary>What a read came to that got no bytes.</summary>
    private WholeReadOutcome Refusal(IoResult result, NativePath path, in FileFacts facts, in WholeReadOptions options)
    {
        // When it must not wait, an end is none yet: Linux 5.9 and 5.10 also say so of bytes that are not cached
        // (preadv2(2), BUGS).
        bool isEnd = result.ErrorCode == EndedEarly;
        if (!options.Waits
            && (isEnd || _backend.Classify(result.ErrorCode) is IoErrorKind.WouldBlock or IoErrorKind.NotSupported))
        {
            return WholeReadOutcome.WouldWait;
        }

        if (isEnd)
        {
            throw IoError.Create(
                "read",
                path,
                IoErrorKind.EndOfFile,
                $"it had {facts.Length} bytes when it was opened, and ended after {result.Value}",
                result.Value);
        }

        IoError.Throw(_backend, "read", path, result.ErrorCode);
        return default;
    }

    private static NativePath PathOf(ReadOnlySpan<byte> terminated, NativePath path) =>
        path.IsEmpty ? NativePath.FromBytes(terminated[..^1]) : path;
}
