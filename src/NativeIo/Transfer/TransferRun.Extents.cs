using System;
using NativeIo.Platform;

namespace NativeIo;

/// <content>Holes, and the page cache.</content>
internal ref partial struct TransferRun
{
    /// <summary>
    /// Parts behind the present one whose pages are asked for again to leave: they could not while they were written.
    /// </summary>
    private const int TrailParts = 4;

    private readonly bool CanKeepHoles => IsSourceRegular && IsDestinationRegular && _left > 0
        && _sourceOffset >= 0 && _destinationOffset >= 0 && !_destination.Flags.HasFlag(FileOpenFlags.Append);

    /// <summary>
    /// Moves what is stored and steps over holes. Asking for holes moves the source's own position, which is put back.
    /// </summary>
    private void MoveExtents()
    {
        IoResult position = _backend.SeekTo(_source.Handle, 0, SeekPlace.Position);
        if (!position.IsSuccess)
        {
            Move(_left);
            return;
        }

        long end = Math.Max(_sourceOffset, Math.Min(_sourceFacts.Length, AdvancedBy(_sourceOffset, Math.Min(
            _left, long.MaxValue - _sourceOffset))));
        try
        {
            while (_sourceOffset < end && !_isAtEnd)
            {
                if (!MoveExtent(end))
                {
                    break;
                }
            }
        }
        finally
        {
            _ = _backend.SeekTo(_source.Handle, position.Value, SeekPlace.Start);
        }

        if (!_isAtEnd && _left > 0)
        {
            // A file that has grown meanwhile, or one whose length is not known before it is read.
            Move(_left);
        }

        ExtendOverLastHole();
    }

    /// <summary>Moves a hole and the stored bytes behind it; false when the system cannot tell them apart.</summary>
    private bool MoveExtent(long end)
    {
        IoResult stored = _backend.SeekTo(_source.Handle, _sourceOffset, SeekPlace.Stored);
        if (!stored.IsSuccess)
        {
            Move(end - _sourceOffset);
            return false;
        }

        // No byte behind means a hole up to the end, which is nearer than it was when the source is cut meanwhile.
        long start = Math.Clamp(stored.Value < 0 ? LengthOf(_source) : stored.Value, _sourceOffset, end);
        StepOverHole(start - _sourceOffset);
        if (_sourceOffset < end && !_isAtEnd)
        {
            IoResult hole = _backend.SeekTo(_source.Handle, _sourceOffset, SeekPlace.Hole);
            Move((hole.IsSuccess ? Math.Clamp(hole.Value, _sourceOffset + 1, end) : end) - _sourceOffset);
        }

        return true;
    }

    /// <summary>Zeros go over bytes that the destination has; behind its end a hole is left.</summary>
    private void StepOverHole(long length)
    {
        long covered = Math.Clamp(_destinationFacts.Length - _destinationOffset, 0, length);
        Move(covered);
        long hole = length - covered;
        if (hole > 0 && !_isAtEnd)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (hole > long.MaxValue - _destinationOffset)
            {
                throw IoError.Create(
                    "copy to",
                    _destination.Path,
                    IoErrorKind.FileTooLarge,
                    $"{hole} bytes from {_destinationOffset} on end behind the last offset that a file can have",
                    _transferred);
            }

            Advance(hole);
            _holeBytes += hole;
            Report();
        }
    }

    private readonly void ExtendOverLastHole()
    {
        if (_holeBytes > 0 && LengthOf(_destination) < _destinationOffset)
        {
            try
            {
                _destination.SetLength(_destinationOffset);
            }
            catch (NativeIoException exception)
            {
                FailAfterProgress(exception);
            }
        }
    }

    private readonly long LengthOf(NativeFile file)
    {
        try
        {
            return file.Length;
        }
        catch (NativeIoException exception)
        {
            FailAfterProgress(exception);
            return 0;
        }
    }

    /// <summary>Throws the same failure, with the bytes that were moved before it.</summary>
    private readonly void FailAfterProgress(NativeIoException exception) =>
        IoError.Throw(_backend, exception.Operation, exception.Path, exception.ErrorCode, _transferred);

    /// <summary>
    /// Asks the system to drop pages. Those that are being written stay: asking starts that, and asking again later
    /// drops them.
    /// </summary>
    private readonly void ForgetPages(long sourceStart, long length)
    {
        if (sourceStart >= 0)
        {
            _ = _source.Advise(FileAdvice.DontNeed, sourceStart, length);
        }

        if (_destinationOffset >= 0)
        {
            long trail = Math.Min(_destinationOffset, (TrailParts + 1L) * _options.PartLength);
            if (trail > 0)
            {
                _ = _destination.Advise(FileAdvice.DontNeed, _destinationOffset - trail, trail);
            }
        }
    }
}
