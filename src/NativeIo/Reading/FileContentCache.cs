using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// Keeps the contents of files that are read often, as long as they do not change: a file is known by its path, its
/// identity, its length and the time of its last change. The contents are shared, not copied.
/// </summary>
/// <remarks>
/// <para>Empty files are read each time: there is nothing to keep, and no limit would count them.</para>
/// <para>Ownership: owns one handle of each content; whoever gets a content disposes it. A content that leaves the
/// cache stays valid for its holders.</para>
/// <para>Thread safety: all members. Two threads that ask for a new file at once may both read it.</para>
/// </remarks>
/// <example><code>
/// using var reader = new FileReader();
/// using var cache = new FileContentCache(reader);
/// using BufferSlice page = cache.Get("index.html");
/// Console.WriteLine(page.Length);
/// </code></example>
public sealed class FileContentCache : IDisposable
{
    private readonly FileReader _reader;
    private readonly FileContentCacheOptions _options;
    private readonly FileBackend _backend;
    private readonly Lock _lock = new();
    private readonly Dictionary<NativePath, LinkedListNode<Entry>> _entries = [];

    /// <summary>The entries, that which was used last in front.</summary>
    private readonly LinkedList<Entry> _byUse = [];

    private long _bytes;
    private long _hits;
    private long _misses;
    private bool _isDisposed;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="reader">Reads the files. Ownership: borrows.</param>
    /// <param name="options">How the cache works; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public FileContentCache(FileReader reader, FileContentCacheOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _options = options ?? new FileContentCacheOptions();
        _options.Validate();
        _reader = reader;
        _backend = reader.Options.BackendInUse;
    }

    /// <summary>Gets the number of files that are kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Gets the bytes of the blocks that are kept.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Gets how often a content was there.</summary>
    public long Hits => Interlocked.Read(ref _hits);

    /// <summary>Gets how often a file had to be read.</summary>
    public long Misses => Interlocked.Read(ref _misses);

    /// <summary>Gets the content of a file, from memory when it did not change.</summary>
    /// <param name="path">Which.</param>
    /// <returns>Its bytes. Ownership: the caller disposes the slice.</returns>
    /// <exception cref="NativeIoException">The system refused.</exception>
    /// <exception cref="ObjectDisposedException">The cache or the reader is disposed.</exception>
    public BufferSlice Get(NativePath path)
    {
        Stamp stamp = StampOf(path);
        if (TryShare(path, stamp, out BufferSlice kept))
        {
            return kept;
        }

        BufferSlice content = _reader.ReadFile(path);
        try
        {
            Keep(path, stamp, content);
        }
        catch
        {
            content.Dispose();
            throw;
        }

        return content;
    }

    /// <summary>As <see cref="Get"/>; a file that has to be read is read on another thread.</summary>
    /// <param name="path">Which.</param>
    /// <param name="cancellation">Looked at before the file is opened.</param>
    /// <returns>Its bytes. Ownership: the caller disposes the slice.</returns>
    /// <exception cref="NativeIoException">The system refused.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled in time.</exception>
    /// <exception cref="ObjectDisposedException">The cache or the reader is disposed.</exception>
    public ValueTask<BufferSlice> GetAsync(NativePath path, CancellationToken cancellation = default) =>
        ReadScheduling.Run(
            _reader.Options.Scheduler,
            (Cache: this, Path: path),
            static state => state.Cache.Get(state.Path),
            cancellation);

    /// <summary>Forgets a file.</summary>
    /// <param name="path">Which.</param>
    /// <returns>False when it was not kept.</returns>
    public bool Remove(NativePath path)
    {
        lock (_lock)
        {
            return RemoveUnsynchronized(path);
        }
    }

    /// <summary>Forgets everything and ends the cache; the contents that are out stay valid. Twice is once.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            while (_byUse.Last is { } last)
            {
                _ = RemoveUnsynchronized(last.Value.Path);
            }
        }
    }

    private Stamp StampOf(NativePath path)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed), this);
        IoResult result = Interruptions.GetFacts(_backend, path, followsLinks: true, out FileFacts facts);
        if (!result.IsSuccess)
        {
            IoError.Throw(_backend, "look at", path, result.ErrorCode);
        }

        return new Stamp(facts.Identity, facts.Length, facts.ModifiedAt, facts.Kind == FileKind.Regular);
    }

    private bool TryShare(NativePath path, Stamp stamp, out BufferSlice content)
    {
        content = default;
        lock (_lock)
        {
            if (_entries.TryGetValue(path, out LinkedListNode<Entry>? node))
            {
                if (node.Value.Stamp == stamp && _options.TimeProvider.GetUtcNow() < node.Value.ExpiresAt)
                {
                    _byUse.Remove(node);
                    _byUse.AddFirst(node);
                    content = node.Value.Content.Share();
                    _hits++;
                    return true;
                }

                _ = RemoveUnsynchronized(path);
            }

            _misses++;
            return false;
        }
    }

    private void Keep(NativePath path, Stamp stamp, BufferSlice content)
    {
        // A file that changed while it was read, or so recently that another change would not show, is not kept.
        DateTimeOffset now = _options.TimeProvider.GetUtcNow();
        bool isSettled = stamp.IsRegular
            && stamp.Length == content.Length
            && now - stamp.ModifiedAt >= _options.SettledAge
            && StampOf(path) == stamp;
        long bytes = content.RetainedBytes;
        if (!isSettled || bytes == 0 || bytes > _options.BytesMax)
        {
            return;
        }

        bool isForEver = _options.TimeToLive == Timeout.InfiniteTimeSpan
            || _options.TimeToLive >= DateTimeOffset.MaxValue - now;
        DateTimeOffset expiresAt = isForEver ? DateTimeOffset.MaxValue : now + _options.TimeToLive;
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _ = RemoveUnsynchronized(path);
            while (_bytes + bytes > _options.BytesMax)
            {
                _ = RemoveUnsynchronized(_byUse.Last!.Value.Path);
            }

            _entries[path] = _byUse.AddFirst(new Entry(path, stamp, content.Share(), bytes, expiresAt));
            _bytes += bytes;
        }
    }

    private bool RemoveUnsynchronized(NativePath path)
    {
        if (!_entries.Remove(path, out LinkedListNode<Entry>? node))
        {
            return false;
        }

        _byUse.Remove(node);
        _bytes -= node.Value.Bytes;
        node.Value.Content.Dispose();
        return true;
    }

    /// <summary>What tells one state of a file from another.</summary>
    private readonly record struct Stamp(
        FileIdentity Identity, long Length, DateTimeOffset ModifiedAt, bool IsRegular);

    /// <summary>A content that is kept.</summary>
    private sealed record Entry(
        NativePath Path, Stamp Stamp, BufferSlice Content, long Bytes, DateTimeOffset ExpiresAt);
}
