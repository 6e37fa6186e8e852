using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using NativeIo;

namespace Storage.Lite;

/// <content>
/// Reading. What the system has in memory is read on the caller's thread, with four calls; everything else on the pool.
/// </content>
public sealed partial class FileStorage
{
    /// <summary>As long as the blocks that a pool keeps.</summary>
    private const int PortionBytes = 256 * 1024;

    private static readonly NativeFileOptions s_read = new() { Flags = FileOpenFlags.NonBlocking };

    private static readonly ChunkedBufferOptions s_portions =
        new() { ChunkLengthMin = PortionBytes, ChunkLengthMax = PortionBytes };

    /// <inheritdoc/>
    public ValueTask<StorageContent> TryGetAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<StorageContent>(cancellation);
        }

        try
        {
            RequireKey(StorageOperation.Get, key);
            if (options.Range.IsAll && TryGetCached(key, options, out StorageContent content))
            {
                return new ValueTask<StorageContent>(content);
            }
        }
        catch (StorageException exception)
        {
            return ValueTask.FromException<StorageContent>(exception);
        }
        catch (NativeIoException exception)
        {
            return ValueTask.FromException<StorageContent>(
                FileStorageErrors.Create(StorageOperation.Get, key, Name, exception));
        }

        return GetOnThread(key, options, cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<StorageReader> TryOpenReadAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default) =>
        OnThread(StorageOperation.Get, key, () => OpenReader(key, options), cancellation);

    /// <inheritdoc/>
    public ValueTask<StorageEntry?> TryStatAsync(StorageKey key, CancellationToken cancellation = default)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<StorageEntry?>(cancellation);
        }

        return OnThread(
            StorageOperation.Stat,
            key,
            () =>
            {
                RequireKey(StorageOperation.Stat, key);
                StorageEntry? entry = StatObject(StorageOperation.Stat, key);
                if (entry is null)
                {
                    ThrowIfRootIsGone(StorageOperation.Stat, key);
                }

                return entry;
            },
            cancellation);
    }

    private static StorageETag TagOf(in FileFacts facts) => new(
        facts.Identity.Number ^ ((ulong)facts.Length * 0x9E37_79B9_7F4A_7C15), (ulong)facts.ModifiedAt.UtcTicks);

    private static StorageEntry PlainEntry(StorageKey key, in FileFacts facts) => new()
    {
        Key = key,
        Length = facts.Length,
        ModifiedAt = facts.ModifiedAt,
        ETag = TagOf(facts),
    };

    private static StorageEntry EncodedEntry(StorageKey key, in FileFacts facts, in ObjectHeader header) => new()
    {
        Key = key,
        Length = header.ValueLength,
        ModifiedAt = facts.ModifiedAt,
        ETag = header.Version,
        Metadata = header.Metadata,
        ExpiresAt = header.ExpiresAt,
    };

    /// <summary>Reads an object that the system has in memory; false when that is not known.</summary>
    private bool TryGetCached(StorageKey key, in GetOptions options, out StorageContent content)
    {
        content = default;
        if (_options.SynchronousBytesMax == 0)
        {
            return false;
        }

        var how = new WholeReadOptions
        {
            LengthMax = _options.SynchronousBytesMax,
            Waits = false,
            Pool = _options.Pool,
        };
        WholeReadOutcome outcome = _keys.Read(_root, key, how, out BufferSlice bytes, out FileFacts facts);
        if (outcome == WholeReadOutcome.Read)
        {
            content = ToContent(key, options, bytes, facts);
            return true;
        }

        return outcome == WholeReadOutcome.NotFile
            || (outcome == WholeReadOutcome.NotFound && IsRootSeenAlive());
    }

    /// <summary>Looks at the root without waiting and without garbage; false when it is gone or nobody knows.</summary>
    private bool IsRootSeenAlive() =>
        _root.TryReadWhole("."u8, new WholeReadOptions { Waits = false }, out _, out FileFacts facts)
            == WholeReadOutcome.NotFile && facts.LinkCount > 0;

    private ValueTask<StorageContent> GetOnThread(
        StorageKey key, GetOptions options, CancellationToken cancellation) =>
        OnThread(StorageOperation.Get, key, () => Get(key, options), cancellation);

    private StorageContent Get(StorageKey key, in GetOptions options)
    {
        if (!options.Range.IsAll)
        {
            return GetRange(key, options);
        }

        var how = new WholeReadOptions { Pool = _options.Pool };
        if (_keys.Read(_root, key, how, out BufferSlice bytes, out FileFacts facts) == WholeReadOutcome.Read)
        {
            return ToContent(key, options, bytes, facts);
        }

        ThrowIfRootIsGone(StorageOperation.Get, key);
        return StorageContent.NotFound;
    }

    /// <summary>Makes an answer of a whole file. Ownership: the bytes transfer.</summary>
    private StorageContent ToContent(StorageKey key, in GetOptions options, BufferSlice bytes, in FileFacts facts)
    {
        if (!IsEncoded)
        {
            StorageEntry plain = PlainEntry(key, facts);
            bool isTaken = false;
            try
            {
                isTaken = IsWanted(key, options, plain);
                return isTaken ? StorageContent.Found(bytes, plain) : StorageContent.NotModified(plain);
            }
            finally
            {
                if (!isTaken)
                {
                    bytes.Dispose();
                }
            }
        }

        using (bytes)
        {
            ObjectHeader header = RequireHeader(
                StorageOperation.Get, key, bytes.IsEmpty ? default : FirstChunk(bytes), facts.Length);
            if (IsExpired(header))
            {
                return StorageContent.NotFound;
            }

            StorageEntry entry = EncodedEntry(key, facts, header);
            return IsWanted(key, options, entry)
                ? StorageContent.Found(bytes.Slice(header.Length), entry)
                : StorageContent.NotModified(entry);
        }
    }

    private static ReadOnlySpan<byte> FirstChunk(BufferSlice bytes)
    {
        foreach (ReadOnlySpan<byte> chunk in bytes.Chunks)
        {
            return chunk;
        }

        return default;
    }

    private ObjectHeader RequireHeader(
        StorageOperation operation, StorageKey key, ReadOnlySpan<byte> bytes, long fileLength) =>
        ObjectHeader.TryRead(bytes, fileLength, key.Text, out ObjectHeader header, out string reason)
            ? header
            : throw new StorageIntegrityException(operation, key, Name, reason);

    private bool IsExpired(in ObjectHeader header) =>
        header.ExpiresAt is { } expiresAt && expiresAt <= _options.TimeProvider.GetUtcNow();

    /// <summary>Says whether the version is the one that is asked for; false when the caller has it.</summary>
    private bool IsWanted(StorageKey key, in GetOptions options, in StorageEntry entry)
    {
        StorageCondition condition = options.Condition;
        if (condition.Holds(exists: true, entry.ETag))
        {
            return true;
        }

        return condition.Kind == StorageConditionKind.NoneMatch
            ? false
            : throw new StoragePreconditionException(
                StorageOperation.Get, key, Name, $"{condition} was asked for, and its version is {entry.ETag}");
    }

    /// <summary>Opens an object; null when there is none. Ownership: the caller disposes the file.</summary>
    private NativeFile? OpenObject(
        StorageOperation operation, StorageKey key, string path, out StorageEntry entry, out int valueOffset)
    {
        NativeFile? file = _root.TryOpenFile(path, s_read);
        entry = default;
        valueOffset = 0;
        if (file is null)
        {
            return null;
        }

        try
        {
            FileFacts facts = file.GetFacts();
            if (facts.Kind == FileKind.Regular && TryDescribe(operation, key, file, facts, out entry, out valueOffset))
            {
                return file;
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }

        file.Dispose();
        return null;
    }

    /// <summary>Tells what is known of an open file's object; false when it has expired.</summary>
    private bool TryDescribe(
        StorageOperation operation,
        StorageKey key,
        NativeFile file,
        in FileFacts facts,
        out StorageEntry entry,
        out int valueOffset)
    {
        if (!IsEncoded)
        {
            entry = PlainEntry(key, facts);
            valueOffset = 0;
            return true;
        }

        using BlockLease lease = (_options.Pool ?? BlockPool.Shared).RentBlock(ObjectHeader.BytesMax, allowDirty: true);
        Span<byte> memory = lease.Span[..ObjectHeader.BytesMax];
        ObjectHeader header = RequireHeader(operation, key, memory[..file.ReadFull(memory, 0)], facts.Length);
        entry = EncodedEntry(key, facts, header);
        valueOffset = header.Length;
        return !IsExpired(header);
    }

    /// <summary>Asks for an object by its path; null when there is none.</summary>
    private StorageEntry? StatObject(StorageOperation operation, StorageKey key)
    {
        string path = _keys.PathOf(key);
        if (!IsEncoded)
        {
            return _root.TryGetFacts(path, out FileFacts facts) && facts.Kind == FileKind.Regular
                ? PlainEntry(key, facts)
                : null;
        }

        using NativeFile? file = OpenObject(operation, key, path, out StorageEntry entry, out _);
        return file is null ? null : entry;
    }

    private StorageContent GetRange(StorageKey key, in GetOptions options)
    {
        using NativeFile? file = OpenObject(
            StorageOperation.Get, key, _keys.PathOf(key), out StorageEntry entry, out int valueOffset);
        if (file is null)
        {
            ThrowIfRootIsGone(StorageOperation.Get, key);
            return StorageContent.NotFound;
        }

        if (!IsWanted(key, options, entry))
        {
            return StorageContent.NotModified(entry);
        }

        Resolve(key, options.Range, entry.Length, out long start, out long length);
        using var buffer = new ChunkedBuffer(
            _options.Pool, length < PortionBytes ? null : s_portions);
        while (buffer.Length < length)
        {
            int count = (int)Math.Min(PortionBytes, length - buffer.Length);
            if (file.ReadInto(buffer, count, valueOffset + start + buffer.Length) == 0)
            {
                throw Cut(key, entry.Length, start + buffer.Length);
            }
        }

        return StorageContent.Found(buffer.TakeAll(), entry, start);
    }

    private void Resolve(StorageKey key, StorageRange range, long objectLength, out long start, out long length)
    {
        if (!range.TryResolve(objectLength, out start, out length))
        {
            throw new StorageRangeException(
                StorageOperation.Get, key, Name, $"{range} is after its end, at {objectLength}");
        }

        Debug.Assert(start + length <= objectLength, "A range ends with the object.");
    }

    private StorageIntegrityException Cut(
        StorageKey key, long length, long end, StorageOperation operation = StorageOperation.Get) =>
        new(operation, key, Name, $"it had {length} bytes when it was opened, and ended after {end}");

    private StorageReader OpenReader(StorageKey key, in GetOptions options)
    {
        RequireKey(StorageOperation.Get, key);
        NativeFile? file = OpenObject(
            StorageOperation.Get, key, _keys.PathOf(key), out StorageEntry entry, out int valueOffset);
        if (file is null)
        {
            ThrowIfRootIsGone(StorageOperation.Get, key);
            return StorageReader.NotFound;
        }

        try
        {
            if (!IsWanted(key, options, entry))
            {
                file.Dispose();
                return StorageReader.NotModified(entry);
            }

            Resolve(key, options.Range, entry.Length, out long start, out long length);
            return new Reader(this, file, entry, start, valueOffset + start, length);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads portions of an open file, at once when they are cached.</summary>
    private sealed class Reader(
        FileStorage storage, NativeFile file, StorageEntry entry, long start, long offset, long length)
        : StorageReader(StorageOutcome.Found, entry, start)
    {
        private readonly ChunkedBuffer _buffer = new(
            storage._options.Pool, length < PortionBytes ? null : s_portions);

        private long _position;

        public override async ValueTask<BufferSlice> ReadAsync(CancellationToken cancellation = default)
        {
            if (_position == length)
            {
                return BufferSlice.Empty;
            }

            int wanted = (int)Math.Min(PortionBytes, length - _position);
            int count;
            try
            {
                count = await file.ReadAsync(_buffer.GetMemory(wanted)[..wanted], offset + _position, cancellation)
                    .ConfigureAwait(false);
            }
            catch (NativeIoException exception)
            {
                throw FileStorageErrors.Create(StorageOperation.Get, Entry.Key, storage.Name, exception);
            }

            _buffer.Advance(count);
            _position += count;
            return count > 0 ? _buffer.TakeAll() : throw storage.Cut(Entry.Key, Entry.Length, Start + _position);
        }

        public override ValueTask DisposeAsync()
        {
            _buffer.Dispose();
            file.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
