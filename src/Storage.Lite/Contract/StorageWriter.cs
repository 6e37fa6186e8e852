using System;
using System.Buffers;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>A value that is written in portions, and becomes the object when it is committed.</summary>
/// <remarks>
/// <para>Until the commit nothing of it is seen by get, stat or list. Disposing without a commit gives up: the key is
/// as it was. After a failure or a cancellation the writer can only be disposed.</para>
/// <para>Bytes written through <see cref="IBufferWriter{T}"/> are kept in memory until <see cref="FlushAsync"/>, the
/// next write or the commit.</para>
/// <para>Ownership: whoever opened it disposes it.</para>
/// <para>Thread safety: one caller at a time.</para>
/// <example><code>
/// await using StorageWriter writer = await storage.OpenWriteAsync("report.csv");
/// await writer.WriteAsync("a,b\n"u8.ToArray());
/// StorageEntry entry = await writer.CommitAsync();
/// </code></example>
/// </remarks>
public abstract class StorageWriter : IBufferWriter<byte>, IAsyncDisposable
{
    /// <summary>Small writes are passed on when they are this many bytes together, so that each call pays.</summary>
    private const int StagedBytesMax = 64 * 1024;

    private readonly ChunkedBuffer _staged;
    private readonly long? _expectedLength;
    private bool _isBroken;
    private bool _isDisposed;

    /// <summary>Makes a writer.</summary>
    /// <param name="key">The key.</param>
    /// <param name="options">How the value is put.</param>
    /// <param name="pool">Where the memory of small writes comes from; null means the shared pool.</param>
    protected StorageWriter(StorageKey key, PutOptions options, BlockPool? pool = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Key = key;
        _expectedLength = options.Length;
        _staged = new ChunkedBuffer(pool);
    }

    /// <summary>Gets the key.</summary>
    public StorageKey Key { get; }

    /// <summary>Gets the bytes written so far.</summary>
    public long Length { get; private set; }

    /// <summary>Gets a value indicating whether the value has become the object.</summary>
    public bool IsCommitted { get; private set; }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        RequireOpen();
        return _staged.GetMemory(sizeHint);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        RequireOpen();
        return _staged.GetSpan(sizeHint);
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        RequireOpen();
        _staged.Advance(count);
        Length += count;
    }

    /// <summary>Writes bytes. Ownership: borrows until the task has ended.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="cancellation">Gives up; the writer can then only be disposed.</param>
    /// <returns>A task that ends when the bytes are taken; not when they are stored.</returns>
    /// <exception cref="StorageException">They could not be written.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default)
    {
        RequireOpen();
        _staged.Append(bytes.Span);
        Length += bytes.Length;
        return _staged.Length < StagedBytesMax ? ValueTask.CompletedTask : FlushAsync(cancellation);
    }

    /// <summary>Writes a slice without copying it. Ownership: borrows until the task has ended.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="cancellation">Gives up; the writer can then only be disposed.</param>
    /// <returns>A task that ends when the bytes are taken; not when they are stored.</returns>
    /// <exception cref="StorageException">They could not be written.</exception>
    public async ValueTask WriteAsync(BufferSlice bytes, CancellationToken cancellation = default)
    {
        RequireOpen();
        await FlushAsync(cancellation).ConfigureAwait(false);
        if (bytes.IsEmpty)
        {
            return;
        }

        Length += bytes.Length;
        await PassOnAsync(bytes, cancellation).ConfigureAwait(false);
    }

    /// <summary>Passes on what is kept in memory. It does not make anything visible or durable.</summary>
    /// <param name="cancellation">Gives up; the writer can then only be disposed.</param>
    /// <returns>A task that ends when the bytes are taken.</returns>
    /// <exception cref="StorageException">They could not be written.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellation = default)
    {
        RequireOpen();
        if (_staged.IsEmpty)
        {
            return;
        }

        using BufferSlice bytes = _staged.TakeAll();
        await PassOnAsync(bytes, cancellation).ConfigureAwait(false);
    }

    /// <summary>Makes the value the object, as a put does: whole or not at all. It can be done once.</summary>
    /// <param name="cancellation">Gives up: the old value stays, or the new one is there whole.</param>
    /// <returns>What is known of the new object.</returns>
    /// <exception cref="InvalidOperationException">
    /// A write failed before, it is committed already, or another number of bytes was written than
    /// <see cref="PutOptions.Length"/> says.
    /// </exception>
    /// <exception cref="StoragePreconditionException">The condition does not hold.</exception>
    /// <exception cref="StorageException">Anything else that kept it from being stored.</exception>
    public async ValueTask<StorageEntry> CommitAsync(CancellationToken cancellation = default)
    {
        RequireOpen();
        if (_expectedLength is { } expected && expected != Length)
        {
            throw new InvalidOperationException(
                $"{Length} bytes of '{Key}' were written, and {expected} were announced: nothing was stored.");
        }

        await FlushAsync(cancellation).ConfigureAwait(false);
        _isBroken = true;
        StorageEntry entry = await CommitCoreAsync(cancellation).ConfigureAwait(false);
        IsCommitted = true;
        return entry;
    }

    /// <summary>Gives up, unless it is committed. Disposing twice does nothing.</summary>
    /// <returns>A task that ends when nothing is left over.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _staged.Dispose();
        await DisposeCoreAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes bytes. Calls come one after another, and none after a failure.</summary>
    /// <param name="bytes">The bytes, not empty. Ownership: borrows until the task has ended.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>A task that ends when the bytes are taken.</returns>
    protected abstract ValueTask WriteCoreAsync(BufferSlice bytes, CancellationToken cancellation);

    /// <summary>Makes the value the object. It is called once at most, and not after a failure.</summary>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What is known of the new object.</returns>
    protected abstract ValueTask<StorageEntry> CommitCoreAsync(CancellationToken cancellation);

    /// <summary>
    /// Gives everything back, and what was written when <see cref="IsCommitted"/> is false. It is called once.
    /// </summary>
    /// <returns>A task that ends when nothing is left over.</returns>
    protected abstract ValueTask DisposeCoreAsync();

    private async ValueTask PassOnAsync(BufferSlice bytes, CancellationToken cancellation)
    {
        // Whoever fails half-way does not get to commit the half.
        _isBroken = true;
        await WriteCoreAsync(bytes, cancellation).ConfigureAwait(false);
        _isBroken = false;
    }

    private void RequireOpen()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isBroken)
        {
            throw new InvalidOperationException(IsCommitted
                ? $"'{Key}' is committed: open another writer for another value."
                : $"A write of '{Key}' failed or is still under way: dispose this writer.");
        }
    }
}
