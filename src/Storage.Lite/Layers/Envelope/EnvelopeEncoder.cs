using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using ChunkedBuffers;
using NativeIo;

namespace Storage.Lite;

/// <summary>
/// Turns a value into its stored form as it comes. The first <see cref="ProbeLength"/> bytes are kept until it is known
/// whether they become smaller: the header, which comes first, says whether the value is compressed.
/// </summary>
/// <remarks>
/// Ownership: whoever makes it disposes it, which wipes the frame that was being filled. What waits for the decision
/// lies in blocks of the pool, as the caller's value does, and is given back as it is. Thread safety: one caller at a
/// time.
/// </remarks>
internal sealed class EnvelopeEncoder : IDisposable
{
    /// <summary>What is compressed before it is decided whether the value is.</summary>
    internal const int ProbeLength = 64 * 1024;

    private readonly EnvelopePlan _plan;
    private readonly IMemoryOwner<byte> _frame;
    private readonly ChunkedBuffer _probe;
    private ChunkedBuffer? _compressed;
    private SliceCompressor? _compressor;
    private EnvelopeFrames? _frames;
    private int _frameFilled;
    private long _frameIndex;

    internal EnvelopeEncoder(EnvelopePlan plan)
    {
        _plan = plan;
        _frame = plan.Pool.Rent(EnvelopeFrames.FrameLength);
        _probe = new ChunkedBuffer(plan.Pool);
    }

    /// <summary>Gets the bytes of the value so far.</summary>
    internal long PlainLength { get; private set; }

    /// <summary>Gets a value indicating whether it was decided to compress.</summary>
    internal bool IsCompressed => _compressor is not null;

    /// <summary>Takes bytes of the value. Ownership: borrows during the call.</summary>
    internal void Write(BufferSlice bytes, ChunkedBuffer output)
    {
        PlainLength += bytes.Length;
        if (_frames is null && _plan.Level != 0)
        {
            _probe.Append(bytes);
            if (_probe.Length >= ProbeLength)
            {
                Decide(_plan.PlainLength, output);
            }

            return;
        }

        if (_frames is null)
        {
            Begin(EnvelopeCodec.None, _plan.PlainLength, output);
        }

        WriteDecided(bytes, output);
    }

    /// <summary>Ends the value.</summary>
    internal void Finish(ChunkedBuffer output)
    {
        if (_frames is null && _plan.Level != 0)
        {
            Decide(PlainLength, output);
        }
        else if (_frames is null)
        {
            Begin(EnvelopeCodec.None, PlainLength, output);
        }

        if (_compressor is not null)
        {
            _compressor.Finish(_compressed!);
            Span<byte> trailer = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(trailer, PlainLength);
            _compressed!.Append(trailer);
            FrameCompressed(output);
        }

        SealFrame(_frame.Memory.Span[.._frameFilled], output);
    }

    public void Dispose()
    {
        _compressor?.Dispose();
        _frames?.Dispose();
        CryptographicOperations.ZeroMemory(_frame.Memory.Span);
        _frame.Dispose();
        _probe.Dispose();
        _compressed?.Dispose();
    }

    /// <summary>Compresses what came first, and keeps it that way when that makes it smaller.</summary>
    private void Decide(long plainLength, ChunkedBuffer output)
    {
        using BufferSlice first = _probe.TakeAll();
        if (!first.IsEmpty && plainLength <= _plan.CompressedLengthMax)
        {
            _compressed = new ChunkedBuffer(_plan.Pool);
            _compressor = new SliceCompressor(_plan.Format, _plan.Level);
            _compressor.Write(first, _compressed);
            _compressor.Flush(_compressed);
        }

        // The trailer is eight bytes; what wins less than that is not worth a decoder.
        if (_compressor is null || _compressed!.Length + (2 * sizeof(long)) >= first.Length)
        {
            _compressor?.Dispose();
            _compressor = null;
            Begin(EnvelopeCodec.None, plainLength, output);
            Frame(first, output);
            return;
        }

        Begin(
            _plan.Format == CompressionFormat.Brotli ? EnvelopeCodec.Brotli : EnvelopeCodec.ZLib, plainLength, output);
        FrameCompressed(output);
    }

    private void Begin(EnvelopeCodec codec, long plainLength, ChunkedBuffer output)
    {
        Span<byte> masterKey = stackalloc byte[StorageKeyRing.KeyLength];
        try
        {
            int keyId = _plan.CopyKey(masterKey);
            var header = new EnvelopeHeader
            {
                Codec = keyId == 0 ? codec : codec | EnvelopeCodec.Encrypted,
                PlainLength = plainLength,
                KeyId = keyId,
                ExpiresAt = _plan.ExpiresAt,
            };
            Span<byte> prefix = output.GetSpan(header.PrefixLength)[..header.PrefixLength];
            try
            {
                _frames = EnvelopeFrames.Create(header, _plan.Name, masterKey, prefix);
            }
            catch
            {
                output.AbandonLease();
                throw;
            }

            output.Advance(header.PrefixLength);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(masterKey);
        }
    }

    private void WriteDecided(BufferSlice bytes, ChunkedBuffer output)
    {
        if (_compressor is null)
        {
            Frame(bytes, output);
            return;
        }

        if (PlainLength > _plan.CompressedLengthMax)
        {
            throw _plan.TooLong(PlainLength);
        }

        // A piece at a time, so that what is compressed and not yet framed stays short.
        foreach (ReadOnlySpan<byte> chunk in bytes.Chunks)
        {
            for (int start = 0; start < chunk.Length; start += ProbeLength)
            {
                _compressor.Write(chunk.Slice(start, Math.Min(ProbeLength, chunk.Length - start)), _compressed!);
                FrameCompressed(output);
            }
        }
    }

    private void FrameCompressed(ChunkedBuffer output)
    {
        using BufferSlice ready = _compressed!.TakeAll();
        Frame(ready, output);
    }

    private void Frame(BufferSlice payload, ChunkedBuffer output)
    {
        foreach (ReadOnlySpan<byte> chunk in payload.Chunks)
        {
            Frame(chunk, output);
        }
    }

    private void Frame(ReadOnlySpan<byte> payload, ChunkedBuffer output)
    {
        Span<byte> frame = _frame.Memory.Span[..EnvelopeFrames.FrameLength];
        while (!payload.IsEmpty)
        {
            if (_frameFilled == 0 && payload.Length >= frame.Length)
            {
                SealFrame(payload[..frame.Length], output);
                payload = payload[frame.Length..];
                continue;
            }

            int count = Math.Min(payload.Length, frame.Length - _frameFilled);
            payload[..count].CopyTo(frame[_frameFilled..]);
            payload = payload[count..];
            _frameFilled += count;
            if (_frameFilled == frame.Length)
            {
                SealFrame(frame, output);
                _frameFilled = 0;
            }
        }
    }

    private void SealFrame(ReadOnlySpan<byte> bytes, ChunkedBuffer output)
    {
        Debug.Assert(_frames is not null, "A frame comes after the header.");
        int length = bytes.Length + _frames.TagLength;
        _frames.Seal(_frameIndex, bytes, output.GetSpan(length)[..length]);
        output.Advance(length);
        _frameIndex++;
    }
}
