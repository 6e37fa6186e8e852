using System;
using System.Diagnostics;
using System.Threading;
using ChunkedBuffers;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// One transfer: where it stands, which ways are left, and what it borrowed.
/// </summary>
/// <remarks>
/// The state is the byte that was reached. Each step moves some bytes by the cheapest way that is left and advances the
/// state by what the system reported, so that changing the way loses and doubles nothing. A step that moves nothing
/// means the end only if a plain read says so: to the kernel's own copying, files of /proc look empty.
/// </remarks>
internal ref partial struct TransferRun
{
    /// <summary>
    /// The shortest copy that goes through a pipe although the kernel would copy it in one call: making the pipe costs
    /// four calls, and its megabyte at a time is a tenth faster than the sixteen pages of that call.
    /// </summary>
    internal const int PipedLengthMin = 4 * 1024 * 1024;

    private readonly NativeFile _source;
    private readonly NativeFile _destination;
    private readonly TransferOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly FileBackend _backend;

    private FileFacts _sourceFacts;
    private FileFacts _destinationFacts;
    private long _sourceOffset;
    private long _destinationOffset;
    private long _left;
    private long _transferred;
    private long _holeBytes;
    private bool _isAtEnd;
    private TransferPath _waysLeft;
    private TransferPath _wayFirst;
    private TransferPath _used;
    private TransferPath _refused;
    private IoErrorKind? _refusalKind;
    private SafeFileHandle? _pipeReader;
    private SafeFileHandle? _pipeWriter;
    private int _pipeCapacity;
    private BlockLease _block;

    internal TransferRun(
        NativeFile source, NativeFile destination, TransferOptions options, CancellationToken cancellation)
    {
        _source = source;
        _destination = destination;
        _options = options;
        _cancellation = cancellation;
        _backend = destination.Backend;
        _left = options.Length ?? long.MaxValue;
    }

    private readonly bool IsSourceRegular => _sourceFacts.Kind == FileKind.Regular;

    private readonly bool IsDestinationRegular => _destinationFacts.Kind == FileKind.Regular;

    internal TransferResult Execute()
    {
        _cancellation.ThrowIfCancellationRequested();
        _sourceFacts = _source.GetFacts();
        _destinationFacts = _destination.GetFacts();
        _sourceOffset = _options.SourceOffset ?? StartOf(_sourceFacts);
        _destinationOffset = _options.DestinationOffset ?? StartOf(_destinationFacts);
        LimitWithinOneFile();
        _waysLeft = FittingWays();
        _wayFirst = IsPiped ? TransferPath.Splice : TransferPath.None;
        if (_waysLeft.HasFlag(TransferPath.Clone))
        {
            Clone();
        }

        if (_options.KeepsHoles && CanKeepHoles)
        {
            MoveExtents();
        }
        else
        {
            Move(_left);
        }

        return new TransferResult
        {
            Bytes = _transferred,
            HoleBytes = _holeBytes,
            Path = _used,
            Refused = _refused,
            RefusalKind = _refusalKind,
        };
    }

    /// <summary>
    /// Gives back pipe and block. What is left in the pipe after a failure goes with it; it was never counted.
    /// </summary>
    internal void Dispose()
    {
        _pipeReader?.Dispose();
        _pipeWriter?.Dispose();
        _pipeReader = null;
        _pipeWriter = null;
        _block.Dispose();
        _block = default;
    }

    private static long StartOf(in FileFacts facts) =>
        facts.Kind is FileKind.Regular or FileKind.BlockDevice ? 0 : NativeFile.AtPosition;

    private static long AdvancedBy(long offset, long bytes) => offset < 0 ? offset : checked(offset + bytes);

    /// <summary>
    /// Refuses ranges of one file that overlap, and takes the end of the source as it is now when the transfer makes
    /// it longer.
    /// </summary>
    private void LimitWithinOneFile()
    {
        // Some systems do not tell files apart; there at least one handle is one file.
        bool isOneFile = _sourceFacts.Identity == _destinationFacts.Identity
            && (_sourceFacts.Identity != default || ReferenceEquals(_source.Handle, _destination.Handle));
        if (!IsSourceRegular || !isOneFile)
        {
            return;
        }

        if (_sourceOffset < 0 || _destinationOffset < 0)
        {
            throw IoError.Create(
                "copy to",
                _destination.Path,
                IoErrorKind.InvalidArgument,
                "source and destination are one file, so both offsets must be named");
        }

        _left = Math.Min(_left, Math.Max(0, _sourceFacts.Length - _sourceOffset));

        // Compared by subtracting, since offsets may be as large as numbers are.
        bool overlaps = _sourceOffset - _destinationOffset < _left && _destinationOffset - _sourceOffset < _left;
        if (overlaps)
        {
            throw IoError.Create(
                "copy to",
                _destination.Path,
                IoErrorKind.InvalidArgument,
                $"{_left} bytes from {_sourceOffset} and from {_destinationOffset} of one file overlap");
        }
    }

    /// <summary>The allowed ways that can work for these kinds of files.</summary>
    private readonly TransferPath FittingWays()
    {
        TransferPath ways = TransferPath.ReadWrite | TransferPath.Splice;
        if (IsSourceRegular && IsDestinationRegular)
        {
            ways |= TransferPath.CopyRange;
            ways |= _sourceOffset >= 0 && _destinationOffset >= 0 ? TransferPath.Clone : 0;
        }
        else if (_sourceOffset >= 0 && _destinationOffset < 0)
        {
            ways |= TransferPath.SendFile;
        }

        return ways & (_options.Paths | TransferPath.ReadWrite);
    }

    /// <summary>
    /// Whether the kernel has nothing better for a long copy than passing pages on itself. A server or a program behind
    /// a file system may copy by itself when it is asked.
    /// </summary>
    private readonly bool IsPiped => IsSourceRegular
        && IsDestinationRegular
        && Math.Min(_left, _sourceFacts.Length - _sourceOffset) >= PipedLengthMin
        && PassesPages(_source, _sourceFacts)
        && PassesPages(_destination, _destinationFacts);

    private static bool PassesPages(NativeFile file, in FileFacts facts) =>
        file.Backend.Mounts.KindOf(file, facts) is FileSystemKind.Local or FileSystemKind.Memory;

    private readonly TransferPath CheapestWay()
    {
        if ((_waysLeft & _wayFirst) != 0)
        {
            return _wayFirst;
        }

        int ways = (int)(_waysLeft & ~TransferPath.Clone);
        return (TransferPath)(ways & -ways);
    }

    private void Clone()
    {
        long length = Math.Min(_left, _sourceFacts.Length - _sourceOffset);
        if (length <= 0)
        {
            return;
        }

        IoResult result = _backend.CloneRange(
            _source.Handle, _sourceOffset, _destination.Handle, _destinationOffset, length);
        if (!result.IsSuccess)
        {
            Refuse(TransferPath.Clone, _backend.Classify(result.ErrorCode));
            return;
        }

        _used |= TransferPath.Clone;
        Advance(length);
        Report();
    }

    /// <summary>Moves so many bytes, or up to the end, in parts.</summary>
    private void Move(long length)
    {
        while (length > 0 && !_isAtEnd)
        {
            _cancellation.ThrowIfCancellationRequested();
            long start = _transferred;
            long cacheStart = _sourceOffset;
            try
            {
                MovePart(Math.Min(length, _options.PartLength));
            }
            catch (OperationCanceledException)
            {
                // Cancelled while a side was not ready: what was moved of this part before is moved.
                ReportFrom(start);
                throw;
            }

            length -= _transferred - start;
            if (_options.LeavesCache)
            {
                ForgetPages(cacheStart, _transferred - start);
            }

            Report();
        }
    }

    private void MovePart(long length)
    {
        int attempts = 0;
        long end = _transferred + length;
        while (_transferred < end && !_isAtEnd)
        {
            TransferPath way = CheapestWay();
            IoResult result = Step(way, end - _transferred);
            Advance(result.Value);
            _used |= result.Value > 0 ? way : 0;
            if (result.IsSuccess)
            {
                attempts = 0;
                if (result.Value == 0 && _waysLeft.HasFlag(way))
                {
                    NoteNothing(way);
                }
            }
            else if (!Transfers.IsWorthRepeating(_backend, result.ErrorCode, ref attempts))
            {
                Overcome(way, result.ErrorCode);
            }
        }
    }

    /// <summary>One step of one way. The value counts what the destination got, also when it failed.</summary>
    private IoResult Step(TransferPath way, long length)
    {
        long part = Math.Min(length, _backend.TransferLengthMax);
        return way switch
        {
            TransferPath.CopyRange => _backend.CopyRange(
                _source.Handle, _sourceOffset, _destination.Handle, _destinationOffset, part),
            TransferPath.SendFile => _backend.SendFile(_source.Handle, _sourceOffset, _destination.Handle, part),
            TransferPath.Splice => StepSplice(part),
            _ => StepReadWrite(part),
        };
    }

    private void NoteNothing(TransferPath way)
    {
        if (way == TransferPath.ReadWrite)
        {
            _isAtEnd = true;
            return;
        }

        IoResult read = StepReadWrite(1);
        Advance(read.Value);
        if (read.Value > 0)
        {
            _used |= TransferPath.ReadWrite;
            Refuse(way, IoErrorKind.EndOfFile);
        }
        else
        {
            // A failure here is a source that is not ready, which was waited for.
            _isAtEnd = read.IsSuccess;
        }
    }

    /// <summary>Waits, leaves a way, or throws.</summary>
    private void Overcome(TransferPath way, int errorCode)
    {
        IoErrorKind kind = _backend.Classify(errorCode);
        bool isWaitedFor = way == TransferPath.ReadWrite || _sourceOffset < 0 || _destinationOffset < 0;
        if (kind == IoErrorKind.WouldBlock && isWaitedFor)
        {
            WaitForBoth(way, errorCode);
        }
        else if (way != TransferPath.ReadWrite && (IsRefusal(kind) || kind == IoErrorKind.WouldBlock))
        {
            // Nothing tells when two files get ready: what is in the way, the plain way says or goes around.
            Refuse(way, kind);
        }
        else
        {
            Fail(errorCode);
        }
    }

    /// <summary>
    /// What systems say about files that a way cannot do; whether something else is wrong, the plain way tells.
    /// </summary>
    private static bool IsRefusal(IoErrorKind kind) => kind switch
    {
        IoErrorKind.CrossDevice => true,
        IoErrorKind.InvalidArgument => true,
        IoErrorKind.NotSupported => true,
        IoErrorKind.AccessDenied => true,
        IoErrorKind.NotSeekable => true,

        // A destination that is opened for appending.
        IoErrorKind.BadHandle => true,

        // Swap files and running programs.
        IoErrorKind.Busy => true,
        _ => false,
    };

    private void Refuse(TransferPath way, IoErrorKind kind)
    {
        Debug.Assert(way != TransferPath.ReadWrite, "The last way is never left.");
        _waysLeft &= ~way;
        _refused |= way;
        _refusalKind = kind;
    }

    private void Advance(long bytes)
    {
        Debug.Assert(bytes >= 0 && bytes <= _left, "No step moves more than it was asked for.");
        _transferred += bytes;
        _left -= bytes;
        _sourceOffset = AdvancedBy(_sourceOffset, bytes);
        _destinationOffset = AdvancedBy(_destinationOffset, bytes);
    }

    /// <summary>Reports, unless nothing was moved since the last report.</summary>
    private readonly void ReportFrom(long reported)
    {
        if (_transferred > reported)
        {
            Report();
        }
    }

    private readonly void Report() => _options.Progress?.Report(_transferred);

    private readonly void Fail(int errorCode) =>
        IoError.Throw(_backend, "copy to", _destination.Path, errorCode, _transferred);
}
