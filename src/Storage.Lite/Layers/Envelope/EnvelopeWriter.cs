using System;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>A value on its way into its stored form, in constant memory.</summary>
/// <remarks>Ownership: owns the writer below. Thread safety: one caller at a time.</remarks>
internal sealed class EnvelopeWriter : StorageWriterLayer
{
    private readonly EnvelopePlan _plan;
    private readonly EnvelopeEncoder _encoder;
    private readonly ChunkedBuffer _stored;

    internal EnvelopeWriter(StorageWriter inner, PutOptions options, EnvelopePlan plan)
        : base(inner, options)
    {
        _plan = plan;
        _encoder = new EnvelopeEncoder(plan);
        _stored = new ChunkedBuffer(plan.Pool);
    }

    protected override async ValueTask WriteCoreAsync(BufferSlice bytes, CancellationToken cancellation)
    {
        // A piece at a time: a large slice is not there twice.
        const int PieceLength = 256 * 1024;
        for (long start = 0; start < bytes.Length; start += PieceLength)
        {
            using BufferSlice piece = bytes.Slice(start, Math.Min(PieceLength, bytes.Length - start));
            _encoder.Write(piece, _stored);
            await PassOnAsync(cancellation).ConfigureAwait(false);
        }
    }

    protected override async ValueTask<StorageEntry> CommitCoreAsync(CancellationToken cancellation)
    {
        _encoder.Finish(_stored);
        await PassOnAsync(cancellation).ConfigureAwait(false);
        StorageEntry entry = await Inner.CommitAsync(cancellation).ConfigureAwait(false);
        return entry with { Length = Length, ExpiresAt = _plan.ExpiresAt };
    }

    protected override async ValueTask DisposeCoreAsync()
    {
        _encoder.Dispose();
        _stored.Dispose();
        await base.DisposeCoreAsync().ConfigureAwait(false);
    }

    private async ValueTask PassOnAsync(CancellationToken cancellation)
    {
        if (!_stored.IsEmpty)
        {
            using BufferSlice ready = _stored.TakeAll();
            await Inner.WriteAsync(ready, cancellation).ConfigureAwait(false);
        }
    }
}
