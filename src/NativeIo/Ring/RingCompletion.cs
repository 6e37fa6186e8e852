using System;
using System.Diagnostics;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>How an operation of a <see cref="BatchRing"/> ended.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public readonly struct RingCompletion
{
    private readonly NativeFile? _file;
    private readonly bool _isWrite;
    private readonly bool _isCancelled;
    private readonly bool _isRefused;

    internal RingCompletion(NativeFile file, bool isWrite, long tag, in BatchResult result, bool isLost = false)
    {
        IsLost = isLost;
        _file = file;
        _isWrite = isWrite;
        _isCancelled = result.IsCancelled;
        _isRefused = result.IsRefused;
        Tag = tag;
        Count = (int)result.Result.Value;
        ErrorCode = result.Result.ErrorCode;
    }

    /// <summary>Gets the number that the operation was queued with.</summary>
    public long Tag { get; }

    /// <summary>
    /// Gets the bytes that were transferred: perhaps less than asked for, and 0 for a read at the end of the file.
    /// </summary>
    public int Count { get; }

    /// <summary>Gets the system's code; 0 when the operation succeeded.</summary>
    public int ErrorCode { get; }

    /// <summary>
    /// Gets a value indicating whether nobody sees how the operation ends, because the system does not let the process
    /// wait for results any more. It may still transfer bytes: the memory must not be read or used again, and the ring
    /// keeps it and the file for ever.
    /// </summary>
    public bool IsLost { get; }

    /// <summary>Gets what went wrong; null when the operation succeeded.</summary>
    public IoErrorKind? Failure => _isCancelled
        ? IoErrorKind.Cancelled
        : ErrorCode == 0 || _file is null ? null
        : IsLost ? IoErrorKind.Unknown
        : _file.Backend.Classify(ErrorCode);

    private string Operation => _isWrite ? "write" : "read";

    /// <summary>Throws when the operation failed.</summary>
    /// <exception cref="NativeIoException">It failed; the exception names the file.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void ThrowIfFailed()
    {
        if (_isCancelled)
        {
            throw new OperationCanceledException($"The {Operation} of '{_file?.Path}' was cancelled.");
        }

        if (ErrorCode != 0 && _file is not null)
        {
            throw ToException();
        }
    }

    /// <summary>Makes the exception of an operation that failed.</summary>
    internal NativeIoException ToException()
    {
        Debug.Assert(ErrorCode != 0 && _file is not null, "It failed.");
        FileBackend backend = _file.Backend;
        return IsLost ? IoError.CreateLoss(backend, Operation, _file.Path, ErrorCode)
            : _isRefused ? IoError.CreateRefusal(backend, Operation, _file.Path, ErrorCode)
            : IoError.Create(backend, Operation, _file.Path, ErrorCode);
    }
}
