using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using ChunkedBuffers;
using NativeIo;

namespace Storage.Lite;

/// <content>An object on its way.</content>
public sealed partial class FileStorage
{
    /// <summary>
    /// A file that nobody sees, until it is renamed to its name.
    /// </summary>
    /// <remarks>
    /// Order: made in the workspace -> written -> its time set -> flushed -> closed, and the result looked at ->
    /// renamed while the key's turn is held -> the folder flushed. A step that fails ends the put: nothing is tried
    /// again on the same file, because after a failed flush the system may call bytes written that are lost. Ownership:
    /// owns the file. Thread safety: none.
    /// </remarks>
    private sealed class FilePut : IDisposable
    {
        private readonly FileStorage _storage;
        private readonly StorageOperation _operation;
        private readonly PutOptions _options;
        private readonly FileWorkspace _workspace;
        private readonly string _path;
        private readonly string _tempName;
        private readonly NativeFile _file;
        private readonly int _headerLength;
        private long _written;
        private bool _isMoved;

        internal FilePut(FileStorage storage, StorageOperation operation, StorageKey key, PutOptions options)
        {
            _storage = storage;
            _operation = operation;
            _options = options;
            Key = key;
            _path = storage._keys.PathOf(key);
            _headerLength = storage.IsEncoded ? ObjectHeader.Measure(key, options.Metadata) : 0;
            _workspace = storage.OpenWorkspace();
            _tempName = _workspace.NewName();
            _file = _workspace.Temp.OpenFile(_tempName, new NativeFileOptions
            {
                Access = FileAccess.ReadWrite,
                Mode = FileOpenMode.CreateNew,
                Flags = FileOpenFlags.NoFollow,
                PermissionBits = storage._options.FilePermissionBits,
            });
        }

        internal StorageKey Key { get; }

        /// <summary>Adds bytes. Ownership: borrows.</summary>
        internal void Write(BufferSlice bytes)
        {
            if (!bytes.IsEmpty)
            {
                VectoredWriter.Write(_file, bytes, _headerLength + _written);
                _written += bytes.Length;
            }
        }

        /// <summary>Adds a part of another file.</summary>
        /// <returns>How many bytes; fewer when the file ends before.</returns>
        internal long Write(NativeFile source, long offset, long length)
        {
            if (length == 0)
            {
                return 0;
            }

            TransferResult result = FileTransfer.Copy(source, _file, new TransferOptions
            {
                SourceOffset = offset,
                DestinationOffset = _headerLength + _written,
                Length = length,
            });
            _written += result.Bytes;
            return result.Bytes;
        }

        /// <summary>Makes it the object.</summary>
        /// <param name="cancellation">Looked at until the rename.</param>
        /// <param name="source">
        /// The key that the object is taken away from in the same turn; empty when it is a put or a copy.
        /// </param>
        /// <param name="sourceTag">The version that the source must still have.</param>
        internal StorageEntry Commit(
            CancellationToken cancellation, StorageKey source = default, StorageETag sourceTag = default)
        {
            StorageETag version = Finish(out FileFacts facts);
            cancellation.ThrowIfCancellationRequested();
            try
            {
                using FolderOfFile folder = Publish(source, sourceTag, cancellation);
                _storage.FlushName(folder.Folder);
            }
            catch when (!_isMoved)
            {
                _storage.RemoveEmptyFolders(_path[..Math.Max(0, _path.LastIndexOf('/'))]);
                throw;
            }

            return new StorageEntry
            {
                Key = Key,
                Length = _written,
                ModifiedAt = facts.ModifiedAt,
                ETag = _storage.IsEncoded ? version : TagOf(facts),
                Metadata = _options.Metadata,
                ExpiresAt = _options.ExpiresAt,
            };
        }

        public void Dispose()
        {
            _file.Dispose();
            if (!_isMoved)
            {
                try
                {
                    _ = _workspace.Temp.TryUnlink(_tempName);
                }
                catch (Exception exception) when (exception is NativeIoException or ObjectDisposedException)
                {
                    // It is swept with the workspace, by this process or the next.
                    return;
                }
            }
        }

        private StorageETag Finish(out FileFacts facts)
        {
            StorageETag version = default;
            if (_storage.IsEncoded)
            {
                byte[] header = ObjectHeader.Write(Key, _options.Metadata, _options.ExpiresAt, _written, out version);
                Debug.Assert(header.Length == _headerLength, "The value lies behind the header.");
                _file.Write(header, 0);
            }

            File.SetLastWriteTimeUtc(_file.Handle, _storage.NextModified());
            facts = _file.GetFacts();
            if (_storage._options.Durability != FileDurability.None)
            {
                _file.Flush(FlushLevel.Data);
            }

            if (_storage._isLocal)
            {
                // Local file systems refuse at the write or the flush. Only those that have a server or a program to
                // ask report when a file is closed (filp_flush of Linux calls what they alone have).
                _file.Dispose();
            }
            else
            {
                _file.CloseChecked();
            }

            return version;
        }

