using System;
using System.Buffers;
using System.IO;
using System.IO.Compression;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>Decompresses bytes in portions of bounded length, with the framework's decoders.</summary>
/// <remarks>
/// <para>Memory: what the decoder keeps, up to 16 MiB for Brotli and some ten KiB for deflate, and one portion; never
/// more because of what the compressed bytes say. Bytes that end too early are an error for every format.</para>
/// <para>Ownership: owns the source, unless it is told otherwise.</para>
/// <para>Thread safety: one caller at a time.</para>
/// <example><code>
/// await using var decompressor = new SliceDecompressor(CompressionFormat.GZip, SliceSource.From(compressed));
/// while (await decompressor.ReadAsync() is { IsEmpty: false } portion)
/// {
///     portion.Dispose();
/// }
/// </code></example>
/// </remarks>
public sealed class SliceDecompressor : SliceSource
{
    /// <summary>The length of a portion where the caller does not say another.</summary>
    public const int PortionLengthDefault = 64 * 1024;

    /// <summary>What Brotli's decoder is given at a time; also how much may be read ahead of the end.</summary>
    private const int WindowLength = 8 * 1024;

    private readonly SliceSource _source;
    private readonly SliceSourceStream _input;
    private readonly DecompressionLimits _limits;
    private readonly BlockPool _pool;
    private readonly int _portionLength;
    private readonly bool _leavesOpen;
    private readonly Stream? _deflate;
    private readonly byte[] _window;
    private readonly IMemoryOwner<byte> _scratch;
    private BrotliDecoder _brotli;
    private int _windowStart;
    private int _windowEnd;
    private bool _isEnded;
    private bool _isBroken;
    private bool _isDisposed;

    /// <summary>Makes a decompressor for one stream of bytes.</summary>
    /// <param name="format">The format.</param>
    /// <param name="source">The compressed bytes. Ownership: transfers, unless <paramref name="leaveOpen"/>.</param>
    /// <param name="limits">How much may come out; null means <see cref="DecompressionLimits.Default"/>.</param>
    /// <param name="pool">Where portions are rented; null means the shared pool.</param>
    /// <param name="portionLength">The most bytes of a portion.</param>
    /// <param name="leaveOpen">Whether the source stays the caller's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The format is none, or a number is out of range.</exception>
    public SliceDecompressor(
        CompressionFormat format,
        SliceSource source,
        DecompressionLimits? limits = null,
        BlockPool? pool = null,
        int portionLength = PortionLengthDefault,
        bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(portionLength);
        _limits = limits ?? DecompressionLimits.Default;
        _limits.Validate();
        _source = source;
        _pool = pool ?? BlockPool.Shared;
        _portionLength = portionLength;
        _leavesOpen = leaveOpen;
        _input = new SliceSourceStream(source, isAskedBeyond: format == CompressionFormat.GZip);
        _deflate = format switch
        {
            CompressionFormat.Brotli => null,
            CompressionFormat.ZLib => new ZLibStream(_input, CompressionMode.Decompress, leaveOpen: true),
            CompressionFormat.GZip => new GZipStream(_input, CompressionMode.Decompress, leaveOpen: true),
            CompressionFormat.Deflate => new DeflateStream(_input, CompressionMode.Decompress, leaveOpen: true),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, $"{format} is no format."),
        };
        _scratch = _pool.Rent(portionLength);
        _window = _deflate is null ? ArrayPool<byte>.Shared.Rent(WindowLength) : [];
    }

    /// <summary>Gets the compressed bytes taken so far, a few KiB ahead of what came out.</summary>
    public long BytesIn => _input.BytesRead;

    /// <summary>Gets the bytes handed out so far.</summary>
    public long BytesOut { get; private set; }

    /// <summary>Decompresses the next portion.</summary>
    /// <param name="cancellation">Gives up; the decompressor can then only be disposed.</param>
    /// <returns>The bytes, empty at the end. Ownership: the caller disposes them.</returns>
    /// <exception cref="InvalidDataException">
    /// The bytes are damaged, end too early, go on after their end, or become more than a limit allows. Nothing of the
    /// portion is returned.
    /// </exception>
    /// <exception cref="InvalidOperationException">A read failed before.</exception>
    /// <exception cref="ObjectDisposedException">The decompressor is disposed.</exception>
    public override async ValueTask<BufferSlice> ReadAsync(CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isBroken)
        {
            throw new InvalidOperationException("A read failed or is still under way: dispose this decompressor.");
        }

        if (_isEnded)
        {
            return BufferSlice.Empty;
        }

        _isBroken = true;
        Memory<byte> destination = _scratch.Memory[.._portionLength];
        int filled = 0;
        while (filled < destination.Length && !_isEnded)
        {
            int count = _deflate is null
                ? await ReadBrotliAsync(destination[filled..], cancellation).ConfigureAwait(false)
                : await ReadDeflateAsync(_deflate, destination[filled..], cancellation).ConfigureAwait(false);
            filled += count;
            _limits.Require(BytesIn, BytesOut + filled);
            _isEnded |= count == 0 && _deflate is not null;
        }

        if (_isEnded && await _input.FillAsync(cancellation).ConfigureAwait(false))
        {
            throw new InvalidDataException("There are bytes after the end of the compressed bytes.");
        }

        BytesOut += filled;
        BufferSlice portion = BufferSlice.CopyFrom(destination.Span[..filled], _pool);
        _isBroken = false;
        return portion;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _brotli.Dispose();
        _deflate?.Dispose();
        _scratch.Dispose();
        await _input.DisposeAsync().ConfigureAwait(false);
        if (_window.Length != 0)
        {
            ArrayPool<byte>.Shared.Return(_window);
        }

        if (!_leavesOpen)
        {
            await _source.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<int> ReadDeflateAsync(
        Stream deflate, Memory<byte> destination, CancellationToken cancellation)
    {
        try
        {
            return await deflate.ReadAsync(destination, cancellation).ConfigureAwait(false);
        }
        catch (IOException error) when (!_input.HasFailed)
        {
            // What the framework does not know how to name, as a stream that asks for a dictionary.
            throw new InvalidDataException("The bytes are compressed in a way that is not supported.", error);
        }
    }

    private async ValueTask<int> ReadBrotliAsync(Memory<byte> destination, CancellationToken cancellation)
    {
        while (true)
        {
            OperationStatus status = _brotli.Decompress(
                _window.AsSpan(_windowStart, _windowEnd - _windowStart),
                destination.Span,
                out int consumed,
                out int written);
            _windowStart += consumed;
            if (status == OperationStatus.Done)
            {
                _isEnded = true;
                return _windowStart == _windowEnd
                    ? written
                    : throw new InvalidDataException("There are bytes after the end of the compressed bytes.");
            }

            if (status == OperationStatus.InvalidData)
            {
                throw new InvalidDataException("The bytes are not compressed as Brotli, or are damaged.");
            }

            if (written != 0)
            {
                return written;
            }

            if (!await _input.FillAsync(cancellation).ConfigureAwait(false))
            {
                throw new InvalidDataException("The compressed bytes end too early.");
            }

            // NeedMoreData with a rest that was not consumed does not happen: the decoder keeps it.
            _windowStart = 0;
            _windowEnd = _input.Copy(_window.AsSpan(0, WindowLength));
        }
    }
}
