using System;
using System.Buffers;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>Reads a folder by its handle, many entries with one call.</summary>
internal sealed class HandleFolderReader : FolderReader
{
    /// <summary>Some hundred entries; what the C library takes too.</summary>
    private const int BatchBytes = 32 * 1024;

    private readonly FileBackend _backend;
    private readonly SafeFileHandle _handle;
    private readonly NativePath _path;
    private byte[]? _batch;
    private int _length;
    private int _position;
    private bool _isOver;

    /// <summary>Ownership: the handle transfers.</summary>
    internal HandleFolderReader(FileBackend backend, SafeFileHandle handle, NativePath path)
    {
        _backend = backend;
        _handle = handle;
        _path = path;
        _batch = ArrayPool<byte>.Shared.Rent(BatchBytes);
    }

    internal override SafeFileHandle Handle => _handle;

    public override void Dispose()
    {
        if (_batch is not null)
        {
            ArrayPool<byte>.Shared.Return(_batch);
            _batch = null;
        }

        _handle.Dispose();
    }

    /// <summary>
    /// Reads the first entries, to see whether the system can do that; the result says why it cannot.
    /// </summary>
    internal IoResult Prepare() => ReadBatch();

    internal override bool TryRead(out ReadOnlySpan<byte> name, out FileKind kind)
    {
        ObjectDisposedException.ThrowIf(_batch is null, this);
        while (true)
        {
            if (_position == _length)
            {
                IoResult result = _isOver ? IoResult.Success() : ReadBatch();
                if (!result.IsSuccess)
                {
                    _isOver = true;
                    IoError.Throw(_backend, "list", _path, result.ErrorCode);
                }

                if (_isOver)
                {
                    name = default;
                    kind = FileKind.Unknown;
                    return false;
                }
            }

            if (!EntryDecoder.TryRead(_batch.AsSpan(0, _length), ref _position, out name, out kind))
            {
                _isOver = true;
                _position = _length;
                throw IoError.Create(
                    "list", _path, IoErrorKind.DeviceFault, "the file system gave entries that make no sense");
            }

            if (!IsSelfOrParent(name))
            {
                return true;
            }
        }
    }

    private IoResult ReadBatch()
    {
        int attempts = 0;
        IoResult result;
        do
        {
            result = _backend.ReadDirectory(_handle, _batch.AsSpan(0, BatchBytes));
        }
        while (!result.IsSuccess && Transfers.IsWorthRepeating(_backend, result.ErrorCode, ref attempts));
        _position = 0;
        _length = (int)result.Value;
        _isOver = result.IsSuccess && _length == 0;
        return result;
    }
}