        private FolderOfFile Publish(StorageKey source, StorageETag sourceTag, CancellationToken cancellation)
        {
            for (int attempt = 1; ; attempt++)
            {
                bool isRetry = attempt > 1;
                if (isRetry)
                {
                    _storage._folders.Enter();
                }

                try
                {
                    return PublishOnce(source, sourceTag, cancellation);
                }
                catch (NativeIoException exception) when (
                    exception.Kind == IoErrorKind.NotFound && attempt < FolderAttemptsMax)
                {
                    // Somebody removed the folder because it was empty, between opening it and the rename.
                    cancellation.ThrowIfCancellationRequested();
                }
                finally
                {
                    if (isRetry)
                    {
                        _storage._folders.Exit();
                    }
                }
            }
        }

        private FolderOfFile PublishOnce(StorageKey source, StorageETag sourceTag, CancellationToken cancellation)
        {
            FolderOfFile folder = _storage.OpenOrMakeFolder(_path);
            int others = Interlocked.Increment(ref _storage._publishing) - 1;
            try
            {
                // Disposed after the turn.
                using NativeFile? replaced = others > 0 ? TryHoldReplaced(folder) : null;
                using KeyTurn turn = source.IsEmpty
                    ? _workspace.Locks.Enter(Key, cancellation)
                    : _workspace.Locks.Enter(Key, source, cancellation);
                _storage.RequireVersion(source, sourceTag);
                Move(folder);
                if (!source.IsEmpty)
                {
                    // The new name is sure before the old one goes: a crash in between leaves both, not none.
                    _storage.FlushName(folder.Folder);
                    _ = _storage._root.TryUnlink(_storage._keys.PathOf(source));
                }

                return folder;
            }
            catch
            {
                folder.Dispose();
                throw;
            }
            finally
            {
                // Full fence, as the increment; they only count.
                _ = Interlocked.Decrement(ref _storage._publishing);
            }
        }

        /// <summary>
        /// Keeps the file that is to be replaced open, unless its server is told of that. The kernel frees a file with
        /// its last reference, and a rename does so while other renames of the file system wait for it (do_renameat2
        /// of Linux: dput before unlock_rename). The close that comes after it makes nobody wait.
        /// </summary>
        private NativeFile? TryHoldReplaced(FolderOfFile folder)
        {
            if (!_storage._isLocal)
            {
                return null;
            }

            try
            {
                return folder.Folder.TryOpenFile(folder.Name, s_read);
            }
            catch (NativeIoException)
            {
                // It is no file, or not this process's to read: the rename says what comes of that.
                return null;
            }
        }

        private void Move(FolderOfFile folder)
        {
            StorageCondition condition = _options.Condition;
            bool replaces = true;
            if (condition.Kind != StorageConditionKind.None)
            {
                StorageEntry? current = _storage.StatObject(_operation, Key);
                if (!condition.Holds(current is not null, current?.ETag ?? default))
                {
                    throw _storage.Refuse(_operation, Key, condition, current);
                }

                // What has expired is in the way, and may be replaced.
                replaces = condition.Kind != StorageConditionKind.Absent
                    || (_storage.IsEncoded && folder.Folder.TryGetFacts(folder.Name, out _));
            }

            if (TryMove(folder, replaces))
            {
                return;
            }

            throw _storage.Refuse(_operation, Key, condition, null);
        }

        private bool TryMove(FolderOfFile folder, bool replaces)
        {
            try
            {
                _isMoved = _workspace.Temp.TryMove(_tempName, folder.Folder, folder.Name, replaces);
            }
            catch (NativeIoException exception) when (
                exception.Kind is IoErrorKind.IsDirectory && folder.Folder.TryRemoveDirectory(folder.Name))
            {
                // An empty folder is no object: a crash left it, or its last object is just gone.
                _isMoved = _workspace.Temp.TryMove(_tempName, folder.Folder, folder.Name, replaces);
            }

            if (!_isMoved && folder.Folder.TryGetFacts(folder.Name, out FileFacts facts)
                && facts.Kind == FileKind.Directory)
            {
                if (!folder.Folder.TryRemoveDirectory(folder.Name))
                {
                    throw new StorageInvalidKeyException(
                        _operation, Key, _storage.Name, "a folder has its name; the layout Encoded can hold both");
                }

                _isMoved = _workspace.Temp.TryMove(_tempName, folder.Folder, folder.Name, replaces);
            }

            return _isMoved;
        }
    }
}
